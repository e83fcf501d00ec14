import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ExplainOptions, runExplain } from '../../src/commands/explain.ts';
import type { LeadExplanation } from '../../src/commands/lead-explanation.ts';
import { ran } from '../support/run-command.ts';

const CONFIG = path.resolve(import.meta.dirname, '../fixtures/company');

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
    expect(assumed.join(' ')).toContain('the first lead of pool dach');
  });

  it('says who would have it as the next lead of the pool', async () => {
    const { explanation } = await explained(FORM);
    expect(explanation.decision).toMatchObject({ owner: { name: 'Ada Brandt' }, pool: 'dach' });
    expect(explanation.counterfactuals).toContainEqual({
      kind: 'rotation',
      change: 'as the next lead',
      owner: 'Ben Huber',
      market: 'DACH',
    });
  });

  it('tells every rung, every member with what excluded them, and the arithmetic', async () => {
    const { explanation } = await explained(FORM);
    const { rungs, members, arithmetic } = explanation;
    expect(rungs.filter(({ verdict }) => verdict === 'decided')).toEqual([
      { rung: 'fair-share', verdict: 'decided', says: "Ada Brandt's turn in pool dach" },
    ]);
    expect(members.map(({ name, chosen, excluded }) => [name, chosen, excluded])).toEqual([
      ['Ada Brandt', true, undefined],
      ['Ben Huber', false, undefined],
      ['Gus Weber', false, 'is marked inactive in team.yaml'],
    ]);
    expect(arithmetic.join(' ')).toContain('fair share 0, had 0');
  });

  it('decides at the time that is asked about', async () => {
    const american = FORM.replace('Austria', 'US');
    const away = await explained(american, { at: '2027-12-30T12:00Z' });
    const back = await explained(american, { at: '2028-01-03T12:00Z' });
    expect(away.explanation.decision.owner?.name).toBe('Ewan Clarke');
    expect(back.explanation.decision.owner?.name).toBe('Fay Morgan');
    expect(back.explanation.decision.decidedAt).toBe(Date.parse('2028-01-03T12:00Z'));
  });

  it('does not guess what time was meant', async () => {
    const { exit, text } = await explain(FORM, { at: 'tomorrow' });
    expect(exit).toBe(2);
    expect(text).toContain('"tomorrow" is no time.');
  });

  it('shows what becomes of a known contact, who keeps the owner', async () => {
    const { explanation, contact } = await explained(FORM, {
      knownOwner: 'chidi.okafor@example.com',
    });
    expect(explanation.decision.owner?.name).toBe('Chidi Okafor');
    expect(explanation.decision.rung).toBe('known-owner');
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
    expect(json.explanation.decision.market).toBe('uk-ireland');

    const multipart = await explained(
      `${part('email', 'a@b.example.org')}${part('country', 'US')}--x1--\r\n`,
    );
    expect(multipart.explanation.decision.market).toBe('north-america');
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

  it('asks for a lead or a source where neither is named', async () => {
    const { exit, text } = await ran({ LEADLINE_CONFIG: CONFIG }, (io) =>
      runExplain({}, { ...io, readInput: async () => Buffer.from('') }),
    );
    expect(exit).toBe(2);
    expect(text).toContain('--source contact-page,');
  });

  it('suggests the source that was meant', async () => {
    const { exit, text } = await explain(FORM, { source: 'contact-pgae' });
    expect(exit).toBe(2);
    expect(text).toContain('Did you mean --source contact-page?');
  });
});
