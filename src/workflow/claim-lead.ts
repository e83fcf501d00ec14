import { compileRouting, type RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Basis, Decision } from '../routing/decision.ts';
import { explain } from '../routing/explain/explain.ts';
import { memberOf, poolOf, type Team } from '../routing/team.ts';
import { inWords } from '../routing/wording.ts';
import { claimDecider, type LeadToClaim } from '../stages/decide-claim.ts';
import { decidedOn } from '../stages/decided-on.ts';
import { settledDecision } from '../stages/settled-decision.ts';
import { assignedIn } from '../stages/step-results.ts';
import type { DecidedLead, LeadRecord, Ledger, Rotation } from './ledger.ts';
import type { Log, Metrics } from './ports.ts';
import type { Queues } from './queues.ts';

/** Somebody pressed Claim; `slackId` is who, as the alerts' system vouches for them. */
export type Click = { leadId: string; slackId: string };

/** One line for whoever pressed: that they have it, or why not. */
export type ClaimAnswer = { says: string };

export type ClaimLead = (click: Click) => Promise<ClaimAnswer>;

export type ClaimLeadDeps = {
  ledger: Pick<Ledger, 'load' | 'tell'>;
  rotation: Pick<Rotation, 'decideOnce' | 'look'>;
  queues: Pick<Queues, 'hurry'>;
  /** As they are now. */
  settings: () => RoutingConfiguration;
  now: () => number;
  metrics: Pick<Metrics, 'count'>;
  log: Pick<Log, 'info'>;
};

const NOT_HERE = 'leadline does not have this lead any more.';
const NOT_TO_CLAIM = 'This lead is not to be claimed.';

/**
 * Gives a lead to whoever of its pool claims it first, once: the same click a second time changes
 * nothing, and a later one is told who has it. What follows is the task stage's, which is hurried.
 * Throws LedgerUnavailable, and then the click may have counted or not.
 */
export function claimLead(deps: ClaimLeadDeps): ClaimLead {
  const { ledger, queues, log, metrics, now } = deps;

  return async ({ leadId, slackId }) => {
    const settings = deps.settings();
    const record = await ledger.load(leadId);
    if (!record?.lead) return { says: NOT_HERE };
    const lead = leadToClaim(record);
    if (lead === undefined) return { says: NOT_TO_CLAIM };
    const member = memberInPool(settings.team, lead.decision, slackId);
    if (member === undefined) return { says: onlyMembers(settings.team, lead.decision) };

    const settled = settledDecision(record);
    const decided =
      settled && settled.decision.outcome !== 'to_claim'
        ? { ...settled, first: false }
        : await claimDecider({ ...deps, settings }).claim(lead, member);
    const { first, decision } = decided;
    if (first) {
      await ledger.tell(leadId, {
        ...{ at: now(), step: 'task', what: 'claimed' },
        says: decision.because,
      });
      metrics.count('leadline_claims_total', { pool: decision.pool ?? '' });
      log.info('lead claimed', { leadId, member });
    }
    // A second click may be there because the first one's process died.
    if (decision.outcome !== 'to_claim') await queues.hurry({ stage: 'task' }, leadId);
    else return { says: await whyNot(lead, member, settings) };
    return { says: answerTo(member, decided) };
  };

  /** The first thing that keeps the member from it, as the explanation has it. */
  async function whyNot(
    lead: LeadToClaim,
    key: string,
    settings: RoutingConfiguration,
  ): Promise<string> {
    const state = await deps.rotation.look();
    const basis: Basis = { ...lead.basis, ...state, decidedAt: now() };
    const { members } = explain(lead.lead, lead.match, compileRouting(settings), basis);
    const excluded = members.find(({ member }) => member === key)?.excluded;
    const name = memberOf(settings.team, key)?.name ?? key;
    return `You cannot claim it now: ${name} ${excluded ?? 'could not have it by the rules of now'}.`;
  }
}

/** Undefined for a lead that has, or will have, its owner in another way. */
function leadToClaim(record: LeadRecord): LeadToClaim | undefined {
  const given = decidedOn(record);
  const { decision, basis } = assignedIn(record) ?? {};
  if (!given || !decision || !basis) return undefined;
  if (decision.outcome !== 'to_claim' || given.joins !== undefined) return undefined;
  return { lead: given.lead, match: given.match, decision, basis };
}

function memberInPool(team: Team, { pool }: Decision, slackId: string): string | undefined {
  return poolOf(team, pool ?? '')?.members.find(
    ({ member }) => memberOf(team, member)?.slackId === slackId,
  )?.member;
}

function onlyMembers(team: Team, { pool = '' }: Decision): string {
  const names = poolOf(team, pool)?.members.map(
    ({ member }) => memberOf(team, member)?.name ?? member,
  );
  return `Only who is in pool ${pool} can claim it: ${inWords(names ?? [], 'or')}.`;
}

function answerTo(member: string, { decision, basis }: DecidedLead): string {
  const { owner, because } = decision;
  if (owner === undefined) return `Nobody has it: ${because}`;
  if (owner.member === member) {
    return 'You have it. Its contact and its task follow in a moment.';
  }
  const how = basis.claimedBy === owner.member ? 'claimed it first' : `has it: ${because}`;
  return `${owner.name} ${how}.`;
}
