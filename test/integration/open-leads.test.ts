import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Settings } from '../../src/settings/settings.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Assignment = { decision: { owner?: { member?: string } } };

/** Everybody may have one open lead. */
function oneOpenLead(settings: Settings): Settings {
  const { team } = settings;
  const members = Object.fromEntries(
    Object.entries(team.members).map(([key, member]) => [key, { ...member, cap: { open: 1 } }]),
  );
  return { ...settings, team: { ...team, members } };
}

describe('a cap of open leads', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ settings: oneOpenLead });
  });
  afterAll(() => stack.stop());

  async function assigned(
    name: string,
  ): Promise<{ owner: string | undefined; taskId: string | undefined }> {
    const email = `${name}@${name}-maschinen.example.com`;
    const leadId = await stack.accept('contact-page', { name, email, country: 'DE' });
    await stack.processAll();
    const steps = (await stack.leadline.ledger.load(leadId))?.steps;
    const assignment = steps?.['assign']?.result as Assignment | undefined;
    const task = steps?.['task']?.result as { taskId: string } | undefined;
    return { owner: assignment?.decision.owner?.member, taskId: task?.taskId };
  }

  it('has room again when the task is completed in the CRM', async () => {
    const { leadline } = stack;
    const first = await assigned('lena');
    const second = await assigned('max');
    expect(new Set([first.owner, second.owner])).toEqual(new Set(['ada', 'ben']));
    expect(['ada', 'ben']).not.toContain((await assigned('eva')).owner);

    const properties = { hs_task_status: 'COMPLETED' };
    await leadline.hubspot.objects.update('tasks', second.taskId ?? '', { properties });
    expect(await leadline.watching.openLeads.round()).toHaveLength(1);
    expect((await assigned('tom')).owner).toBe(second.owner);
  });
});
