import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runConfiguration, runConfigurations } from '../../src/commands/configurations.ts';
import { runPromote, runRollback } from '../../src/commands/promote.ts';
import { runShadowShow, runShadowStart, runShadowStop } from '../../src/commands/shadow.ts';
import type { ConfigurationSpan } from '../../src/workflow/configuration-rules.ts';
import type { ConfigurationState, Divergences } from '../../src/workflow/configurations.ts';
import {
  type ChangedCompany,
  type CompanyFolder,
  type Follower,
  startChangedCompany,
  startFollower,
} from '../support/changed-company.ts';
import { ran, ranJson } from '../support/run-command.ts';
import type { Stack } from '../support/stack.ts';

let leads = 0;
const ASKED = { by: 'ada', why: 'it routes better' };

let scene: ChangedCompany;
let company: CompanyFolder;
let candidate: CompanyFolder;
let stack: Stack;
let here: Follower;

beforeEach(async () => {
  scene = await startChangedCompany();
  ({ company, stack, here } = scene);
  candidate = scene.otherFolder();
  candidate.edit('markets.yaml', 'country: [GB, IE]', 'country: [GB, IE, DE]');
  candidate.edit('markets.yaml', 'country: [DE, AT, CH, LI]', 'country: [AT, CH, LI]');
});

afterEach(() => scene.stop());

const promote = (folder?: string) => ran(stack.env, (io) => runPromote(folder, ASKED, io));
const rollback = () => ran(stack.env, (io) => runRollback(ASKED, io));
const shadow = (folder: string) => ran(stack.env, (io) => runShadowStart(folder, ASKED, io));
const listed = async () =>
  (
    await ranJson<{ configurations: ConfigurationSpan[] }>(stack.env, (io) =>
      runConfigurations({ json: true }, io),
    )
  ).document.configurations;

describe('leadline promote', () => {
  it('makes a folder live in every running process, and writes down by whom and why', async () => {
    const before = here.runs();
    const { exit, text } = await promote(candidate.folder);
    await here.look();

    expect([exit, text]).toEqual([0, expect.stringContaining(`${here.runs()} is live now`)]);
    expect(here.runs()).not.toBe(before);
    expect(await listed()).toMatchObject([
      { hash: here.runs(), role: 'live', how: 'promoted', ...ASKED },
      { hash: before, role: 'live', how: 'first start', until: expect.any(Number) },
    ]);
  });

  it('refuses a wrong folder as `leadline check` does', async () => {
    candidate.edit('team.yaml', 'weight:', 'wait:');
    const { exit, text } = await promote(candidate.folder);

    expect([exit, text]).toEqual([1, expect.stringMatching(/team\.yaml:\d+:\d+ .*weight/)]);
  });

  it('without a folder needs a shadow', async () => {
    const { exit, text } = await promote();

    expect([exit, text]).toEqual([1, expect.stringContaining('leadline shadow start')]);
  });
});

describe('leadline rollback', () => {
  it('brings back what was live before, and no restart undoes it', async () => {
    const before = here.runs();
    company.edit('markets.yaml', 'title: DACH', 'title: German-speaking');
    await here.look();
    const edited = here.runs();
    await rollback();
    await here.look();
    expect(here.runs()).toBe(before);

    const restarted = await startFollower(stack.env, company.folder);
    await restarted.look();
    expect(restarted.runs()).toBe(before);
    await restarted.stop();
    await rollback();
    await here.look();
    expect(here.runs()).toBe(edited);
  });

  it('works while the folder is wrong', async () => {
    const before = here.runs();
    await promote(candidate.folder);
    company.edit('markets.yaml', 'markets:', 'marktes:');
    await here.look();
    const { exit } = await rollback();
    await here.look();

    expect([exit, here.runs()]).toEqual([0, before]);
  });

  it('has nothing to bring back after the first start', async () => {
    expect(await rollback()).toMatchObject({ exit: 1 });
  });
});

