import { completeDecision, prepareDecision } from '../routing/decide.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { Markets } from '../routing/markets.ts';
import { memberOf, type Team } from '../routing/team.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { Ledger, People, Turns } from '../workflow/ledger.ts';
import type { Crm } from '../workflow/ports.ts';
import { done, type Matched, type Stage } from '../workflow/stage.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import type { CrmSettings } from './crm-settings.ts';
import { planContactWrite, propertiesToRead } from './survivorship.ts';

export type AssignDeps = {
  crm: Crm;
  people: People;
  turns: Turns;
  ledger: Pick<Ledger, 'load'>;
  settings: { crm: CrmSettings; markets: Markets; team: Team };
  now: () => number;
};

type Assignment = { decision: Decision; contactId: string; ownerId?: string; known: boolean };

/** The contact as it was written: by us as new, or updated. */
type WrittenContact = { contactId: string; known: boolean; leftOut: string[] };

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
      const { lead } = work;
      const first = await decide(work, work.match);
      const { decision, written, ownerId } = await writeContact(work, first, effects);
      const { contactId, known, leftOut } = written;
      await people.remember(people.keyOf(lead), {
        leadId: work.joins ?? lead.leadId,
        contactId,
        at: Date.parse(lead.receivedAt),
      });
      const left = leftOut.length === 0 ? '' : ` (the CRM does not take ${leftOut.join(', ')})`;
      return done(
        { decision, contactId, known, ...(ownerId !== undefined && { ownerId }) },
        `${decision.because}; contact ${contactId} ${known ? 'updated' : 'created'}${left}`,
      );
    },
  };

  async function decide({ lead, joins }: Matched, match: Match): Promise<Decision> {
    const earlier = joins === undefined ? undefined : await decisionOf(joins);
    const prepared = prepareDecision(lead, match, settings, now(), earlier);
    const pool = prepared.needsTurn?.pool;
    const turn = pool === undefined ? undefined : await turns.take(pool, lead.leadId);
    return completeDecision(prepared, turn);
  }

  async function decisionOf(leadId: string): Promise<{ decision: Decision } | undefined> {
    const result = (await ledger.load(leadId))?.steps['assign']?.result as Assignment | undefined;
    return result && { decision: result.decision };
  }

  /** Creates or updates. Somebody else's contact in between is read and decided upon anew. */
  async function writeContact(
    work: Matched,
    decision: Decision,
    effects: Effects,
  ): Promise<{ decision: Decision; written: WrittenContact; ownerId?: string }> {
    const ownerId = await ownerIdOf(decision);
    const owned = ownerId === undefined ? {} : { ownerId };
    const plan = (match: Match, by: Decision) =>
      planContactWrite({ lead: work.lead, decision: by, match, ...owned, settings: settings.crm });

    if (work.match.contactId !== undefined) {
      const written = await update(effects, work.match.contactId, plan(work.match, decision));
      return { decision, written, ...owned };
    }

    const created = await effects.once({
      name: 'contact',
      make: async (repeated) => ({
        ...(await crm.createContact(plan(work.match, decision))),
        repeated,
      }),
      settle: async () => undefined,
    });
    if (created.created) {
      const { contactId, leftOut } = created;
      return { decision, written: { contactId, known: false, leftOut }, ...owned };
    }

    const match = await readMatch(created.existingId, work);
    const again = created.repeated ? decision : await decide(work, match);
    const againOwner = await ownerIdOf(again);
    const written = await update(
      effects,
      match.contactId ?? '',
      planContactWrite({
        lead: work.lead,
        decision: again,
        match,
        ...(againOwner !== undefined && { ownerId: againOwner }),
        settings: settings.crm,
      }),
    );
    return {
      decision: again,
      // After an answer that never came, the contact that "exists already" is our own.
      written: { ...written, known: !created.repeated },
      ...(againOwner !== undefined && { ownerId: againOwner }),
    };
  }

  async function update(
    effects: Effects,
    contactId: string,
    properties: Record<string, string>,
  ): Promise<WrittenContact> {
    if (Object.keys(properties).length === 0) return { contactId, known: true, leftOut: [] };
    const { leftOut } = await effects.once({
      name: 'contact-update',
      make: () => crm.updateContact(contactId, properties),
      settle: async () => undefined,
    });
    return { contactId, known: true, leftOut };
  }

  async function readMatch(existingId: string | undefined, { lead }: Matched): Promise<Match> {
    const properties = propertiesToRead(settings.crm);
    const email = lead.person.email?.normalised;
    const contact =
      (existingId && (await crm.findById(existingId, properties))) ||
      (email && (await crm.findByEmail(email, properties)));
    if (!contact) {
      throw new SystemFailure({
        system: crm.system,
        kind: 'unavailable',
        when: 'after',
        words: 'the CRM says that the contact exists, but does not find it',
        advice: 'Look for an archived or merged contact with this address, then replay.',
      });
    }
    const owner = contact.ownerId ? await crm.ownerById(contact.ownerId) : undefined;
    return {
      known: true,
      contactId: contact.contactId,
      foundBy: 'conflict',
      properties: contact.properties,
      ...(contact.ownerId && { owner: owner ?? { ownerId: contact.ownerId, active: false } }),
    };
  }

  async function ownerIdOf(decision: Decision): Promise<string | undefined> {
    const { owner } = decision;
    if (!owner || owner.ownerId !== undefined) return owner?.ownerId;
    const member = owner.member === undefined ? undefined : memberOf(settings.team, owner.member);
    const email = member?.crmOwnerEmail ?? owner.email;
    const found = await crm.ownerByEmail(email);
    if (found?.active) return found.ownerId;
    throw new SystemFailure({
      system: crm.system,
      kind: 'refused',
      when: 'before',
      code: 'owner_unknown',
      words: `the CRM has no active owner with the e-mail address of team member "${owner.member ?? owner.name}"`,
      advice: 'Invite the person in the CRM or correct crmOwnerEmail in team.yaml, then replay.',
    });
  }
}
