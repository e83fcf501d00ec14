import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runExplain } from '../../src/commands/explain.ts';
import { type ExplainLeadOptions, runExplainLead } from '../../src/commands/explain-lead.ts';
import type { LeadExplanation } from '../../src/commands/lead-explanation.ts';
import type { Decision, Explanation } from '../../src/routing/decision.ts';
import { startWeb, type Web } from '../../src/web.ts';
import type { Receipt } from '../../src/workflow/receipt.ts';
import { ADMIN_TOKEN, ADMIN_VARIABLES, bearer } from '../support/admin-web.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Explained = {
  explanation: Explanation;
  replay?: { identical: boolean; differs: string[] };
  at?: string;
};

const lead = (name: string) => ({
  name,
  email: `${name}@${name}-maschinen.example.com`,
  country: 'DE',
  consent: 'on',
});

describe('why a lead of the ledger went there', () => {
  let stack: Stack;
  let web: Web;
  const leadIds: string[] = [];
  /** Who would have got each lead, said just before it came. */
  const foretold: (string | undefined)[] = [];
  let undecided: string;

  beforeAll(async () => {
    stack = await startStack({ variables: ADMIN_VARIABLES });
    web = await startWeb(stack.leadline, 0);
    for (const name of ['hofer', 'berger', 'kurz']) {
      foretold.push(await foretell(name));
      leadIds.push(await stack.accept('contact-page', lead(name)));
      await stack.processAll();
    }
    undecided = await stack.accept('contact-page', lead('later'));
  });
  afterAll(async () => {
    await web.close();
    await stack.stop();
  });

  async function foretell(name: string): Promise<string | undefined> {
    const body = Buffer.from(new URLSearchParams(lead(name)).toString());
    const { document } = await ranJson<LeadExplanation>(stack.env, (io) =>
      runExplain(
        { source: 'contact-page', live: true, json: true },
        { ...io, readInput: async () => body },
      ),
    );
    return document.explanation.decision.owner?.member;
  }

  async function decided(leadId: string): Promise<Decision> {
    const record = await stack.leadline.ledger.load(leadId);
    const assigned = record?.steps['assign']?.result as { decision: Decision } | undefined;
    if (!assigned) throw new Error(`lead ${leadId} is not decided`);
    return assigned.decision;
  }

  const explained = (leadId: string, options: ExplainLeadOptions = {}) =>
    ranJson<Explained>(stack.env, (io) => runExplainLead(leadId, { json: true, ...options }, io));
  const get = (path: string, headers: Record<string, string> = bearer(ADMIN_TOKEN)) =>
    fetch(`${web.url}${path}`, { headers });

  it('is foretold rightly by the live rotation, turn for turn', async () => {
    const owners = await Promise.all(leadIds.map(async (id) => (await decided(id)).owner?.member));
    expect(owners).toEqual(foretold);
    expect(owners).toEqual(['ada', 'ben', 'ada']);
  });

  it('is decided again as it was, although the rotation has gone on', async () => {
    for (const leadId of leadIds) {
      const { exit, document } = await explained(leadId, { replay: true });
      expect(exit).toBe(0);
      expect(document.replay).toEqual({ identical: true, differs: [] });
      expect(document.explanation.decision).toEqual(await decided(leadId));
    }
  });

  it('is told in plain words, and that it came out the same', async () => {
    const { exit, text } = await ran(stack.env, (io) =>
      runExplainLead(leadIds[0] ?? '', { replay: true }, io),
    );
    expect(exit).toBe(0);
    expect(text).toContain("Why: DACH because country is DE; Ada Brandt's turn in pool dach");
    expect(text).toContain('no  Gus Weber (dach) is marked inactive in team.yaml');
    expect(text).toContain('Decided again, it is identical.');
  });

  it('tells of another time by the rotation as it is now', async () => {
    const { document } = await explained(leadIds[0] ?? '', { at: '2026-12-01T10:00Z' });
    expect(document.at).toBe('2026-12-01T10:00:00.000Z');
    expect(document.replay).toBeUndefined();
    const { members } = document.explanation;
    expect(members.reduce((sum, { taken }) => sum + taken, 0)).toBe(3);
  });

  it('tells what would be decided for a lead that waits', async () => {
    const { exit, document } = await explained(undecided);
    expect(exit).toBe(0);
    expect(document.replay).toBeUndefined();
    expect(document.explanation.decision.market).toBe('dach');
  });

  it('says where to look for a lead that is not there', async () => {
    const { exit, text } = await ran(stack.env, (io) => runExplainLead('0190-none', {}, io));
    expect(exit).toBe(1);
    expect(text).toContain('leadline leads');
  });

  it('is linked from the receipt, which does not name what the rules compared', async () => {
    const [leadId = ''] = leadIds;
    const answer = await get(`/v1/leads/${leadId}`);
    const receipt = (await answer.json()) as Receipt & { explanation?: string };
    expect(receipt.because).toBe((await decided(leadId)).because);
    expect(JSON.stringify(receipt)).not.toContain('maschinen');
    expect(receipt.explanation).toBe(`/v1/leads/${leadId}/explanation`);

    const explanation = await get(receipt.explanation ?? '');
    expect(explanation.headers.get('cache-control')).toBe('no-store');
    expect(await explanation.json()).toEqual((await explained(leadId)).document);
    expect((await get(receipt.explanation ?? '', {})).status).toBe(401);
  });

  it('is not promised for a lead that is not decided, and no lead is invented', async () => {
    const receipt = (await (await get(`/v1/leads/${undecided}`)).json()) as Receipt;
    expect(Object.keys(receipt)).not.toContain('explanation');
    const early = await get(`/v1/leads/${undecided}/explanation`);
    expect([early.status, await early.json()]).toEqual([
      404,
      {
        error: `Lead ${undecided} is in_flight: nothing was decided, or nothing of it is kept.`,
      },
    ]);
    const nobody = await get('/v1/leads/0190-none/explanation');
    expect([nobody.status, await nobody.json()]).toEqual([
      404,
      { error: 'No lead 0190-none in this ledger.' },
    ]);
  });
});
