import type { Market, Markets } from '../routing/markets.ts';
import type { Crm, NewTask } from '../workflow/ports.ts';
import { type Assigned, done, type Stage, skipped } from '../workflow/stage.ts';
import type { CrmSettings } from './crm-settings.ts';
import { fillTemplate } from './fill-template.ts';
import { templateWords } from './lead-words.ts';
import { marketOf } from './market-of.ts';

export type TaskDeps = {
  crm: Crm;
  settings: { crm: CrmSettings; markets: Markets };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

const MINUTE_MS = 60_000;

/** Creates the owner's task in the CRM, associated to the contact, due by the market's time. */
export function task(deps: TaskDeps): Stage<Assigned, { taskId: string }> {
  const { crm, settings } = deps;

  return {
    name: 'task',
    systems: () => [crm.system],
    run: async (work, effects) => {
      if (work.joins !== undefined) return skipped(`joins the task of lead ${work.joins}`);

      const market = marketOf(settings.markets, work.decision);
      const planned = planTask(work, market);
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

  function planTask({ lead, decision, contactId, ownerId }: Assigned, market: Market): NewTask {
    const words = templateWords(lead, {
      market: decision.marketTitle,
      source: deps.sourceTitle(lead.source),
      why: decision.because,
    });
    return {
      leadId: lead.leadId,
      contactId,
      ...(ownerId !== undefined && { ownerId }),
      subject: fillTemplate(market.taskSubject ?? settings.crm.task.subject, words),
      body: fillTemplate(settings.crm.task.body, words),
      dueAt: Date.parse(lead.receivedAt) + market.followUpWithinMinutes * MINUTE_MS,
      priority: market.priority,
    };
  }
}
