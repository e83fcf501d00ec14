import type { Lead } from '../lead/lead.ts';
import type { Decision } from '../routing/decision.ts';
import type { Markets } from '../routing/markets.ts';
import type { NewTask } from '../workflow/ports.ts';
import type { Assigned } from '../workflow/stage.ts';
import type { CrmSettings } from './crm-settings.ts';
import { decidedPromptly } from './decided-promptly.ts';
import { fillTemplate } from './fill-template.ts';
import { templateWords } from './lead-words.ts';
import { marketOf } from './market-of.ts';

const MINUTE_MS = 60_000;

/** The owner's task for a lead: subject and body from the templates, due by the market's time. */
export function planTask(
  {
    lead,
    decision,
    contactId,
    ownerId,
  }: Pick<Assigned, 'lead' | 'decision' | 'contactId' | 'ownerId'>,
  settings: { crm: CrmSettings; markets: Markets },
  sourceTitle: (source: string) => string,
): NewTask {
  const market = marketOf(settings.markets, decision);
  const words = templateWords(lead, {
    market: decision.marketTitle,
    source: sourceTitle(lead.source),
    why: decision.because,
  });
  return {
    leadId: lead.leadId,
    contactId,
    ...(ownerId !== undefined && { ownerId }),
    subject: fillTemplate(market.taskSubject ?? settings.crm.task.subject, words),
    body: fillTemplate(settings.crm.task.body, words),
    // A held lead is due from when somebody had it.
    dueAt: dueFrom(lead, decision) + market.followUpWithinMinutes * MINUTE_MS,
    priority: market.priority,
  };
}

/** From the submission, unless its people could only be found later. */
function dueFrom({ receivedAt }: Lead, { decidedAt }: Decision): number {
  const received = Date.parse(receivedAt);
  return decidedPromptly(decidedAt, received) ? received : decidedAt;
}