describe('leadline shadow', () => {
  /** One after the other, each of another company. */
  async function leadsFrom(...countries: string[]): Promise<void> {
    for (const country of countries) {
      leads += 1;
      const email = `lena@company-${leads}.example.com`;
      await stack.accept('contact-page', { name: 'Lena Hofer', email, country });
      await stack.processAll();
    }
  }

  const shown = () =>
    ranJson<Divergences & { share: number }>(stack.env, (io) => runShadowShow({ json: true }, io));

  it('decides each lead too, and lists those that it decides otherwise', async () => {
    const before = here.runs();
    await shadow(candidate.folder);
    await here.look();
    await leadsFrom('GB', 'AT', 'DE');
    const { document } = await shown();

    expect(document).toMatchObject({ decided: 3, differing: 1, share: 1 / 3 });
    expect(document.latest).toMatchObject([
      { live: { hash: before, market: 'dach' }, shadow: { market: 'uk-ireland' } },
    ]);
    expect(here.runs()).toBe(before);
    expect(await stack.leadline.world.metrics.text()).toContain(
      'leadline_shadow_decisions_total{differs="true"} 1',
    );
    const { text } = await ran(stack.env, (io) => runShadowShow({}, io));
    expect(text).toContain('3 leads decided by both, 1 otherwise (33.3%)');
  });

  it('begins with the rotation as it is, so that only other rules make a difference', async () => {
    await leadsFrom('DE', 'DE', 'GB');
    const retitled = scene.otherFolder();
    retitled.edit('markets.yaml', 'title: DACH', 'title: German-speaking');
    await shadow(retitled.folder);
    await here.look();
    await leadsFrom('DE', 'GB', 'DE', 'DE');

    expect((await shown()).document).toMatchObject({ decided: 4, differing: 0, latest: [] });
  });

  it('is swapped with the live one by promote, and back by rollback', async () => {
    const before = here.runs();
    await shadow(candidate.folder);
    const promoted = await ranJson<ConfigurationState>(stack.env, (io) =>
      runPromote(undefined, { ...ASKED, json: true }, io),
    );
    await here.look();
    expect(promoted.document).toMatchObject({
      live: { hash: here.runs() },
      shadow: { hash: before },
    });

    await rollback();
    const after = here.runs();
    await here.look();
    expect(here.runs()).toBe(before);
    expect(stack.leadline.configurations.shadow()?.configuration.hash).toBe(after);
  });

  it('can be stopped', async () => {
    await shadow(candidate.folder);
    await here.look();
    expect(stack.leadline.configurations.shadow()).toBeDefined();
    const { exit } = await ran(stack.env, (io) => runShadowStop(ASKED, io));
    await here.look();

    expect([exit, stack.leadline.configurations.shadow()]).toEqual([0, undefined]);
    expect(await ran(stack.env, (io) => runShadowShow({}, io))).toMatchObject({ exit: 1 });
  });
});

describe('leadline configurations', () => {
  it('writes a kept configuration into a folder, which then holds just that', async () => {
    const before = here.runs();
    await promote(candidate.folder);
    const target = mkdtempSync(path.join(tmpdir(), 'leadline-written-'));
    await ran(stack.env, (io) => runConfiguration(before, { write: target }, io));
    const machine = await startFollower(stack.env, target);

    expect(readdirSync(target)).toContain('markets.yaml');
    expect(await listed()).toHaveLength(2);
    expect(machine.leadline.configurations.shadow()).toBeUndefined();
    await machine.stop();
    rmSync(target, { recursive: true });
  });

  it('shows the files of one, and says when there is none', async () => {
    const { text } = await ran(stack.env, (io) => runConfiguration(here.runs(), {}, io));
    const nothing = await ran(stack.env, (io) => runConfiguration('0123456789ab', {}, io));

    expect(text).toContain('title: DACH');
    expect(nothing).toMatchObject({ exit: 1, text: expect.stringContaining('is not kept') });
  });
});
