import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runExplainLead } from '../../src/commands/explain-lead.ts';
import { runOff } from '../../src/commands/off-switch.ts';
import { runTrace } from '../../src/commands/trace.ts';
import type { Explanation } from '../../src/routing/decision.ts';
import type { Assigned } from '../../src/workflow/stage.ts';
import {
  type ChangedCompany,
  type CompanyFolder,
  type Follower,
  startChangedCompany,
  TUESDAY,
} from '../support/changed-company.ts';
import { ran, ranJson } from '../support/run-command.ts';
import type { Stack } from '../support/stack.ts';

type Replayed = { explanation: Explanation; replay: { identical: boolean; differs: string[] } };

let clock = TUESDAY;
let scene: ChangedCompany;
let company: CompanyFolder;
let stack: Stack;
let here: Follower;

beforeEach(async () => {
  clock = TUESDAY;
  scene = await startChangedCompany({ now: () => clock });
  ({ company, stack, here } = scene);
});

afterEach(() => scene.stop());

async function leadOf(email: string, country = 'DE'): Promise<string> {
  clock += 60_000;
  const leadId = await stack.accept('contact-page', { name: 'Lena Hofer', email, country });
  await stack.processAll();
  return leadId;
}

async function decisionOf(leadId: string): Promise<Assigned['decision']> {
  const record = await stack.leadline.ledger.load(leadId);
  const assigned = record?.steps['assign']?.result as Assigned;
  return assigned.decision;
}

const replayed = (leadId: string) =>
  ranJson<Replayed>(stack.env, (io) => runExplainLead(leadId, { replay: true, json: true }, io));

/** Everything that a decision is made from is another by then. */
async function everythingChanges(): Promise<void> {
  company.edit('team.yaml', 'weight: 2', 'weight: 1');
  company.edit('markets.yaml', 'country: [DE, AT, CH, LI]', 'country: [AT, CH, LI]');
  await here.look();
  await ran(stack.env, (io) => runAway(['ada', '2026-11-01', '2027-01-31'], {}, io));
  await ran(stack.env, (io) => runOff('ben', {}, io));
  await leadOf('max@berger.example.com');
}

describe('a decision of the past', () => {
  it('comes out bit for bit by its own configuration, whatever has changed since', async () => {
    const leadIds = [
      await leadOf('a@hofer.example.com'),
      await leadOf('b@hofer.example.com'),
      await leadOf('c@hofer.example.com'),
    ];
    const before = await Promise.all(leadIds.map(decisionOf));
    await everythingChanges();

    for (const [index, leadId] of leadIds.entries()) {
      const { exit, document } = await replayed(leadId);
      expect({ exit, ...document.replay }).toEqual({ exit: 0, identical: true, differs: [] });
      expect(document.explanation.decision).toEqual(before[index]);
    }
    expect(before[0]?.configuration).not.toBe(here.runs());
  });

  it('is told as it was: who was there, and what they were owed then', async () => {
    const leadId = await leadOf('a@hofer.example.com');
    await leadOf('b@hofer.example.com');
    await everythingChanges();
    const { document } = await replayed(leadId);
    const { text } = await ran(stack.env, (io) => runExplainLead(leadId, { replay: true }, io));

    const ada = document.explanation.members.find(({ member }) => member === 'ada');
    expect(ada).toMatchObject({ weight: 2, taken: 0, share: 0 });
    expect(ada).not.toHaveProperty('excluded');
    expect(text).toContain('Decided again, it is identical.');
    expect(text).toContain('Ada Brandt (weight 2)');
  });

  it('can be asked for by what holds now, which says so', async () => {
    const leadId = await leadOf('a@hofer.example.com');
    await everythingChanges();
    const { text } = await ran(stack.env, (io) =>
      runExplainLead(leadId, { at: '2026-12-02T10:00Z' }, io),
    );

    expect(text).toContain('Market: International (international), the fallback');
    expect(text).toContain('the configuration, rotation and absences of now');
  });

  it('is told on the receipt with what would have changed it', async () => {
    const leadId = await leadOf('a@hofer.example.com');
    await everythingChanges();
    const { text } = await ran(stack.env, (io) => runTrace(leadId, {}, io));

    expect(text).toMatch(/With country \S+ instead of DE: .+/u);
    expect(text).toContain(`\`leadline explain ${leadId}\``);
  });

  it('is kept with the owner whom the CRM named, and is the same when that owner has left', async () => {
    await leadOf('known@hofer.example.com', 'GB');
    clock += 3_600_000;
    const again = await leadOf('known@hofer.example.com', 'DE');
    const kept = await decisionOf(again);
    expect(kept).toMatchObject({ rung: 'known-owner' });
    const name = `name: ${kept.owner?.name}`;
    company.edit('team.yaml', name, `${name}\n    active: false`);
    await here.look();

    const { document } = await replayed(again);
    expect(document).toMatchObject({
      replay: { identical: true },
      explanation: { decision: { owner: kept.owner } },
    });
  });
});

describe('a decision that does not come out the same', () => {
  it('is said to differ, with what came out otherwise, and exit code 1', async () => {
    const leadId = await leadOf('a@hofer.example.com');
    const { redis, settings } = stack.leadline;
    const key = `${settings.environment.redisPrefix}:lead:${leadId}`;
    const field = 'r:assign';
    const text = await redis.hget(key, field);
    expect(text).toContain('dach');
    await redis.hset(key, field, (text ?? '').replace('"rung":"fair-share"', '"rung":"market"'));
    const { exit, document } = await replayed(leadId);

    expect({ exit, ...document.replay }).toEqual({ exit: 1, identical: false, differs: ['rung'] });
  });
});
