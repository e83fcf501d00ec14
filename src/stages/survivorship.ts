import type { Lead } from '../lead/lead.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { CrmSettings } from './crm-settings.ts';
import { valueAt } from './value-at.ts';

/** HubSpot's own name for a contact's owner. */
const OWNER_PROPERTY = 'hubspot_owner_id';

/** The properties whose current values the rules need to know. */
export function propertiesToRead(settings: CrmSettings): string[] {
  const compared = Object.entries(settings.properties)
    .filter(([, { write }]) => write === 'fill' || write === 'once')
    .map(([property]) => property);
  return [...new Set(['email', OWNER_PROPERTY, settings.lifecycle.property, ...compared])];
}

/**
 * Which properties are written to the contact, with what. Who wins, by the rules of crm.yaml:
 *
 * | rule        | new contact | known, value empty | known, value set |
 * |-------------|-------------|--------------------|------------------|
 * | `overwrite` | written     | written            | written          |
 * | `fill`      | written     | written            | kept             |
 * | `once`      | written     | written            | kept             |
 * | `never`     | written     | kept               | kept             |
 *
 * E-mail is written to new contacts only: a known person may have been found by a secondary
 * address, and writing it would flip the primary. The lifecycle stage only moves forward.
 */
export function planContactWrite(input: {
  lead: Lead;
  decision: Decision;
  match: Match;
  ownerId?: string;
  settings: CrmSettings;
}): Record<string, string> {
  const { lead, decision, match, ownerId, settings } = input;
  const plan: Record<string, string> = {};

  for (const [property, { from, write }] of Object.entries(settings.properties)) {
    const value = valueAt({ lead, decision }, from);
    if (value === undefined || (match.known && property === 'email')) continue;
    if (mayWrite(write, match, property)) plan[property] = value;
  }

  const stage = lifecycleStage(match, settings);
  if (stage !== undefined) plan[settings.lifecycle.property] = stage;
  if (ownerId !== undefined && match.owner?.ownerId !== ownerId) plan[OWNER_PROPERTY] = ownerId;
  return plan;
}

function mayWrite(
  write: CrmSettings['properties'][string]['write'],
  match: Match,
  property: string,
): boolean {
  if (!match.known || write === 'overwrite') return true;
  const empty = (match.properties[property] ?? '') === '';
  return empty && write !== 'never';
}

/** HubSpot ignores a step backward silently, so it is not even sent. Unknown stages are left alone. */
function lifecycleStage(match: Match, { lifecycle }: CrmSettings): string | undefined {
  const current = match.properties[lifecycle.property] ?? '';
  if (!match.known || current === '') return lifecycle.newLead;
  const now = lifecycle.stages.indexOf(current);
  const wanted = lifecycle.stages.indexOf(lifecycle.newLead);
  return now !== -1 && now < wanted ? lifecycle.newLead : undefined;
}
