import type { Markets } from '../routing/markets.ts';
import type { Crm } from '../workflow/ports.ts';
import { type Assigned, done, type Stage, skipped } from '../workflow/stage.ts';
import type { CrmSettings } from './crm-settings.ts';
import { planTask } from './plan-task.ts';

export type TaskDeps = {
  crm: Crm;
  settings: { crm: CrmSettings; markets: Markets };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** Creates the owner's task in the CRM, associated to the contact, due by the market's time. */
export function task(deps: TaskDeps): Stage<Assigned, { taskId: string }> {
  const { crm, settings } = deps;

  return {
    name: 'task',
    systems: () => [crm.system],
    run: async (work, effects) => {
      if (work.joins !== undefined) return skipped(`joins the task of lead ${work.joins}`);

      const planned = planTask(work, settings, deps.sourceTitle);
      const { taskId } = await effects.once({
        name: 'task',
        make: () => crm.createTask(planned),
        settle: () => crm.findTask(work.contactId, work.lead.leadId),
      });
      const due = new Date(planned.dueAt).toISOString();
      return done(
        { taskId },
        `task ${taskId} for ${work.decision.owner?.name ?? 'nobody'}, due ${due}`,
      );
    },
  };
}
