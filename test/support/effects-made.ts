import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** How often an effect of one lead is in the outside systems. */
export type EffectsMade = {
  /** Contacts with the lead's address. */
  contacts: number;
  tasks: number;
  alerts: number;
  /** Those that count in a report. */
  ga4: number;
  meta: number;
  webhook: number;
};

export type MadeBy = (lead: { leadId: string; email: string }) => EffectsMade;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

type Stands = Pick<Sandbox, 'hubspot' | 'slack' | 'ga4' | 'meta' | 'webhook'>;

/** Counts everything that the stand-ins hold, once, and answers for each lead. */
export function effectsMade({ hubspot, slack, ga4, meta, webhook }: Stands): MadeBy {
  const { contacts, tasks } = hubspot.state();
  const byEmail = counted(contacts.map(({ properties }) => properties['email']));
  const byTask = counted(tasks.map(({ properties }) => properties['leadline_lead_id']));
  const byAlert = counted(
    slack.state().messages.map(({ metadata }) => UUID.exec(JSON.stringify(metadata ?? ''))?.[0]),
  );
  const byGa4 = counted(
    ga4.state().events.map(({ params }) => UUID.exec(JSON.stringify(params))?.[0]),
  );
  const byMeta = counted(
    meta
      .state()
      .events.filter(({ deduplicated }) => !deduplicated)
      .map(({ event }) => UUID.exec(String(event.event_id))?.[0]),
  );
  const byWebhook = counted(
    webhook
      .state()
      .received.filter(({ duplicate }) => !duplicate)
      .map(({ webhookId }) => UUID.exec(webhookId)?.[0]),
  );
  return ({ leadId, email }) => ({
    contacts: byEmail.get(email) ?? 0,
    tasks: byTask.get(leadId) ?? 0,
    alerts: byAlert.get(leadId) ?? 0,
    ga4: byGa4.get(leadId) ?? 0,
    meta: byMeta.get(leadId) ?? 0,
    webhook: byWebhook.get(leadId) ?? 0,
  });
}

function counted(names: (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
