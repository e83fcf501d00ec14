import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ExplainOptions, runExplain } from '../../src/commands/explain.ts';
import type { LeadExplanation } from '../../src/commands/lead-explanation.ts';
import { ran } from '../support/run-command.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');

const FORM = new URLSearchParams({
  name: 'Lena Hofer',
  email: 'lena@hofer-maschinen.example.com',
  country: 'Austria',
  message: 'Line one\nline two',
  consent: 'on',
  utm_source: 'Google',
  utm_medium: 'cpc',
}).toString();

/** No credential, no Redis: a bare environment. */
function explain(body: string, options: Partial<ExplainOptions> = {}) {
  return ran({ LEADLINE_CONFIG: CONFIG }, (io) =>
    runExplain(
      { source: 'contact-page', ...options },
      { ...io, readInput: async () => Buffer.from(body) },
    ),
  );
}

async function explained(
  body: string,
  options: Partial<ExplainOptions> = {},
): Promise<LeadExplanation> {
  const { text } = await explain(body, { json: true, ...options });
  return JSON.parse(text) as LeadExplanation;
}

function part(name: string, value: string): string {
  return `--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

describe('leadline explain', () => {
  it('says who would get a submission, why, and what would be made of it', async () => {
    const { exit, text } = await explain(FORM);
    expect(exit).toBe(0);
    expect(text).toContain('would be accepted');
    expect(text).toMatch(/Name\s+Lena Hofer/u);
    expect(text).toMatch(/In one line\s+google \/ cpc/u);
    expect(text).toMatch(/ad_user_data\s+granted/u);
    expect(text).toContain('yes country is AT; wanted DE, AT, CH or LI');
    expect(text).toMatch(/Subject\s+New DACH lead: Lena Hofer/u);
    expect(text).toMatch(/Channel\s+C0DACH001/u);
    expect(text).toMatch(/ga4\s+generate_lead would be sent/u);
    expect(text).toContain('Nothing was touched.');
  });

  it('says what it takes for granted', async () => {
    const { assumed } = await explained(FORM);
    expect(assumed.join(' ')).toContain('taken for new');
    expect(assumed.join(' ')).toContain('first of pool dach');
  });

  it('shows another turn of the pool', async () => {
    const owners = await Promise.all(
      [0, 1, 2].map(async (turn) => (await explained(FORM, { turn })).decision.owner?.name),
    );
    expect(owners.filter((name) => name === 'Ada Brandt')).toHaveLength(2);
    expect(owners.filter((name) => name === 'Ben Huber')).toHaveLength(1);
  });

  it('shows what becomes of a known contact, who keeps the owner', async () => {
    const { decision, contact } = await explained(FORM, {
      knownOwner: 'chidi.okafor@example.com',
    });
    expect(decision.owner?.name).toBe('Chidi Okafor');
    expect(decision.ownerBecause).toBe('keeps_known_owner');
    expect(Object.keys(contact)).not.toContain('hubspot_owner_id');
  });

  it('plans the task for when the market wants it done', async () => {
    const { lead, task } = await explained(FORM);
    expect(Date.parse(task.dueAt) - Date.parse(lead.receivedAt)).toBe(30 * 60_000);
  });

  it('names the conversions that consent does not allow', async () => {
    const { conversions } = await explained(FORM.replace('consent=on', 'consent='));
    expect(conversions.find(({ destination }) => destination === 'meta')?.skipped).toContain(
      'no consent for ad_user_data',
    );
    expect(
      conversions.find(({ destination }) => destination === 'warehouse')?.skipped,
    ).toBeUndefined();
  });

  it('recognises JSON and multipart bodies by themselves', async () => {
    const json = await explained('{"email": "a@b.example.org", "country": "GB"}');
    expect(json.decision.market).toBe('uk-ireland');

    const multipart = await explained(
      `${part('email', 'a@b.example.org')}${part('country', 'US')}--x1--\r\n`,
    );
    expect(multipart.decision.market).toBe('north-america');
  });

  it('says what a visitor would be asked to mend, and what would be decided then', async () => {
    const { exit, text } = await explain('name=Lena&country=DE');
    expect(exit).toBe(1);
    expect(text).toContain('answered 422');
    expect(text).toContain('If it were accepted:');
    expect(text).toContain('DACH because country is DE');
  });

  it('says that a filled honeypot means quarantine', async () => {
    const { exit, text } = await explain(`${FORM}&_gotcha=x`);
    expect(exit).toBe(1);
    expect(text).toContain('quarantined');
  });

  it('says why no lead comes of a body at all', async () => {
    const { exit, text } = await explain('{"broken": ');
    expect(exit).toBe(1);
    expect(text).toContain('No lead would come of this');
  });

  it('suggests the source that was meant', async () => {
    const { exit, text } = await explain(FORM, { source: 'contact-pgae' });
    expect(exit).toBe(2);
    expect(text).toContain('Did you mean --source contact-page?');
  });
});
