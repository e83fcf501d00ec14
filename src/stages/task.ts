import type { RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Markets } from '../routing/markets.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { DecidedLead } from '../workflow/ledger.ts';
import { type Assigned, done, type Outcome, type Stage, skipped } from '../workflow/stage.ts';
import { claimFollower, type FollowClaimDeps } from './follow-claim.ts';
import { planTask } from './plan-task.ts';

export type TaskDeps = FollowClaimDeps & {
  settings: { markets: Markets } & RoutingConfiguration;
};

/** With what came of the claim, where the lead was to be claimed. */
type TaskMade = { taskId: string } & Partial<DecidedLead>;

/**
 * Creates the owner's task in the CRM, associated to the contact, due by the market's time. A lead
 * that is to be claimed waits for its owner here: then its contact gets that owner as well, and the
 * alert a line in its thread, and that owner's name in the place of its button.
 */
export function task(deps: TaskDeps): Stage<Assigned, TaskMade> {
  const { crm, settings } = deps;
  const claims = claimFollower(deps);

  return {
    name: 'task',
    systems: () => [crm.system],
    run: async (work, effects) => {
      if (work.joins !== undefined) return skipped(`joins the task of lead ${work.joins}`);
      if (work.decision.outcome !== 'to_claim') return made(await create(work, effects));

      const claimed = await claims.settled(work);
      if ('outcome' in claimed) return claimed;
      const { decision, basis } = claimed;
      await claims.writeContact(work, claimed, effects);
      const created = await create({ ...work, ...claimed }, effects);
      return (
        (await claims.tell(work, claimed, effects)) ??
        made({ ...created, says: `${created.says}: ${decision.because}` }, { decision, basis })
      );
    },
  };

  async function create(
    work: Assigned,
    effects: Effects,
  ): Promise<{ taskId: string; says: string }> {
    const planned = planTask(work, settings, deps.sourceTitle);
    const { taskId } = await effects.once({
      name: 'task',
      make: () => crm.createTask(planned),
      settle: () => crm.findTask(work.contactId, work.lead.leadId),
    });
    const due = new Date(planned.dueAt).toISOString();
    const says = `task ${taskId} for ${work.decision.owner?.name ?? 'nobody'}, due ${due}`;
    return { taskId, says };
  }
}

function made(
  { taskId, says }: { taskId: string; says: string },
  claimed?: DecidedLead,
): Outcome<TaskMade> {
  return done({ taskId, ...claimed }, says);
}
