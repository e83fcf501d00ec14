import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAway } from '../../src/commands/away.ts';
import { runAwayList } from '../../src/commands/away-list.ts';
import { type CreditOptions, runCredit } from '../../src/commands/credit.ts';
import { type RotationOptions, runRotation } from '../../src/commands/rotation.ts';
import type { PoolStandings } from '../../src/routing/standings.ts';
import { type ChangedCompany, startChangedCompany } from '../support/changed-company.ts';
import { ran, ranJson } from '../support/run-command.ts';

type Shown = { pools: PoolStandings[]; configuration: string };

let scene: ChangedCompany;
/** Of somebody whose folder has not been brought up to date. */
let env: Record<string, string>;

/** Ada's weight is 5 now, and half a lead comes back after a lost follow-up. */
beforeEach(async () => {
  scene = await startChangedCompany();
  env = { ...scene.stack.env, LEADLINE_CONFIG: scene.otherFolder().folder };
  scene.company.edit('team.yaml', 'weight: 2', 'weight: 5');
  scene.company.edit('team.yaml', 'dach:', 'alps:');
  scene.company.edit('markets.yaml', 'pool: dach', 'pool: alps');
  writeFileSync(path.join(scene.company.folder, 'routing.yaml'), 'credits:\n  lostFollowUp: 0.5\n');
  await scene.here.look();
});
afterEach(() => scene.stop());

async function aLead(): Promise<string> {
  const fields = { name: 'Lena Hofer', email: 'lena@hofer.example.com', country: 'DE' };
  const leadId = await scene.stack.accept('contact-page', fields);
  await scene.stack.processAll();
  return leadId;
}

const credit = (leadId: string, options: CreditOptions, from = env) =>
  ran(from, (io) => runCredit(leadId, options, io));
const rotation = (options: RotationOptions, from = env) =>
  ran(from, (io) => runRotation(options, io));

describe('a command from a folder that is not the live one', () => {
  it('shows the live team’s pools, members and weights, and says whose they are', async () => {
    await aLead();
    const { exit, text } = await rotation({ pool: 'alps' });
    expect(exit).toBe(0);
    expect(text).toMatch(/Pool alps, weighted: .*, open 1/u);
    expect(text).toMatch(/Ada Brandt\s+5\s/u);
    const live = scene.here.runs();
    expect(text).toContain(
      `By configuration ${live}, which is live; ${env['LEADLINE_CONFIG']} has`,
    );

    const { document } = await ranJson<Shown>(env, (io) =>
      runRotation({ json: true, pool: 'alps' }, io),
    );
    expect(document).toMatchObject({ configuration: live, pools: [{ pool: 'alps' }] });
  });

  it('knows no pool that only the folder has, and says so', async () => {
    const { exit, text } = await rotation({ pool: 'dach' });
    expect(exit).toBe(1);
    expect(text).toContain('no pool "dach"');
    expect(text).toContain(`By configuration ${scene.here.runs()}, which is live`);
    expect(text).toContain('alps');
  });

  it('gives back what the live routing.yaml says, and says by which', async () => {
    const leadId = await aLead();
    const { exit, text } = await credit(leadId, { lostFollowUp: true, by: 'Jo' });
    expect(text).toContain(`0.5 of the turn that lead ${leadId} took is given back`);
    expect(text).toContain(`By configuration ${scene.here.runs()}, which is live`);
    expect(exit).toBe(0);
  });

  it('says of the live team’s members that they are away, and lists them', async () => {
    scene.company.edit('team.yaml', 'name: Ada Brandt', 'name: Ada Brandt-Hall');
    await scene.here.look();
    const { exit, text } = await ran(env, (io) =>
      runAway(['ada', '2031-01-02', '2031-01-05'], {}, io),
    );
    expect(exit).toBe(0);
    expect(text).toContain('Ada Brandt-Hall is said to be away from 2031-01-02');
    expect(text).toContain(`By configuration ${scene.here.runs()}, which is live`);

    const unknown = await ran(env, (io) => runAway(['adda', '2031-01-02', '2031-01-05'], {}, io));
    expect(unknown.exit).toBe(2);
    expect(unknown.text).toContain(`By configuration ${scene.here.runs()}, which is live`);

    const listed = await ran(env, (io) => runAwayList({}, io));
    expect(listed.text).toMatch(/ada\s+2031-01-02\s+2031-01-05/u);
    expect(listed.text).toContain(`By configuration ${scene.here.runs()}, which is live`);
  });
});

describe('a command from the live folder', () => {
  it('says nothing of configurations', async () => {
    const leadId = await aLead();
    const own = { ...env, LEADLINE_CONFIG: scene.company.folder };
    const { text } = await credit(leadId, { spam: true }, own);
    expect(text).toContain('The whole turn');
    expect(text + (await rotation({}, own)).text).not.toContain('configuration');
  });
});
