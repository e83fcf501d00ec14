import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runConfigurations } from '../../src/commands/configurations.ts';
import { runExplainLead } from '../../src/commands/explain-lead.ts';
import { runPromote, runRollback } from '../../src/commands/promote.ts';
import { runShadowStart } from '../../src/commands/shadow.ts';
import type { ConfigurationSpan } from '../../src/workflow/configuration-rules.ts';
import {
  type ChangedCompany,
  type CompanyFolder,
  type Follower,
  giveAustriaAway,
  startChangedCompany,
} from '../support/changed-company.ts';
import { ran, ranJson } from '../support/run-command.ts';
import type { Stack } from '../support/stack.ts';

let scene: ChangedCompany;
let candidate: CompanyFolder;
let stack: Stack;
let here: Follower;
let there: Follower;

beforeEach(async () => {
  scene = await startChangedCompany();
  ({ stack, here } = scene);
  candidate = scene.otherFolder();
  giveAustriaAway(candidate);
  there = await scene.otherProcess();
});

afterEach(() => scene.stop());

async function everybodyLooks(): Promise<void> {
  await here.look();
  await there.look();
}

let people = 0;

/** A lead from Austria, and what became of it outside. */
async function austrian() {
  people += 1;
  const email = `lena@company-${people}.example.com`;
  const leadId = await stack.accept('contact-page', { name: 'Lena Hofer', email, country: 'AT' });
  await stack.processAll();
  const contact = stack.hubspot
    .state()
    .contacts.find(({ properties }) => properties['email'] === email);
  return {
    leadId,
    market: contact?.properties['leadline_market'],
    channel: stack.slack.state().messages.at(-1)?.channel,
  };
}

const shadow = () =>
  ran(stack.env, (io) =>
    runShadowStart(candidate.folder, { by: 'Jo Lang', why: 'Austria elsewhere?' }, io),
  );
const promote = () =>
  ran(stack.env, (io) => runPromote(undefined, { by: 'Jo Lang', why: 'it routes better' }, io));
const rollback = () =>
  ran(stack.env, (io) => runRollback({ by: 'Kim Berg', why: 'Vienna protests' }, io));

describe('a configuration from shadow to live and back', () => {
  it('acts only while it is live, in every process from the same moment', async () => {
    const before = here.runs();
    await shadow();
    await everybodyLooks();
    expect(await austrian()).toMatchObject({ market: 'dach', channel: 'C0DACH001' });

    await promote();
    await everybodyLooks();
    expect(there.runs()).toBe(here.runs());
    expect(here.runs()).not.toBe(before);
    expect(await austrian()).toMatchObject({ market: 'latam', channel: 'C0LATAM01' });

    await rollback();
    await everybodyLooks();
    expect([here.runs(), there.runs()]).toEqual([before, before]);
    expect(await austrian()).toMatchObject({ market: 'dach', channel: 'C0DACH001' });
  });

  it('is written down with who wanted each change, and why', async () => {
    await shadow();
    await promote();
    await rollback();
    const { document } = await ranJson<{ configurations: ConfigurationSpan[] }>(stack.env, (io) =>
      runConfigurations({ json: true }, io),
    );

    const told = document.configurations
      .filter(({ role }) => role === 'live')
      .map(({ how, by, why }) => ({ how, by, why }));
    expect(told.slice(0, 2)).toEqual([
      { how: 'rolled back', by: 'Kim Berg', why: 'Vienna protests' },
      { how: 'promoted', by: 'Jo Lang', why: 'it routes better' },
    ]);
    expect(document.configurations).toContainEqual(
      expect.objectContaining({ role: 'shadow', by: 'Jo Lang', why: 'Austria elsewhere?' }),
    );
  });

  it('leaves each decision to be made again by the one that was live then', async () => {
    await shadow();
    await everybodyLooks();
    const first = await austrian();
    await promote();
    await everybodyLooks();
    const second = await austrian();
    await rollback();
    await everybodyLooks();

    for (const { leadId } of [first, second]) {
      const { exit, text } = await ran(stack.env, (io) =>
        runExplainLead(leadId, { replay: true }, io),
      );
      expect([exit, text]).toEqual([0, expect.stringContaining('it is identical')]);
    }
  });
});
