import { completeDecision, prepareDecision } from '../routing/decide.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { Markets } from '../routing/markets.ts';
import { memberOf, type Team } from '../routing/team.ts';
import type { Ledger, People, Turns } from '../workflow/ledger.ts';
import type { Crm } from '../workflow/ports.ts';
import { done, type Matched, type Stage } from '../workflow/stage.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import { announcementIn } from './announcement.ts';
import type { CrmSettings } from './crm-settings.ts';
import { contactWriter, type OwnedDecision } from './write-contact.ts';

export type AssignDeps = {
  crm: Crm;
  people: People;
  turns: Turns;
  ledger: Pick<Ledger, 'load'>;
  settings: { crm: CrmSettings; markets: Markets; team: Team };
  now: () => number;
};

type Assignment = { decision: Decision; contactId: string; ownerId?: string; known: boolean };

/**
 * Assigns the market and its owner by the rules, and writes the contact with both in one call.
 *
 * The decision is pure; only the turn in the pool is taken from outside, atomically and once a
 * lead. Its explanation is kept with it.
 */
export function assign(deps: AssignDeps): Stage<Matched, Assignment> {
  const { crm, people, turns, ledger, settings, now } = deps;

  return {
    name: 'assign',
    systems: () => [crm.system],
    run: async (work, effects) => {
      const { lead, joins } = work;
      const write = contactWriter({ crm, settings, decideAgain: (match) => decide(work, match) });
      const written = await write(work, await decide(work, work.match), effects);
      const { leftOut, ...assignment } = written;
      const { contactId, decision, known } = assignment;
      await people.remember(people.keyOf(lead), {
        leadId: joins ?? lead.leadId,
        contactId,
        at: Date.parse(lead.receivedAt),
      });
      const left = leftOut.length === 0 ? '' : ` (the CRM does not take ${leftOut.join(', ')})`;
      return done(
        assignment,
        `${decision.because}; contact ${contactId} ${known ? 'updated' : 'created'}${left}`,
      );
    },
  };

  async function decide({ lead, joins }: Matched, match: Match): Promise<OwnedDecision> {
    const earlier = joins === undefined ? undefined : await decisionOf(joins);
    const announced = await announcedOf(lead.leadId);
    const prepared = prepareDecision(lead, match, settings, now(), earlier, announced);
    const pool = prepared.needsTurn?.pool;
    const turn = pool === undefined ? undefined : await turns.take(pool, lead.leadId);
    const decision = completeDecision(prepared, turn);
    const ownerId = await ownerIdOf(decision);
    return { decision, ...(ownerId !== undefined && { ownerId }) };
  }

  async function decisionOf(leadId: string): Promise<{ decision: Decision } | undefined> {
    const result = (await ledger.load(leadId))?.steps['assign']?.result as Assignment | undefined;
    return result && { decision: result.decision };
  }

  /** What sales were told while the CRM was away. */
  async function announcedOf(leadId: string): Promise<{ decision: Decision } | undefined> {
    const record = await ledger.load(leadId);
    return record && announcementIn(record);
  }

  /** An owner that the CRM does not know would be a contact without owner: somebody has to see it. */
  async function ownerIdOf({ owner }: Decision): Promise<string | undefined> {
    if (!owner || owner.ownerId !== undefined) return owner?.ownerId;
    const member = owner.member === undefined ? undefined : memberOf(settings.team, owner.member);
    const found = await crm.ownerByEmail(member?.crmOwnerEmail ?? owner.email);
    if (found?.active) return found.ownerId;
    throw new SystemFailure({
      system: crm.system,
      kind: 'refused',
      when: 'before',
      code: 'owner_unknown',
      words: `the CRM has no active owner for team member "${owner.member ?? owner.name}"`,
      advice: 'Invite the person in the CRM or correct crmOwnerEmail in team.yaml, then replay.',
    });
  }
}
