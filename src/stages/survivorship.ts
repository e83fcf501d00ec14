import type { Lead } from '../lead/lead.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { CrmSettings, Survivorship } from './crm-settings.ts';
import { type Nameable, valueAt } from './value-at.ts';

/** HubSpot's own name for a contact's owner. */
const OWNER_PROPERTY = 'hubspot_owner_id';

/** The properties whose current values the rules need to know. */
export function propertiesToRead(settings: CrmSettings): string[] {
  const compared = Object.entries(settings.properties)
    .filter(([, { write }]) => write === 'fill' || write === 'once')
    .map(([property]) => property);
  return [...new Set(['email', OWNER_PROPERTY, settings.lifecycle.property, ...compared])];
}

/** Each property that was asked for, be it empty. */
export function withEmpty(
  properties: Record<string, string>,
  settings: CrmSettings,
): Record<string, string> {
  const asked = propertiesToRead(settings).map((property) => [property, '']);
  return { ...Object.fromEntries(asked), ...properties };
}

/** The rules compare something that nobody asked for when the person was matched. */
export function lacksProperties({ properties }: Match, settings: CrmSettings): boolean {
  return propertiesToRead(settings).some((property) => properties[property] === undefined);
}

/**
 * Which properties are written to the contact, with what; '' empties one. Who wins, by the rules of
 * crm.yaml:
 *
 * | rule        | new contact | known, value empty | known, value set |
 * |-------------|-------------|--------------------|------------------|
 * | `overwrite` | written     | written            | written          |
 * | `fill`      | written     | written            | kept             |
 * | `once`      | written     | written, unless another `once` is set | kept |
 * | `never`     | written     | kept               | kept             |
 *
 * A visit's campaign is never put together from two visits: what is written `once` is written
 * together, and a new set of UTM parameters replaces the whole of the old one.
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
  const { decision, match, ownerId, settings } = input;
  const named = { lead: match.known ? input.lead : withFirstTouch(input.lead), decision };
  const plan: Record<string, string> = {};

  for (const [property, { from, write }] of Object.entries(settings.properties)) {
    const value = firstValue(named, from) ?? (isReplaced(named, from, match) ? '' : undefined);
    if (value === undefined || (match.known && property === 'email')) continue;
    if (mayWrite(write, match, property, settings)) plan[property] = value;
  }

  const stage = lifecycleStage(match, settings);
  if (stage !== undefined) plan[settings.lifecycle.property] = stage;
  if (ownerId !== undefined && match.owner?.ownerId !== ownerId) plan[OWNER_PROPERTY] = ownerId;
  return plan;
}

/** Nobody told of an earlier visit of somebody new: as far as anybody knows, this is the first. */
function withFirstTouch(lead: Lead): Lead {
  const { attribution } = lead;
  const { utm, clickIds, landingPage, pageUrl, referrer } = attribution;
  const page = landingPage ?? pageUrl;
  const firstTouch = attribution.firstTouch ?? {
    utm,
    clickIds,
    ...(page !== undefined && { landingPage: page }),
    ...(referrer !== undefined && { referrer }),
  };
  return { ...lead, attribution: { ...attribution, firstTouch } };
}

function firstValue(named: Nameable, from: string[]): string | undefined {
  for (const path of from) {
    const value = valueAt(named, path);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A UTM parameter that an earlier visit may have left there, and that this campaign has not. */
function isReplaced({ lead }: Nameable, from: string[], match: Match): boolean {
  const isUtm = from.every((path) => path.startsWith('attribution.utm.'));
  return match.known && isUtm && Object.keys(lead.attribution.utm).length > 0;
}

function mayWrite(
  write: Survivorship,
  match: Match,
  property: string,
  { properties }: CrmSettings,
): boolean {
  if (!match.known || write === 'overwrite') return true;
  const isEmpty = (name: string) => (match.properties[name] ?? '') === '';
  if (write !== 'once') return write === 'fill' && isEmpty(property);
  return Object.entries(properties).every(([name, rule]) => rule.write !== 'once' || isEmpty(name));
}

/** HubSpot ignores a step backward silently, so it is not even sent. Unknown stages are left alone. */
function lifecycleStage(match: Match, { lifecycle }: CrmSettings): string | undefined {
  const current = match.properties[lifecycle.property] ?? '';
  if (!match.known || current === '') return lifecycle.newLead;
  const now = lifecycle.stages.indexOf(current);
  const wanted = lifecycle.stages.indexOf(lifecycle.newLead);
  return now !== -1 && now < wanted ? lifecycle.newLead : undefined;
}
