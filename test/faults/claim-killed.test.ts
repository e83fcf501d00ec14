import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type CompanyFolder, companyFolder } from '../support/changed-company.ts';
import { CRASH_AT } from '../support/child-leadline.ts';
import { startChild } from '../support/children.ts';
import { claimable, SLACK_IDS } from '../support/claimed-company.ts';
import {
  type Bench,
  type BenchLead,
  type CrashBench,
  startCrashBench,
} from '../support/crash-bench.ts';
import { effectsMade } from '../support/effects-made.ts';

jest.setTimeout(120_000);

let bench: CrashBench;
let company: CompanyFolder;
beforeAll(async () => {
  company = companyFolder();
  company.edit('team.yaml', '  dach:\n', '  dach:\n    choice: first-to-claim\n');
  bench = await startCrashBench();
});
afterAll(async () => {
  await bench.stop();
  company.remove();
});

let people = 0;

/** A lead of Germany whose alert is out. */
async function alerted(): Promise<{ run: Bench; lead: BenchLead }> {
  people += 1;
  const run = await bench.open(undefined, { LEADLINE_CONFIG: company.folder });
  const email = `claimed-${people}@company-${people}.example.com`;
  const lead = await run.post({ email, country: 'DE', referral: 'r-1' });
  await run.runUntilAll([lead], ({ steps }) => steps['alert']?.state === 'done');
  return { run, lead };
}

function untilFollowed(run: Bench, lead: BenchLead): Promise<void> {
  return run.runUntilAll([lead], ({ steps }) => steps['task']?.state === 'done');
}

/** The lead is Ben's everywhere, once, and somebody said so in the thread of its alert. */
function expectBensOnce(lead: BenchLead): void {
  const { hubspot, slack } = bench.sandbox;
  expect(effectsMade(bench.sandbox)(lead)).toMatchObject({ contacts: 1, tasks: 1 });
  const { owners, contacts } = hubspot.state();
  const ben = owners.find(({ email }) => email === 'ben.huber@example.com')?.id;
  const contact = contacts.find(({ properties }) => properties['email'] === lead.email);
  expect(contact?.properties['hubspot_owner_id']).toBe(ben);
  const about = (id: string) =>
    slack.state().messages.filter(({ metadata }) => metadata?.event_payload?.['lead_id'] === id);
  expect(about(lead.leadId)).toHaveLength(1);
  expect(about(`${lead.leadId}~claim`).map(({ text }) => text)).toEqual([
    'Ben Huber claimed it, and has it now.',
  ]);
  const [alert] = about(lead.leadId).map(({ blocks }) => JSON.stringify(blocks));
  expect(alert).toContain('Claimed by Ben Huber');
  expect(alert).not.toContain('lead_claim');
}

describe('a lead that somebody has claimed', () => {
  it.each([
    'before crm.updateContact',
    'after crm.updateContact',
    'after ledger.recordEffect claim-owner',
    'after crm.createTask',
    'before alerts.say',
    'after alerts.say',
    'before alerts.update',
    'after alerts.update',
    'after ledger.endStep task',
  ])('gets its owner, task and line once when the worker is killed %s', async (point) => {
    const { run, lead } = await alerted();
    await run.leadline.claim({ leadId: lead.leadId, slackId: SLACK_IDS.ben });
    await run.dieAt('child-worker', point);
    await untilFollowed(run, lead);
    expectBensOnce(lead);
    await run.close();
  });

  it('is theirs though the web process is killed before it can answer the click', async () => {
    const { run, lead } = await alerted();
    const point = 'after rotation.decideOnce';
    const web = startChild('child-web', { ...run.variables, [CRASH_AT]: point });
    const press = (url: string, user: string) =>
      bench.sandbox.slack.press({
        requestUrl: `${url}/slack/interactions`,
        signingSecret: run.variables['SLACK_SIGNING_SECRET'] ?? '',
        message: claimable(bench.sandbox.slack),
        actionId: 'lead_claim',
        user,
        // The stand-ins' time runs faster than that of leadline.
        at: Date.now(),
      });
    await expect(press(await web.ready, SLACK_IDS.ben)).rejects.toThrow();
    expect(await web.gone).toBe('SIGKILL');

    const late = await run.leadline.claim({ leadId: lead.leadId, slackId: SLACK_IDS.ada });
    expect(late.says).toBe('Ben Huber claimed it first.');
    await untilFollowed(run, lead);
    expectBensOnce(lead);
    await run.close();
  });
});
