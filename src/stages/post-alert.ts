import type { Effects } from '../workflow/effect-once.ts';
import type { AlertReference, Alerts, LeadAlert } from '../workflow/ports.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import type { AlertSettings } from './alert-settings.ts';

export type AlertPlace = { channel: string; threadTs?: string };

export type AlertPost = {
  /** The effect's name within the lead. In the fallback channel it ends in `-fallback`. */
  name: string;
  leadId: string;
  place: AlertPlace;
  /** `remarks`: why it stands where it stands. */
  describe: (remarks: string[]) => LeadAlert;
  effects: Effects;
  /** `ts` of an earlier message about the same lead, which is not this one. */
  except?: string;
};

export type AlertPoster = {
  /** Posts once; where the channel is gone, in the fallback channel instead. */
  post: (post: AlertPost) => Promise<AlertReference>;
  /**
   * Whether an attempt of that time arrived. Throws `unavailable` while the history may not show
   * it yet.
   */
  find: (
    leadId: string,
    place: AlertPlace,
    attemptedAt: number,
    except?: string,
  ) => Promise<AlertReference | undefined>;
};

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

export function createAlertPoster(deps: {
  alerts: Alerts;
  now: () => number;
  settings: { alerts: AlertSettings };
}): AlertPoster {
  const { alerts, now, settings } = deps;

  /** The fallback channel is an effect of its own: a replay knows which of the two was made. */
  async function post(wanted: AlertPost): Promise<AlertReference> {
    try {
      return await postIn(wanted, wanted.name, wanted.place, []);
    } catch (failure) {
      const { channel } = wanted.place;
      const { fallbackChannel } = settings.alerts;
      if (!fallbackChannel || fallbackChannel === channel || !channelGone(failure)) throw failure;
      const remark = fallbackRemark(channel, failure.details.words);
      const place = { channel: fallbackChannel };
      return postIn(wanted, `${wanted.name}-fallback`, place, [remark]);
    }
  }

  function postIn(
    { leadId, describe, effects, except }: AlertPost,
    name: string,
    place: AlertPlace,
    remarks: string[],
  ): Promise<AlertReference> {
    return effects.once({
      name,
      make: () => alerts.post(describe(remarks), place),
      settle: (attemptedAt) => find(leadId, place, attemptedAt, except),
    });
  }

  async function find(
    leadId: string,
    place: AlertPlace,
    attemptedAt: number,
    except?: string,
  ): Promise<AlertReference | undefined> {
    const within = { ...place, sinceMs: attemptedAt, ...(except !== undefined && { except }) };
    const found = await alerts.find(leadId, within);
    if (!found && now() - attemptedAt < HISTORY_SETTLES_MS) {
      throw new SystemFailure({
        system: alerts.system,
        kind: 'unavailable',
        when: 'during',
        words: 'not known yet whether the alert was posted',
      });
    }
    return found;
  }

  return { post, find };
}

/** Why an alert stands in the fallback channel; what Slack said of the other is said once. */
export function fallbackRemark(channel: string, words?: string): string {
  const why = words === undefined ? '' : `: ${words}`;
  return `Posted here because ${channel} is not usable${why}`;
}

function channelGone(failure: unknown): failure is SystemFailure {
  return failure instanceof SystemFailure && CHANNEL_GONE.has(failure.details.code ?? '');
}
