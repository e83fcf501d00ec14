import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ChangedCompany,
  type CompanyFolder,
  type Follower,
  startChangedCompany,
  TUESDAY,
} from '../support/changed-company.ts';
import type { Stack } from '../support/stack.ts';

const OPERATIONS = 'C0LEADOPS';
const MINUTE = 60_000;

const GERMAN = { name: 'Lena Hofer', email: 'lena@hofer.example.com', country: 'DE' };

let clock = TUESDAY;
let scene: ChangedCompany;
let company: CompanyFolder;
let stack: Stack;
let here: Follower;
let there: Follower;

/** Two processes with one folder and one Redis. */
beforeEach(async () => {
  clock = TUESDAY;
  scene = await startChangedCompany({ now: () => clock });
  ({ company, stack, here } = scene);
  there = await scene.otherProcess();
});

afterEach(() => scene.stop());

/** Another machine with a folder of its own, where the market has this title. */
async function machineWith(title: string): Promise<Follower> {
  const other = scene.otherFolder();
  other.edit('markets.yaml', 'title: DACH', `title: ${title}`);
  return scene.otherProcess(other.folder);
}

async function decisionFor(person: { email: string; country: string }) {
  const leadId = await stack.accept('contact-page', { ...GERMAN, ...person });
  await stack.processAll();
  const record = await stack.leadline.ledger.load(leadId);
  const assigned = record?.steps['assign']?.result as {
    decision: { market: string; marketTitle: string; configuration: string };
  };
  return assigned.decision;
}

const alarms = async () =>
  (await stack.leadline.watching.alarms.open()).map(({ says, doThis }) => ({ says, doThis }));

const said = () =>
  stack.slack
    .state()
    .messages.filter(({ channel }) => channel === OPERATIONS)
    .map(({ text }) => text);

describe('a changed folder', () => {
  it('is taken over by every process, and each decision names its configuration', async () => {
    const before = here.runs();
    const first = await decisionFor({ email: 'a@hofer.example.com', country: 'DE' });

    company.edit('markets.yaml', 'title: DACH', 'title: German-speaking');
    await here.look();
    await there.look();
    const second = await decisionFor({ email: 'b@hofer.example.com', country: 'DE' });

    expect(first).toMatchObject({ marketTitle: 'DACH', configuration: before });
    expect(here.runs()).not.toBe(before);
    expect(there.runs()).toBe(here.runs());
    expect(second).toMatchObject({ marketTitle: 'German-speaking', configuration: here.runs() });
  });

  it('is kept by its hash, and so is the one before it', async () => {
    const before = here.runs();
    company.edit('markets.yaml', 'title: DACH', 'title: German-speaking');
    await here.look();

    for (const [hash, title] of [
      [before, 'DACH'],
      [here.runs(), 'German-speaking'],
    ] as const) {
      const loaded = await there.leadline.configurations.load(hash);
      const titles = loaded.ok ? loaded.parts.markets.markets.map((each) => each.title) : [];
      expect(titles).toContain(title);
    }
    expect(await here.leadline.configurations.load('0123456789ab')).toMatchObject({ ok: false });
  });

  it('is not read while it is being written', async () => {
    const before = here.runs();
    const takeOver = await stack.leadline.startTakeOver({ everyMs: 60 * MINUTE });
    company.edit('markets.yaml', 'title: DACH', 'title: Half');
    await takeOver.round();
    company.edit('markets.yaml', 'title: Half', 'title: DACH');
    await takeOver.round();
    await takeOver.round();
    await takeOver.close();

    expect(here.runs()).toBe(before);
    expect(await stack.leadline.configurations.store.history(10)).toHaveLength(1);
  });

  it('reaches sources, channels and destinations, too', async () => {
    company.edit('sources.yaml', '  contact-page:', '  contact-form:');
    company.edit('alerts.yaml', 'C0LEADOPS', 'C0LEADS01');
    company.edit('conversions.yaml', '  warehouse:', '  warehouse-two:');
    await here.look();

    const { settings, destinations, watching } = stack.leadline;
    expect(Object.keys(settings.sources.sources)).toContain('contact-form');
    expect(destinations.map(({ name }) => name)).toEqual(['ga4', 'meta', 'warehouse-two']);
    await watching.alarms.raise({ cause: 'test', says: 'a test', doThis: 'Nothing.' });
    expect(stack.slack.state().messages.at(-1)?.channel).toBe('C0LEADS01');
  });

  it('that lacks a destination ends the steps that waited for it, and those of new leads go on', async () => {
    stack.webhook.fail({ status: 503 });
    const leadId = await stack.accept('contact-page', GERMAN);
    company.edit('conversions.yaml', '  warehouse:', '  warehouse-two:');
    await here.look();
    stack.webhook.mend();
    await stack.processAll();

    const record = await stack.leadline.ledger.load(leadId);
    expect(record?.steps['convert~warehouse']).toMatchObject({ state: 'skipped' });
    expect(record?.status).toBe('complete');

    const next = await stack.accept('contact-page', { ...GERMAN, email: 'next@hofer.example.com' });
    await stack.processAll();
    const steps = (await stack.leadline.ledger.load(next))?.steps;
    expect(steps?.['convert~warehouse-two']).toMatchObject({ state: 'done' });
  });
});

