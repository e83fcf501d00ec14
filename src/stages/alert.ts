import type { Markets } from '../routing/markets.ts';
import type { Team } from '../routing/team.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { Ledger } from '../workflow/ledger.ts';
import type { AlertReference, Alerts, Crm } from '../workflow/ports.ts';
import { type Assigned, done, type Stage, wait } from '../workflow/stage.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import type { AlertSettings } from './alert-settings.ts';
import { describeLead } from './describe-lead.ts';
import { marketOf } from './market-of.ts';

export type AlertDeps = {
  alerts: Alerts;
  crm: Pick<Crm, 'contactUrl'>;
  ledger: Pick<Ledger, 'load'>;
  settings: { alerts: AlertSettings; markets: Markets; team: Team };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
  now: () => number;
};

type Thread = { channel: string; threadTs?: string };

/** How soon a joining lead looks again whether the first one's alert is out. */
const FIRST_ALERT_LOOK_MS = 1_000;

/** How long it waits for that; past it, sales hear of it in a message of its own. */
const FIRST_ALERT_PATIENCE_MS = 120_000;

/** A message that cannot be found is believed missing only after this long. */
const HISTORY_SETTLES_MS = 2_000;

/** Answers of Slack that mean: this channel is no place to post to. */
const CHANNEL_GONE = new Set([
  'is_archived',
  'channel_not_found',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'access_denied',
  'no_permission',
  'messages_tab_disabled',
]);

/** Tells sales in the market's channel, once; a joining submission goes into the first's thread. */
export function alert(deps: AlertDeps): Stage<Assigned, { alert: AlertReference }> {
  const { alerts, ledger, settings, now } = deps;
  const names = {
    team: settings.team,
    contactUrl: deps.crm.contactUrl,
    sourceTitle: deps.sourceTitle,
  };

  return {
    name: 'alert',
    systems: () => [alerts.system],
    run: async (work, effects) => {
      const first = work.joins === undefined ? undefined : await firstAlert(ledger, work.joins);
      const waitedMs = now() - Date.parse(work.lead.receivedAt);
      if (first === 'not_yet' && waitedMs < FIRST_ALERT_PATIENCE_MS) {
        return wait(FIRST_ALERT_LOOK_MS, `waits for the alert of lead ${work.joins}`);
      }

      const thread = typeof first === 'object' ? first : undefined;
      const channel = marketOf(settings.markets, work.decision).channel;
      const place: Thread = thread ? { channel: thread.channel, threadTs: thread.ts } : { channel };
      const reference = await postOrFallBack(work, place, effects);
      const where = thread ? `in the thread of lead ${work.joins}` : `in ${reference.channel}`;
      return done({ alert: reference }, `alert ${reference.ts} ${where}`);
    },
  };

  /** The fallback channel is an effect of its own: a replay knows which of the two was made. */
  async function postOrFallBack(
    work: Assigned,
    place: Thread,
    effects: Effects,
  ): Promise<AlertReference> {
    const { fallbackChannel } = settings.alerts;
    try {
      return await post(work, 'alert', place, [], effects);
    } catch (failure) {
      if (!fallbackChannel || fallbackChannel === place.channel || !channelGone(failure)) {
        throw failure;
      }
      const remark = `Posted here because ${place.channel} is not usable: ${failure.details.words}`;
      return post(work, 'alert-fallback', { channel: fallbackChannel }, [remark], effects);
    }
  }

  function post(
    work: Assigned,
    name: string,
    place: Thread,
    remarks: string[],
    effects: Effects,
  ): Promise<AlertReference> {
    const { leadId } = work.lead;
    return effects.once({
      name,
      make: () => alerts.post(describeLead(work, remarks, names), place),
      settle: async (attemptedAt) => {
        const found = await alerts.find(leadId, { ...place, sinceMs: attemptedAt });
        if (!found && now() - attemptedAt < HISTORY_SETTLES_MS) {
          throw new SystemFailure({
            system: alerts.system,
            kind: 'unavailable',
            when: 'during',
            words: 'not known yet whether the alert was posted',
          });
        }
        return found;
      },
    });
  }
}

function channelGone(failure: unknown): failure is SystemFailure {
  return failure instanceof SystemFailure && CHANNEL_GONE.has(failure.details.code ?? '');
}

async function firstAlert(
  ledger: AlertDeps['ledger'],
  leadId: string,
): Promise<AlertReference | 'not_yet' | undefined> {
  const step = (await ledger.load(leadId))?.steps['alert'];
  if (step?.state === 'done') return (step.result as { alert: AlertReference }).alert;
  return step?.state === 'pending' ? 'not_yet' : undefined;
}
