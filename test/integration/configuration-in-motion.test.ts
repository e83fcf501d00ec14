import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningTakeOver } from '../../src/compose/start-take-over.ts';
import { compose, type Leadline } from '../../src/compose.ts';
import { startWorker } from '../../src/worker.ts';
import { type CompanyFolder, companyFolder, TUESDAY } from '../support/changed-company.ts';
import { sampleSettings } from '../support/company.ts';
import { eventually } from '../support/installed-company.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Slack takes one message a second in each market's channel. */
const COUNTRIES = ['DE', 'GB', 'US', 'FR'];
/** Two of the one that sees the change until it counts, one of the others; two a second. */
const LOOKS = 3;
const NEVER_BY_ITSELF_MS = 3_600_000;

let company: CompanyFolder;
let stack: Stack;
const atTheEnd: (() => unknown)[] = [];

/** Works as `leadline start` does, and follows when it is told to look. */
async function running(leadline: Leadline): Promise<RunningTakeOver> {
  const takeOver = await leadline.startTakeOver({ everyMs: NEVER_BY_ITSELF_MS });
  const worker = startWorker(leadline);
  atTheEnd.push(takeOver.close, worker.close);
  return takeOver;
}

/** From Tuesday on, the clock goes on. */
const world = () => {
  const startedAt = Date.now();
  return { now: () => TUESDAY + Date.now() - startedAt };
};

beforeEach(async () => {
  company = companyFolder();
  stack = await startStack({ world: world(), variables: { LEADLINE_CONFIG: company.folder } });
  atTheEnd.push(company.remove, stack.stop);
});

afterEach(async () => {
  for (const end of atTheEnd.splice(0).toReversed()) await end();
});

describe('a configuration that changes while leads flow', () => {
  it('is taken over by two processes at their third look, and no lead is dropped', async () => {
    const { leadline } = stack;
    const other = await compose(sampleSettings(stack.env), { world: world() });
    atTheEnd.push(other.close);
    const both = await Promise.all([running(leadline), running(other)]);
    const before = leadline.settings.configuration.hash;

    const leadIds: string[] = [];
    const flows = { still: true };
    const flow = (async () => {
      while (flows.still) {
        const email = `lena@company-${leadIds.length}.example.com`;
        const country = COUNTRIES[leadIds.length % COUNTRIES.length] ?? 'DE';
        const body = { name: 'Lena Hofer', email, country };
        leadIds.push(await stack.accept('contact-page', body));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    await eventually(
      () => leadIds.length,
      (count) => count > 6,
    );
    company.edit('markets.yaml', 'title: DACH', 'title: German-speaking');
    for (let look = 0; look < LOOKS; look += 1) {
      await Promise.all(both.map(({ round }) => round()));
    }
    const [after, ofOther] = [leadline, other].map(({ settings }) => settings.configuration.hash);
    expect(after).not.toBe(before);
    expect(ofOther).toBe(after);
    const seen = leadIds.length;
    await eventually(
      () => leadIds.length,
      (count) => count > seen + 6,
    );
    flows.still = false;
    await flow;

    const balance = await eventually(
      () => leadline.ledger.balance(),
      ({ byStatus }) => byStatus.complete === leadIds.length,
    );
    expect(balance).toMatchObject({ accepted: leadIds.length, balanced: true });
    const decided = await Promise.all(leadIds.map(configurationOf));
    expect(new Set(decided)).toEqual(new Set([before, after]));
    expect(decided.lastIndexOf(before)).toBeLessThan(decided.length - 1);
  }, 120_000);
});

async function configurationOf(leadId: string): Promise<string> {
  const record = await stack.leadline.ledger.load(leadId);
  const result = record?.steps['assign']?.result as { decision: { configuration: string } };
  return result.decision.configuration;
}