describe('a wrong folder', () => {
  const wrong = () => company.edit('markets.yaml', '[DE, AT, CH, LI]', '[DEU, AT, CH, LI]');
  const mended = () => company.edit('markets.yaml', '[DEU, AT, CH, LI]', '[DE, AT, CH, LI]');

  it('is refused, the old configuration stays, and an alarm names file, line and what to do', async () => {
    const before = here.runs();
    wrong();
    await here.look();
    await there.look();
    await stack.leadline.watching.watch.round();

    expect([here.runs(), there.runs()]).toEqual([before, before]);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain('"DEU" is not an ISO 3166-1 country code');
    expect(await alarms()).toEqual([
      {
        says: expect.stringMatching(
          `${company.folder} is refused, and ${before} stays: markets\\.yaml:\\d+:\\d+ "DEU"`,
        ),
        doThis: expect.stringContaining('leadline check'),
      },
    ]);
    expect(await decisionFor({ email: 'c@hofer.example.com', country: 'DE' })).toMatchObject({
      market: 'dach',
      configuration: before,
    });
  });

  it('ends its alarm once it is right again', async () => {
    wrong();
    await here.look();
    await there.look();
    await stack.leadline.watching.watch.round();
    mended();
    await here.look();
    await there.look();
    await stack.leadline.watching.watch.round();

    expect(said().at(-1)).toContain('Over: ');
    expect(await alarms()).toEqual([]);
  });

  it('is refused as well when a destination could not be opened with it', async () => {
    const before = here.runs();
    company.edit(
      'conversions.yaml',
      '"{{decision.market}}"',
      '"{{decision.market}}"\n      Not Allowed: "x"',
    );
    await here.look();
    await stack.leadline.watching.watch.round();

    expect(here.runs()).toBe(before);
    expect(said()[0]).toContain('conversions.yaml, destinations.ga4');
  });
});

describe('a folder that is older than what is live', () => {
  it('is told by an alarm, when it has stayed so for a while', async () => {
    const newer = await machineWith('German-speaking');
    await newer.stop();
    company.edit('markets.yaml', 'title: DACH', 'title: Dach');
    await here.look();
    const stale = await machineWith('German-speaking');
    expect(stale.runs()).toBe(here.runs());
    await stack.leadline.watching.watch.round();
    expect(await alarms()).toEqual([]);

    clock += 3 * MINUTE;
    await Promise.all([here.look(), there.look(), stale.look()]);
    await stack.leadline.watching.watch.round();
    expect(await alarms()).toEqual([
      {
        says: expect.stringContaining(`and ${here.runs()} is live`),
        doThis: expect.stringContaining('leadline promote <folder>'),
      },
    ]);
  });
});
