import type { Lead } from '../../lead/lead.ts';
import type { ConversionEvent } from '../../workflow/ports.ts';

export type ParameterValue = string | number | boolean;
export type Parameters = Record<string, ParameterValue>;

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

/**
 * The parameters of conversions.yaml for one event.
 *
 * A value is a constant, or text with `{{path}}` in it. Paths go into the lead
 * (`{{attribution.utm.utm_campaign}}`, or the same after `lead.`) and into what was decided about
 * it: `{{decision.market}}`, `{{decision.owner.name}}`, `{{contactId}}`, `{{known}}`. A value that
 * is one placeholder keeps its type. Where a path leads nowhere the whole parameter is left out:
 * half a value is worse than none.
 */
export function resolveParameters(parameters: Parameters, event: ConversionEvent): Parameters {
  const root = {
    ...event.lead,
    lead: event.lead,
    decision: { market: event.market, owner: event.owner },
    contactId: event.contactId,
    known: event.known,
  };
  const resolved: Parameters = {};
  for (const [name, template] of Object.entries(parameters)) {
    const value = typeof template === 'string' ? fill(template, root) : template;
    if (value !== undefined && value !== '') resolved[name] = value;
  }
  return resolved;
}

function fill(template: string, root: unknown): ParameterValue | undefined {
  const only = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(template);
  if (only?.[1] !== undefined) return valueAt(root, only[1]);
  let complete = true;
  const text = template.replace(PLACEHOLDER, (_, path: string) => {
    const value = valueAt(root, path);
    if (value === undefined) complete = false;
    return String(value);
  });
  return complete ? text : undefined;
}

function valueAt(root: unknown, path: string): ParameterValue | undefined {
  let value = root;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Own keys only: a path such as `constructor.name` must not reach into JavaScript itself.
    value = new Map<string, unknown>(Object.entries(value)).get(key);
  }
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    return value.join(', ');
  }
  return isParameterValue(value) ? value : undefined;
}

function isParameterValue(value: unknown): value is ParameterValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Whatever looks like an e-mail address, also in the middle of a text or a URL (`%40`). */
const EMAIL_INSIDE = /[^\s@]+(?:@|%40)[^\s@]+\.[^\s@]+/i;

/**
 * Leaves out parameters that carry the person's e-mail address or phone number. Google and Meta
 * both forbid personal data outside the hashed fields, and a mapped form field may hold anything.
 */
export function withoutPersonalData(
  parameters: Parameters,
  lead: Lead,
): { parameters: Parameters; leftOut: string[] } {
  const phone = (lead.person.phone?.e164 ?? lead.person.phone?.original ?? '').replace(/\D/g, '');
  const isPersonal = (value: ParameterValue): boolean => {
    const text = String(value);
    return (
      EMAIL_INSIDE.test(text) || (phone.length >= 7 && text.replace(/\D/g, '').includes(phone))
    );
  };
  const entries = Object.entries(parameters);
  return {
    parameters: Object.fromEntries(entries.filter(([, value]) => !isPersonal(value))),
    leftOut: entries.filter(([, value]) => isPersonal(value)).map(([name]) => name),
  };
}

/**
 * `value` as a number, and only together with its currency: both receivers want them as a pair and
 * drop or refuse events that have one alone.
 */
export function withMoney(parameters: Parameters): { parameters: Parameters; leftOut: string[] } {
  const { value, ...others } = parameters;
  if (value === undefined) return { parameters, leftOut: [] };
  // A blank text would read as 0.
  const amount = String(value).trim() === '' ? Number.NaN : Number(value);
  const known = typeof value !== 'boolean' && Number.isFinite(amount) && others['currency'];
  return known
    ? { parameters: { ...others, value: amount }, leftOut: [] }
    : { parameters: others, leftOut: ['value'] };
}
