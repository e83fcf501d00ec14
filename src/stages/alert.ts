import type { Markets } from '../routing/markets.ts';
import type { Team } from '../routing/team.ts';
import type { Ledger, Locks } from '../workflow/ledger.ts';
import type { AlertReference, Alerts, Crm, Metrics } from '../workflow/ports.ts';
import { type Assigned, done, type Stage, wait } from '../workflow/stage.ts';
import type { AlertSettings } from './alert-settings.ts';
import { describeLead } from './describe-lead.ts';
import { createAnnouncementFollower } from './follow-announcement.ts';
import { marketOf } from './market-of.ts';
import { type AlertPlace, createAlertPoster } from './post-alert.ts';
import { settledDecision } from './settled-decision.ts';
import { alertIn } from './step-results.ts';

export type AlertDeps = {
  alerts: Alerts;
  crm: Pick<Crm, 'contactUrl'>;
  ledger: Pick<Ledger, 'load' | 'effects' | 'recordEffect'>;
  locks: Pick<Locks, 'isHeld'>;
  settings: { alerts: AlertSettings; markets: Markets; team: Team };
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
  metrics: Pick<Metrics, 'observe'>;
  now: () => number;
};

/** How soon a joining lead looks again whether the first one's alert is out. */
const FIRST_ALERT_LOOK_MS = 1_000;

/** How long it waits for that; past it, sales hear of it in a message of its own. */
const FIRST_ALERT_PATIENCE_MS = 120_000;

/** How soon to look again whether the provisional alert is out. */
const PROVISIONAL_LOOK_MS = 1_000;

/**
 * Tells sales in the market's channel, once; a joining submission goes into the first's thread, and
 * what follows a provisional alert into that one's.
 */
export function alert(deps: AlertDeps): Stage<Assigned, { alert: AlertReference }> {
  const { alerts, ledger, settings, now } = deps;
  const names = {
    team: settings.team,
    contactUrl: deps.crm.contactUrl,
    sourceTitle: deps.sourceTitle,
    details: settings.alerts.details,
  };
  const poster = createAlertPoster(deps);
  const announcements = createAnnouncementFollower({ ...deps, poster });

  return {
    name: 'alert',
    systems: () => [alerts.system],
    run: async (assigned, effects) => {
      const work = await withItsClaim(assigned);
      const { leadId } = work.lead;
      const describe = (remarks: string[]) => describeLead(work, remarks, names);
      const posted = await announcements.of(leadId);
      if (posted === 'under_way') {
        return wait(PROVISIONAL_LOOK_MS, 'its provisional alert is being posted');
      }
      if (posted) {
        await announcements.follow(work, posted, describe, effects);
        const { reference, postedAt } = posted;
        measureSpeed(work, postedAt);
        return done(
          { alert: reference },
          `provisional alert ${reference.ts} settled in its thread`,
        );
      }

      const first = work.joins === undefined ? undefined : await firstAlert(ledger, work.joins);
      const waitedMs = now() - Date.parse(work.lead.receivedAt);
      if (first === 'not_yet' && waitedMs < FIRST_ALERT_PATIENCE_MS) {
        return wait(FIRST_ALERT_LOOK_MS, `waits for the alert of lead ${work.joins}`);
      }

      const thread = typeof first === 'object' ? first : undefined;
      const channel = marketOf(settings.markets, work.decision).channel;
      const place: AlertPlace = thread
        ? { channel: thread.channel, threadTs: thread.ts }
        : { channel };
      const reference = await poster.post({ name: 'alert', leadId, place, describe, effects });
      measureSpeed(work, now());
      const where = thread ? `in the thread of lead ${work.joins}` : `in ${reference.channel}`;
      return done({ alert: reference }, `alert ${reference.ts} ${where}`);
    },
  };

  /** One that comes late, when the lead's time to be claimed is over, says who has it. */
  async function withItsClaim(work: Assigned): Promise<Assigned> {
    if (work.decision.outcome !== 'to_claim') return work;
    const record = await ledger.load(work.lead.leadId);
    return { ...work, ...(record && settledDecision(record)) };
  }

  /** From the submission until sales were told, provisionally or not. */
  function measureSpeed({ lead, decision }: Assigned, toldAt: number): void {
    const seconds = Math.max(0, toldAt - Date.parse(lead.receivedAt)) / 1_000;
    deps.metrics.observe('leadline_speed_to_lead_seconds', { market: decision.market }, seconds);
  }
}

async function firstAlert(
  ledger: Pick<Ledger, 'load'>,
  leadId: string,
): Promise<AlertReference | 'not_yet' | undefined> {
  const record = await ledger.load(leadId);
  if (record?.steps['alert']?.state === 'pending') return 'not_yet';
  return record && alertIn(record);
}
