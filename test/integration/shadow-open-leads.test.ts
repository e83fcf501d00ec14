import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { runShadowStart } from '../../src/commands/shadow.ts';
import { createRotation } from '../../src/systems/redis/rotation.ts';
import { type ChangedCompany, startChangedCompany } from '../support/changed-company.ts';
import { ran } from '../support/run-command.ts';

let scene: ChangedCompany;
let people = 0;

beforeEach(async () => {
  scene = await startChangedCompany();
});
afterEach(() => scene.stop());

/** A lead of Germany that has its owner's task. */
async function german(): Promise<string> {
  people += 1;
  const email = `lena@company-${people}.example.com`;
  const leadId = await scene.stack.accept('contact-page', { name: 'Lena', email, country: 'DE' });
  await scene.stack.processAll();
  return leadId;
}

async function completeTaskOf(leadId: string): Promise<void> {
  const { ledger, hubspot } = scene.stack.leadline;
  const result = (await ledger.load(leadId))?.steps['task']?.result as { taskId: string };
  const properties = { hs_task_status: 'COMPLETED' };
  await hubspot.objects.update('tasks', result.taskId, { properties });
}

/** By the shadow's own rotation: which leads are open, and how many are counted for its caps. */
async function openInShadow(): Promise<{ leadIds: string[]; counted: number | undefined }> {
  const { redis, settings, configurations } = scene.stack.leadline;
  const name = configurations.shadow()?.rotation;
  if (name === undefined) throw new Error('nothing rides along');
  const rotation = createRotation({
    ...{ redis, name, prefix: settings.environment.redisPrefix },
    ...{ team: () => settings.team, companyKey: (company: string) => company },
  });
  const open = await rotation.open(100);
  const state = (await rotation.look()).rotation;
  return {
    leadIds: open.map(({ leadId }) => leadId).toSorted(),
    counted: state.pools['dach']?.counts.open,
  };
}

it('has room again under a shadow’s cap when tasks are completed, also those of before it', async () => {
  const before = await german();
  const candidate = scene.otherFolder();
  candidate.edit('team.yaml', '  dach:\n', '  dach:\n    cap: { open: 2 }\n');
  const why = 'would a cap help?';
  await ran(scene.stack.env, (io) => runShadowStart(candidate.folder, { why }, io));
  await scene.here.look();
  const beside = await german();
  expect(await openInShadow()).toEqual({ leadIds: [before, beside].toSorted(), counted: 2 });

  await completeTaskOf(before);
  const { openLeads } = scene.stack.leadline.watching;
  expect(await openLeads.round()).toEqual([before]);
  expect(await openInShadow()).toEqual({ leadIds: [beside], counted: 1 });
});
