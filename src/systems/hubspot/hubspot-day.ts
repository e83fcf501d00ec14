import { dailyPace } from '../../workflow/daily-pace.ts';
import type { CallsOfDay, CountsByDay, DailyCalls } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import type { Turn } from './in-turn.ts';
import { countIn, positiveIn } from './rate-headers.ts';

export type HubspotDay = {
  /**
   * What a call takes of the day; nothing where answers tell of none. Put off it is `throttled`:
   * `before` where this call can wait for longer, `after` where none may go, which pauses HubSpot's
   * stages.
   */
  turns: (urgent: boolean) => Promise<Turn[]>;
  learn: (answer: HttpAnswer) => void;
};

export const HUBSPOT_DAY: CountsByDay = {
  system: 'hubspot',
  title: 'HubSpot',
  advice:
    "Nothing is lost: what waits goes on once HubSpot's day turns (midnight in the account's time zone) or has more calls. HubSpot's API usage page shows which integration makes them. To go on earlier, lower LEADLINE_HUBSPOT_SHARE_FOR_OTHERS or get more calls from HubSpot.",
};

/** When so much more of the day is left than before, a new one has begun. */
const TURN = 1 / 100;

/** What other workers learned counts so soon here. */
const FRESH_MS = 1_000;

/**
 * While no call may go no answer tells that the day has turned: so often one goes to look. It is
 * also what counts as a pause (verdict.ts).
 */
const LOOK_EVERY_MS = 600_000;
const LOOK = { capacity: 1, perMs: LOOK_EVERY_MS };

/** So that a long line of waiting jobs does not come by every few seconds, for one call. */
const LATER_MS = 60_000;

/** The code of a call that can wait, and does. */
export const DAILY_PACE = 'DAILY_PACE';

/**
 * HubSpot's calls of a day, which all integrations of the account share. Its answers tell what is
 * left of them, other than to OAuth apps, which have no such limit: then nothing waits here.
 */
export function createHubspotDay(options: {
  daily: DailyCalls;
  shareForOthers: number;
  now: () => number;
}): HubspotDay {
  const { daily, shareForOthers, now } = options;
  let known: { said: CallsOfDay | undefined; at: number } | undefined;

  async function saidNow(): Promise<CallsOfDay | undefined> {
    const agoMs = known ? now() - known.at : FRESH_MS;
    if (!known || agoMs < 0 || agoMs >= FRESH_MS) {
      known = { said: await daily.said(HUBSPOT_DAY.system), at: now() };
    }
    return known.said;
  }

  async function turns(urgent: boolean): Promise<Turn[]> {
    const said = await saidNow();
    if (!said) return [];
    const urgency = urgent ? 'urgent' : 'later';
    const pace = dailyPace(said, shareForOthers, urgency, now());
    const putOff = (waitMs: number) => canWait(said, waitMs);
    if (pace) return [{ bucket: `hubspot:day:${urgency}`, ...pace, tooLong: putOff }];
    const tooLong = urgent ? () => nothingLeft(said, shareForOthers) : putOff;
    return [{ bucket: 'hubspot:day:look', ...LOOK, tooLong }];
  }

  return {
    turns,
    learn: (answer) => {
      const max = positiveIn(answer, 'x-hubspot-ratelimit-daily');
      const left = countIn(answer, 'x-hubspot-ratelimit-daily-remaining');
      if (max === undefined || left === undefined) return;
      const before = known?.said;
      const hasTurned = before !== undefined && left - before.left > max * TURN;
      const turnedAt = hasTurned ? now() : before?.turnedAt;
      const said = { max, left, ...(turnedAt !== undefined && { turnedAt }) };
      known = { said, at: now() };
      // Redis away is no reason to lose an answer: the next one tells as much.
      daily.learn(HUBSPOT_DAY.system, said).catch(() => undefined);
    },
  };
}

function canWait(said: CallsOfDay, waitMs: number): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: 'throttled',
    when: 'before',
    code: DAILY_PACE,
    retryAfterMs: Math.max(waitMs, LATER_MS),
    words: `${leftOf(said)}, so calls that can wait do`,
  });
}

/** As if HubSpot had refused the call: it said before that there is nothing left for it. */
function nothingLeft(said: CallsOfDay, shareForOthers: number): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: 'throttled',
    when: 'after',
    code: 'DAILY_SHARE',
    retryAfterMs: LOOK_EVERY_MS,
    words: `${leftOf(said)}, the share for the account's other integrations (${shareForOthers})`,
    advice: HUBSPOT_DAY.advice,
  });
}

function leftOf({ max, left }: CallsOfDay): string {
  return `${left.toLocaleString('en')} of the day's ${max.toLocaleString('en')} calls are left`;
}
