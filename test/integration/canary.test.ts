import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import { canaryEmail } from '../../src/intake/canary-submission.ts';
import { EMPTY_ROTATION } from '../../src/routing/rotation-state.ts';
import type { Settings } from '../../src/settings/settings.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { receiptOf } from '../../src/workflow/receipt.ts';
import { type Stack, startStack } from '../support/stack.ts';

const MINUTE = 60_000;

const SOURCES = ['contact-page', 'webinar-typeform'];

/** A canary for a browser form and for a source that signs. */
function withCanaries(settings: Settings): Settings {
  const canary = { everyMinutes: 15, withinSeconds: 120 };
  const { sources } = settings.sources;
  for (const name of SOURCES) Object.assign(sources[name] ?? {}, { canary });
  return settings;
}

describe('a canary', () => {
  const clock = { aheadMs: 0 };
  const world = { now: () => Date.now() + clock.aheadMs };
  let stack: Stack;

  beforeEach(async () => {
    clock.aheadMs = 0;
    stack = await startStack({ world, settings: withCanaries });
  });
  afterEach(() => stack.stop());

  const canaries = () => stack.leadline.watching.canaries;
  const watch = () => stack.leadline.watching.watch.round();
  const openCauses = async () =>
    (await stack.leadline.watching.alarms.open()).map(({ cause }) => cause);

  async function records(): Promise<LeadRecord[]> {
    const { ledger } = stack.leadline;
    const ids = await Promise.all(SOURCES.map((name) => ledger.leadsOfEmail(canaryEmail(name))));
    return Promise.all(ids.flat().map(async (leadId) => (await ledger.load(leadId)) as LeadRecord));
  }

  it('runs through every stage, and nobody sees it', async () => {
    await canaries().round();
    await stack.processAll();

    const all = await records();
    expect(all.map(({ source }) => source).toSorted()).toEqual(SOURCES);
    for (const record of all) {
      expect(record).toMatchObject({ status: 'complete', effects: {}, lead: { synthetic: true } });
      const { deduplicate, ...others } = record.steps;
      expect(deduplicate?.state).toBe('done');
      expect([...new Set(Object.values(others).map(({ state }) => state))]).toEqual(['skipped']);
      const receipt = receiptOf(record, await stack.leadline.ledger.story(record.leadId));
      expect(receipt.canary).toBe(true);
      expect(receipt.steps.find(({ step }) => step === 'assign')?.says).toBe('canary');
    }
    expect(stack.slack.state().messages).toEqual([]);
    expect(stack.hubspot.state().contacts).toEqual([]);
    expect(stack.hubspot.journal.filter(({ path }) => !path.endsWith('/batch/read'))).toEqual([]);
    expect(stack.ga4.journal).toEqual([]);
    expect(stack.meta.journal).toEqual([]);
    expect(stack.webhook.journal).toEqual([]);
    expect((await stack.leadline.rotation.look()).rotation).toEqual(EMPTY_ROTATION);
    expect(await stack.leadline.rotation.entries({ limit: 100 })).toEqual([]);
  });

  it('asks the CRM and tries the alerts, as a real lead would', async () => {
    await canaries().round();
    await stack.processAll();
    expect(stack.hubspot.journal.some(({ path }) => path.includes('/contacts/'))).toBe(true);
    expect(stack.slack.journal.some(({ path }) => path.endsWith('auth.test'))).toBe(true);
  });

  it('balances in the ledger and is measured from its posting to its end', async () => {
    await canaries().round();
    await stack.processAll();
    await canaries().round();
    expect(await stack.leadline.ledger.balance()).toMatchObject({ accepted: 2, balanced: true });
    const text = await stack.leadline.world.metrics.text();
    expect(text).toContain('leadline_canary_seconds_count{source="contact-page"} 1');
    expect(text).toContain(
      'leadline_submissions_total{source="contact-page",status="canary_accepted"} 1',
    );
  });

  it('is sent on schedule, by one worker only', async () => {
    const other = await compose(stack.leadline.settings, { world });
    clock.aheadMs = 15 * MINUTE - (Date.now() % (15 * MINUTE));
    const rounds = () => Promise.all([canaries().round(), other.watching.canaries.round()]);
    await rounds();
    await stack.processAll();
    await rounds();
    expect(await records()).toHaveLength(2);
    clock.aheadMs += 15 * MINUTE;
    await rounds();
    expect(await records()).toHaveLength(4);
    await other.close();
  });

  it('raises an alarm when it does not run through in time, and ends it when one does', async () => {
    clock.aheadMs = -20 * MINUTE;
    await canaries().round();
    clock.aheadMs = -16 * MINUTE;
    await watch();
    expect((await openCauses()).toSorted()).toEqual(SOURCES.map((source) => `canary:${source}`));
    expect(stack.slack.state().messages).toHaveLength(2);

    clock.aheadMs = 0;
    await stack.processAll();
    await canaries().round();
    await watch();
    expect(await openCauses()).toHaveLength(2);

    await stack.processAll();
    await canaries().round();
    await watch();
    expect(await openCauses()).toEqual([]);
    expect(stack.slack.state().messages.at(-1)?.text).toContain('Over: the canary of source');
  });

  it('sends no others after one that is held up', async () => {
    await canaries().round();
    clock.aheadMs = 60 * MINUTE;
    await canaries().round();
    expect(await records()).toHaveLength(2);
  });

  it('is announced to nobody while the CRM is away', async () => {
    await canaries().round();
    clock.aheadMs = 10 * MINUTE;
    expect(await stack.leadline.watching.patience.round()).toEqual([]);
  });
});
