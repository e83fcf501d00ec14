import type { Ledger } from '../workflow/ledger.ts';
import type { FallbackLeads } from '../workflow/ports.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import type { Look } from './watch.ts';

export type FallbackObserved = {
  /** Leads of the last day. */
  leads: number;
  /** Of these, by the fallback market or its pool, and with nobody at all. */
  fallback: number;
  nobody: number;
  /** The latest that nobody has. */
  latest?: string;
  /** Above this part of all, in percent, the fallback is no exception any more. */
  fallbackPercent: number;
};

const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 60_000;

/** Of a handful of leads every part is chance. */
const LEADS_MIN = 20;

/** The fallback catches what no rule expects: it is watched, so that it stays the exception. */
export function fallbackAlarms(observed: FallbackObserved): Alarm[] {
  const { leads, fallback, nobody, latest, fallbackPercent } = observed;
  const share = (100 * fallback) / Math.max(1, leads);
  return [
    ...(nobody > 0
      ? [
          {
            cause: 'fallback:nobody',
            says: `${nobody === 1 ? '1 lead' : `${nobody} leads`} of the last 24 hours had nobody who could take it${latest === undefined ? '' : `, the latest ${latest}`}`,
            doThis:
              'Give them to somebody in the CRM; `leadline explain <leadId>` says who was excluded and why. A market can hold its leads instead: whenNobody in markets.yaml.',
            count: nobody,
          },
        ]
      : []),
    ...(leads >= LEADS_MIN && share > fallbackPercent
      ? [
          {
            cause: 'fallback:share',
            says: `${Math.round(share)}% of the last 24 hours' leads (${fallback} of ${leads}) went to the fallback; expected are at most ${fallbackPercent}%`,
            doThis:
              '`leadline check` lists countries and sources that no market asks for, and hours at which pools have nobody. Is fallbackPercent in alerts.yaml right for you?',
            count: fallback,
          },
        ]
      : []),
  ];
}

export function fallbackLook(deps: {
  ledger: Pick<Ledger, 'receivedSince'>;
  fallbackLeads: FallbackLeads;
  fallbackPercent: () => number;
  now: () => number;
}): Look {
  const { ledger, fallbackLeads, fallbackPercent, now } = deps;
  return {
    name: 'fallback',
    everyMs: EVERY_MS,
    alarms: async () => {
      const since = now() - DAY_MS;
      const { total } = await ledger.receivedSince(since, { offset: 0, limit: 1 });
      const fallback = await fallbackLeads.since('fallback', since);
      const { count, latest } = await fallbackLeads.since('nobody', since);
      return fallbackAlarms({
        leads: total,
        fallback: fallback.count,
        nobody: count,
        ...(latest !== undefined && { latest }),
        fallbackPercent: fallbackPercent(),
      });
    },
    over: (cause) =>
      cause === 'fallback:nobody'
        ? 'every lead of the last 24 hours had somebody.'
        : 'the fallback is the exception again.',
  };
}
