import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runOff, runOn } from '../../src/commands/off-switch.ts';
import type { Leadline } from '../../src/compose.ts';
import { settledDecision } from '../../src/stages/settled-decision.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { pastDecision } from '../../src/workflow/past-decision.ts';
import { stepBefore, stepOf } from '../../src/workflow/steps.ts';
import { type Chance, createChance } from '../support/chance.ts';
import {
  type ChangedCompany,
  type CompanyFolder,
  type Follower,
  startChangedCompany,
} from '../support/changed-company.ts';
import { enrich } from '../support/rich-company.ts';
import { ran } from '../support/run-command.ts';
import type { Stack } from '../support/stack.ts';
import { unpaced } from '../support/unpaced.ts';

const LEADS = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two days before the clocks of Europe go back. */
const FRIDAY = Date.parse('2026-10-23T07:00:00Z');

const COUNTRIES = ['DE', 'AT', 'GB', 'IE', 'BR', 'MX', 'NG', 'KE', 'PL', 'FR', 'PT', 'US'] as const;
const DOMAINS = ['hofer', 'northwind', 'smith', 'acme', 'okoro', 'silva'] as const;
const CLAIMERS = ['U0CHIDI03', 'U0EWAN005', 'U0DORA004'] as const;

let clock = FRIDAY;
let scene: ChangedCompany;
let company: CompanyFolder;
let stack: Stack;
let here: Follower;
const leadIds: string[] = [];

/** Runs each step that may start until all that are left wait for a time. */
async function runDue({ ledger, runStep }: Leadline): Promise<void> {
  for (const leadId of await ledger.quietSince(Number.MAX_SAFE_INTEGER, 1_000)) {
    const waits = new Set<string>();
    for (;;) {
      const record = await ledger.load(leadId);
      const key = record && startable(record).find((each) => !waits.has(each));
      if (key === undefined) break;
      const end = await runStep({ leadId, step: stepOf(key) });
      if (end.act !== 'complete') waits.add(key);
    }
  }
}

function startable({ steps }: LeadRecord): string[] {
  return Object.keys(steps).filter((key) => {
    const before = stepBefore(stepOf(key));
    const state = before === undefined ? 'done' : steps[before]?.state;
    return steps[key]?.state === 'pending' && (state === 'done' || state === 'skipped');
  });
}

function someLead(chance: Chance): Record<string, string> {
  const free = chance.happens(0.2);
  const name = `person-${chance.between(1, 60)}`;
  return {
    name: 'Lena Hofer',
    email: free ? `${name}@gmail.com` : `${name}@${chance.pick(DOMAINS)}.example.com`,
    country: chance.pick(COUNTRIES),
    ...(chance.happens(0.2) && { language: 'fr' }),
    message: `Please call me at ${clock}.`,
  };
}

async function somethingElse(chance: Chance, leadId: string): Promise<void> {
  const { leadline, env } = stack;
  const member = chance.pick(['ada', 'ben', 'chidi', 'dora', 'ewan']);
  const day = (ms: number) => new Date(clock + ms).toISOString().slice(0, 10);
  if (chance.happens(0.5)) await leadline.claim({ leadId, slackId: chance.pick(CLAIMERS) });
  if (chance.happens(0.05)) await ran(env, (io) => runOff(member, {}, io));
  if (chance.happens(0.05)) await ran(env, (io) => runOn(member, {}, io));
  if (chance.happens(0.03)) {
    await ran(env, (io) => runAway([member, day(0), day(30 * HOUR_MS)], {}, io));
  }
  if (chance.happens(0.05)) {
    await leadline.rotation.credit({ leadId, reason: 'spam', part: 1, at: clock });
  }
  if (chance.happens(0.1)) await leadline.rotation.close(leadId);
}

async function recordsOf({ ledger }: Leadline): Promise<LeadRecord[]> {
  const records = await Promise.all(leadIds.map((leadId) => ledger.load(leadId)));
  return records.filter((record) => record !== undefined);
}

/** Those that do not come out bit for bit, with what differs. */
async function differing({ configurations, settings, ledger }: Leadline): Promise<string[]> {
  const found: string[] = [];
  for (const leadId of leadIds) {
    const record = await ledger.load(leadId);
    const past = record && (await pastDecision(record, { configurations, live: settings }));
    if (past?.ok !== true) found.push(`${leadId} ${past?.says ?? 'is not decided'}`);
    else if (!past.identical) found.push(`${leadId} ${past.differs.join(', ')}`);
  }
  return found;
}

beforeAll(async () => {
  scene = await startChangedCompany({ now: () => clock, prepare: enrich, around: unpaced });
  ({ company, stack, here } = scene);
  const chance = createChance(4);
  for (let count = 0; count < LEADS; count += 1) {
    clock += chance.happens(0.3) ? chance.between(0, 5 * HOUR_MS) : chance.between(1, MINUTE_MS);
    const leadId = await stack.accept('contact-page', someLead(chance));
    leadIds.push(leadId);
    if (chance.happens(0.8)) await runDue(stack.leadline);
    await somethingElse(chance, leadId);
    if (count === LEADS / 2) {
      company.edit('team.yaml', 'weight: 2', 'weight: 3');
      await here.look();
    }
  }
  // Until the last of them is held no longer.
  for (let hours = 0; hours < 120; hours += 2) {
    clock += 2 * HOUR_MS;
    await runDue(stack.leadline);
  }
}, 240_000);

afterAll(() => scene.stop());

describe('two hundred leads of a company that uses all of routing', () => {
  it('are all decided, in every way that there is, and none is left', async () => {
    const records = await recordsOf(stack.leadline);
    expect(records.map(({ status }) => status).filter((each) => each !== 'complete')).toEqual([]);
    const decided = records.map((record) => settledDecision(record)?.decision);
    const rungs = new Set(decided.map((decision) => decision?.rung));
    expect([...rungs]).toEqual(
      expect.arrayContaining([
        ...['named-account', 'known-owner', 'language-and-skill', 'market', 'fair-share'],
        ...['earlier-lead', 'fallback'],
      ]),
    );
    const stories = await Promise.all(leadIds.map((id) => stack.leadline.ledger.story(id)));
    expect(new Set(stories.flat().map(({ what }) => what))).toEqual(
      new Set(['accepted', 'done', 'held', 'claimed', 'skipped']),
    );
    expect((await stack.leadline.ledger.held(10)).total).toBe(0);
  });

  it('come out bit for bit when they are decided again', async () => {
    expect(await differing(stack.leadline)).toEqual([]);
  });

  it('still do after another configuration, and in a process that was started later', async () => {
    enrich(company.folder);
    company.edit('team.yaml', 'weight: 2', 'weight: 5');
    company.edit('markets.yaml', 'country: [DE, AT, CH]', 'country: [CH]');
    await here.look();
    expect(await differing(stack.leadline)).toEqual([]);

    const later = await scene.otherProcess();
    expect(await differing(later.leadline)).toEqual([]);
  });
});
