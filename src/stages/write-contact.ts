import type { Lead } from '../lead/lead.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { Effects } from '../workflow/effect-once.ts';
import type { DecidedLead } from '../workflow/ledger.ts';
import type { Crm } from '../workflow/ports.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import type { CrmSettings } from './crm-settings.ts';
import { knownMatch } from './known-match.ts';
import { lacksProperties, planContactWrite, propertiesToRead, withEmpty } from './survivorship.ts';

/** A decision together with the CRM's id of its owner. */
export type OwnedDecision = DecidedLead & {
  ownerId?: string;
  /** Only when it is another than the one first found. */
  match?: Match;
};

export type WrittenContact = OwnedDecision & {
  contactId: string;
  /** False when the contact was made for this lead. */
  known: boolean;
  /** Properties that the CRM would not take. */
  leftOut: string[];
};

/** What is to be written, and whose it then is. */
type Planned = { plan: () => Record<string, string>; ownerId?: string | undefined };

export type WriteContact = (
  work: { lead: Lead; match: Match },
  first: OwnedDecision,
  effects: Effects,
) => Promise<WrittenContact | { held: Decision }>;

/**
 * Creates or updates the contact, with market and owner, in one call.
 *
 * Create → 409 → update: if somebody else made the contact since it was looked for, it is read and
 * decided upon anew, so that its owner is respected. If it was ourselves, by an attempt whose
 * answer never came, the first decision stands; the contact then has the owner we chose. A lead that
 * is to be held by what is known now is answered as such, and nothing more is written.
 */
export function contactWriter(deps: {
  crm: Crm;
  settings: { crm: CrmSettings };
  decideAgain: (match: Match) => Promise<OwnedDecision>;
}): WriteContact {
  const { crm, settings } = deps;

  return async ({ lead, match }, first, effects) => {
    const planFor = (known: Match, decided: OwnedDecision) => () =>
      planContactWrite({ lead, match: known, ...decided, settings: settings.crm });
    if (match.contactId !== undefined) {
      const read = await withAllRead(match, match.contactId);
      const leftOut = await update(crm, effects, match.contactId, {
        ...first,
        plan: planFor(read, first),
      });
      return { ...first, contactId: match.contactId, known: true, leftOut };
    }

    const created = await effects.once({
      name: 'contact',
      make: async (repeated) => ({
        ...(await crm.createContact(planFor(match, first)())),
        ...{ repeated, ownerId: first.ownerId },
      }),
      settle: async () => undefined,
    });
    if (created.created) {
      const { contactId, leftOut } = created;
      await correct(crm, effects, contactId, created.ownerId, {
        ...first,
        plan: planFor(match, first),
      });
      return { ...first, contactId, known: false, leftOut };
    }

    const existing = await readExisting(lead, match, created.existingId);
    const ours = created.repeated && existing.owner?.ownerId === first.ownerId;
    const decided = ours ? first : { ...(await deps.decideAgain(existing)), match: existing };
    if (decided.decision.outcome === 'held') return { held: decided.decision };
    const leftOut = await update(crm, effects, existing.contactId, {
      ...decided,
      plan: planFor(existing, decided),
    });
    return { ...decided, contactId: existing.contactId, known: !ours, leftOut };
  };

  /**
   * crm.yaml may have changed since the person was matched: a property that it did not name then
   * was never read, which does not mean that it is empty.
   */
  async function withAllRead(match: Match, contactId: string): Promise<Match> {
    if (!lacksProperties(match, settings.crm)) return match;
    const contact = await crm.findById(contactId, propertiesToRead(settings.crm));
    if (!contact) return match;
    return { ...match, properties: withEmpty(contact.properties, settings.crm) };
  }

  async function readExisting(
    { person }: Lead,
    { account }: Match,
    existingId: string | undefined,
  ): Promise<Match & { contactId: string }> {
    const properties = propertiesToRead(settings.crm);
    const email = person.email?.normalised;
    const contact =
      (existingId && (await crm.findById(existingId, properties))) ||
      (email && (await crm.findByEmail(email, properties)));
    if (!contact) throw foundNowhere(crm.system);
    return { ...(await knownMatch(deps, contact, 'conflict')), ...(account && { account }) };
  }
}

async function update(
  crm: Crm,
  effects: Effects,
  contactId: string,
  { plan, ownerId }: Planned,
): Promise<string[]> {
  const properties = plan();
  if (Object.keys(properties).length === 0) return [];
  const made = await effects.once({
    name: 'contact-update',
    make: async () => ({ ...(await crm.updateContact(contactId, properties)), ownerId }),
    settle: async () => undefined,
  });
  await correct(crm, effects, contactId, made.ownerId, { plan, ownerId });
  return made.leftOut;
}

/** Written already, but the step was tried again so much later that another has the lead. */
async function correct(
  crm: Crm,
  effects: Effects,
  contactId: string,
  written: string | undefined,
  { plan, ownerId }: Planned,
): Promise<void> {
  if (ownerId === undefined || ownerId === written) return;
  await effects.once({
    name: `contact-owner-${ownerId}`,
    make: () => crm.updateContact(contactId, plan()),
    settle: async () => undefined,
  });
}

function foundNowhere(system: string): SystemFailure {
  return new SystemFailure({
    system,
    kind: 'unavailable',
    when: 'after',
    words: 'the CRM says that the contact exists, but does not find it',
    advice: 'Look for an archived or merged contact with this address, then replay.',
  });
}
