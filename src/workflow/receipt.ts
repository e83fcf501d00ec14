import { campaignLine } from '../lead/campaign-line.ts';
import { PROVISIONAL_EFFECT, PROVISIONAL_FALLBACK_EFFECT } from '../stages/announcement.ts';
import { settledDecision } from '../stages/settled-decision.ts';
import { assignedIn, matchedIn } from '../stages/step-results.ts';
import type { DeadLetter, EffectRecord, LeadRecord, StepState, StoryEvent } from './ledger.ts';
import type { StepKey } from './steps.ts';

/**
 * The ledger's account of one lead in readable form: what was done for it, where, when and why.
 * Nothing of the person stands in it, so it may be shown and stored where receipts are needed.
 */
export type Receipt = {
  leadId: string;
  source: string;
  status: LeadRecord['status'];
  /** A synthetic lead: nobody's, and seen by nobody. */
  canary?: true;
  /** Why it is quarantined or refused: a sentence. */
  reason?: string;
  reasonCode?: string;
  /** ISO 8601, UTC. All other times are counted from here. */
  receivedAt: string;
  /** Until sales were told. */
  alertedAfterMs?: number;
  /** Until the last stage had ended; absent while the lead is not complete. */
  completedAfterMs?: number;
  /** "google / cpc · brand-q4 · gclid". */
  campaign?: string;
  /** Did the CRM know the person? */
  known?: boolean;
  /** The lead of the same person whose task and thread this one joined. */
  joins?: string;
  market?: { name: string; title: string; fallback: boolean };
  owner?: { name: string; email: string };
  /** Why this market and owner: a sentence. */
  because?: string;
  contact?: { contactId: string; url?: string };
  steps: ReceiptStep[];
  effects: ReceiptEffect[];
  deadLetters: DeadLetter[];
  story: ReceiptLine[];
};

export type ReceiptStep = {
  step: StepKey;
  state: StepState;
  /** Failed attempts since it was queued or last replayed. */
  attempts: number;
  replays: number;
  /** Until it ended. */
  afterMs?: number;
  says?: string;
};

export type ReceiptEffect = {
  /** `contact`, `task`, `alert`, `event~ga4`. */
  effect: string;
  /** `attempted`: under way, or nobody knows yet whether it arrived. */
  state: EffectRecord['state'];
  afterMs: number;
  /** How the outside system calls what was made. */
  outsideId?: string;
};

export type ReceiptLine = { afterMs: number; step?: StepKey; what: string; says: string };

/** `contactUrl` makes the link into the CRM; without it the receipt has none. */
export function receiptOf(
  record: LeadRecord,
  story: StoryEvent[],
  links: { contactUrl?: (contactId: string) => string } = {},
): Receipt {
  const { leadId, source, status, receivedAt, lead, reason, reasonCode } = record;
  const after = (at: number) => at - receivedAt;
  const campaign = lead && campaignLine(lead.attribution);
  return {
    leadId,
    source,
    status,
    ...(lead?.synthetic && { canary: true as const }),
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
    receivedAt: new Date(receivedAt).toISOString(),
    ...timings(record, story, after),
    ...(campaign !== undefined && { campaign }),
    ...learned(record, links),
    steps: Object.entries(record.steps).map(([step, { state, attempts, generation }]) => ({
      step,
      state,
      attempts,
      replays: generation,
      ...ending(step, story, after),
    })),
    effects: Object.entries(record.effects)
      .toSorted(([, one], [, other]) => one.at - other.at)
      .map(([effect, made]) => ({
        effect,
        state: made.state,
        afterMs: after(made.at),
        ...outsideId(made, record),
      })),
    deadLetters: Object.values(record.steps).flatMap(({ deadLetter }) => deadLetter ?? []),
    story: story.map(({ at, step, what, says }) => ({
      afterMs: after(at),
      ...(step !== undefined && { step }),
      what,
      says,
    })),
  };
}

const ENDS = new Set(['done', 'skipped', 'discarded']);

/** The effects by which sales are told, the earliest first. */
const ALERTS = [PROVISIONAL_EFFECT, PROVISIONAL_FALLBACK_EFFECT, 'alert', 'alert-fallback'];

function timings(
  { status, effects }: LeadRecord,
  story: StoryEvent[],
  after: (at: number) => number,
): Pick<Receipt, 'alertedAfterMs' | 'completedAfterMs'> {
  const alerted = ALERTS.map((name) => effects[name]).find((effect) => effect?.state === 'made');
  const ended = story.findLast(({ what }) => ENDS.has(what));
  return {
    ...(alerted && { alertedAfterMs: after(alerted.at) }),
    ...(status === 'complete' && ended && { completedAfterMs: after(ended.at) }),
  };
}

/** What the first two stages found out. Their results are theirs; each may still be missing. */
function learned(
  record: LeadRecord,
  links: { contactUrl?: (contactId: string) => string },
): Partial<Receipt> {
  const matched = matchedIn(record);
  const assigned = assignedIn(record);
  const { contactId } = assigned ?? {};
  const decision = settledDecision(record)?.decision ?? assigned?.decision;
  const known = assigned?.known ?? matched?.match.known;
  const url = contactId === undefined ? undefined : links.contactUrl?.(contactId);
  return {
    ...(known !== undefined && { known }),
    ...(matched?.joins !== undefined && { joins: matched.joins }),
    ...(decision && {
      market: {
        name: decision.market,
        title: decision.marketTitle,
        fallback: decision.fallback,
      },
      because: decision.because,
    }),
    ...(decision?.owner && {
      owner: { name: decision.owner.name, email: decision.owner.email },
    }),
    ...(contactId !== undefined && {
      contact: { contactId, ...(url !== undefined && { url }) },
    }),
  };
}

function ending(
  step: StepKey,
  story: StoryEvent[],
  after: (at: number) => number,
): Pick<ReceiptStep, 'afterMs' | 'says'> {
  const last = story.findLast((event) => event.step === step && event.what !== 'replayed');
  if (!last) return {};
  return { says: last.says, ...(ENDS.has(last.what) && { afterMs: after(last.at) }) };
}

/** Effects are kept as their adapters answered them: each names what it made in its own way. */
function outsideId(effect: EffectRecord, record: LeadRecord): { outsideId?: string } {
  if (effect.state !== 'made' || typeof effect.value !== 'object' || effect.value === null) {
    return {};
  }
  const value = effect.value as Record<string, unknown>;
  if (typeof value['channel'] === 'string' && typeof value['ts'] === 'string') {
    return { outsideId: `${value['channel']} ${value['ts']}` };
  }
  const written = 'leftOut' in value ? assignedIn(record) : undefined;
  const id =
    value['taskId'] ??
    value['contactId'] ??
    value['existingId'] ??
    value['reference'] ??
    written?.contactId;
  return typeof id === 'string' ? { outsideId: id } : {};
}
