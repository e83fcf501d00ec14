import type { Lead } from '../lead/lead.ts';
import type { Match } from '../routing/decision.ts';
import type { LatestLead, Ledger, People } from '../workflow/ledger.ts';
import type { Crm, CrmContact } from '../workflow/ports.ts';
import {
  done,
  type Matched,
  type Outcome,
  type Received,
  type Stage,
  wait,
} from '../workflow/stage.ts';
import type { CrmSettings } from './crm-settings.ts';
import { knownMatch } from './known-match.ts';
import { owningAccount } from './owning-account.ts';
import { propertiesToRead } from './survivorship.ts';
import { valueAt } from './value-at.ts';

export type DeduplicateDeps = {
  crm: Crm;
  people: People;
  ledger: Pick<Ledger, 'load'>;
  settings: { crm: CrmSettings };
};

/** How soon a lead looks again whether the same person's earlier lead has been assigned. */
const LEASE_LOOK_MS = 250;

/** The same where that one is held for its people, which may be for days. */
const HELD_LEASE_LOOK_MS = 30_000;

const MINUTE_MS = 60_000;

const STRANGER: Match = { known: false, properties: {} };

/**
 * Decides whether the person is new or known, and whose they are already.
 *
 * Leads of one person go one after another: the lease is taken here and given back when the
 * assignment has ended, so that two submissions at the same moment make one contact, one owner
 * and one task.
 */
export function deduplicate(
  deps: DeduplicateDeps,
): Stage<Received, { match: Match; joins?: string }> {
  const { crm, people, ledger, settings } = deps;

  return {
    name: 'deduplicate',
    systems: () => [crm.system],
    run: async ({ lead }) => {
      const person = people.keyOf(lead);
      const holder = await people.lease(person, lead.leadId);
      if (holder !== undefined) return behind(holder);

      const earlier = await people.latest(person);
      const match = await matchOf(lead, earlier);
      const joins = joinedLead(lead, earlier);
      return done({ match, ...(joins !== undefined && { joins }) }, inWords(match, joins));
    },
  };

  /** What keeps the other lead keeps this one, and is to be seen of both. */
  async function behind(holder: string): Promise<Outcome<never>> {
    const held = (await ledger.load(holder))?.held;
    if (held === undefined) {
      return wait(LEASE_LOOK_MS, `another lead of this person is being assigned: ${holder}`);
    }
    const says = `waits behind lead ${holder} of the same person; ${held.says}`;
    return { outcome: 'wait', forMs: HELD_LEASE_LOOK_MS, says, held: { until: held.until } };
  }

  /** Whose the person is, and whose the company that they write from. */
  async function matchOf(lead: Lead, earlier: LatestLead | undefined): Promise<Match> {
    const found = await findContact(lead, earlier);
    const [match, account] = await Promise.all([
      found ? knownMatch(deps, found.contact, found.by) : STRANGER,
      owningAccount(lead.person.email, deps),
    ]);
    return { ...match, ...(account && { account }) };
  }

  /** By e-mail, then by the configured keys, then by what leadline itself did for this person. */
  async function findContact(
    lead: Lead,
    earlier: LatestLead | undefined,
  ): Promise<{ contact: CrmContact; by: string } | undefined> {
    const properties = propertiesToRead(settings.crm);
    const email = lead.person.email?.normalised;
    if (email !== undefined) {
      const contact = await crm.findByEmail(email, properties);
      if (contact) return { contact, by: 'email' };
    }
    for (const { property, from } of settings.crm.furtherKeys) {
      const value = valueAt({ lead }, from);
      const contact = value && (await crm.findByKey(property, value, properties));
      if (contact) return { contact, by: property };
    }
    if (email === undefined && earlier) {
      const contact = await crm.findById(earlier.contactId, properties);
      if (contact) return { contact, by: `lead ${earlier.leadId}` };
    }
    return undefined;
  }

  function joinedLead(lead: Lead, earlier: LatestLead | undefined): string | undefined {
    if (!earlier || earlier.leadId === lead.leadId) return undefined;
    const apartMs = Math.abs(Date.parse(lead.receivedAt) - earlier.at);
    const together = apartMs <= settings.crm.joinWithinMinutes * MINUTE_MS;
    return together ? earlier.leadId : undefined;
  }
}

function inWords(match: Matched['match'], joins: string | undefined): string {
  const { known, contactId, foundBy, owner, openDeal, account } = match;
  return [
    known ? `known contact ${contactId}, found by ${foundBy}, ${ownedBy(owner)}` : 'new person',
    openDeal && `open deal ${openDeal.dealId}, ${ownedBy(openDeal.owner)}`,
    account && `company ${account.domain}, ${ownedBy(account.owner)}`,
    joins !== undefined && `joins lead ${joins}`,
  ]
    .filter((part) => part)
    .join('; ');
}

function ownedBy(owner: Match['owner']): string {
  return owner ? `owned by ${owner.name ?? owner.ownerId}` : 'no owner';
}
