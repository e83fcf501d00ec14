import type { Lead } from '../../lead/lead.ts';
import { leadFieldValues } from '../../lead/lead-field-values.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import { folded } from './folded.ts';

/**
 * What conditions compare, read from a lead once: a thousand rules then only look it up. Texts are
 * folded, and blank ones are not there.
 */
export type Readings = {
  country: readonly string[];
  region: readonly string[];
  language: readonly string[];
  source: readonly string[];
  /** The parameters of the click ids that came along, in lower case. */
  clickIds: readonly string[];
  /** By lower-case name with `utm_`. */
  utm: (name: string) => readonly string[];
  /** By leadline's own name, or else by the sender's key. */
  field: (name: string) => readonly string[];
};

const readBefore = new WeakMap<Lead, Readings>();

/** A thousand rules ask about one lead before the next lead comes. */
let latest: { lead: Lead; readings: Readings } | undefined;

/** A lead is a value, so what was read of it holds for good. */
export function readingsOf(lead: Lead): Readings {
  if (latest?.lead === lead) return latest.readings;
  const readings = readBefore.get(lead) ?? read(lead);
  readBefore.set(lead, readings);
  latest = { lead, readings };
  return readings;
}

function read(lead: Lead): Readings {
  const { person, attribution } = lead;
  return {
    country: foldedTexts([person.country]),
    region: foldedTexts([person.region]),
    language: foldedTexts([person.language]),
    source: foldedTexts([lead.source]),
    clickIds: presentClickIds(lead).map((name) => name.toLowerCase()),
    utm: once((name) => foldedTexts(utmValues(attribution.utm, name))),
    field: once((name) => foldedTexts(fieldValues(lead, name))),
  };
}

/** As they came, for sentences. */
export function presentClickIds(lead: Lead): string[] {
  return Object.entries(lead.attribution.clickIds).flatMap(([name, id]) =>
    id === '' ? [] : [name],
  );
}

/** As they came, for sentences. */
export function utmValues(parameters: Record<string, string>, key: string): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    name.toLowerCase() === key ? [value] : [],
  );
}

/** As they came, for sentences. */
export function fieldValues(lead: Lead, name: string): string[] {
  const own = ownFields(lead).get(name);
  if (own !== undefined) return [own];
  const key = Object.hasOwn(lead.extra, name) ? name : extraKeys(lead).get(folded(name));
  const value = key === undefined ? undefined : lead.extra[key];
  return value === undefined ? [] : [value].flat();
}

/** By the names of `fields:` in sources.yaml, as far as a rule may want them. */
const ownFields = onceForLead((lead) => {
  const { ip: _ip, userAgent: _userAgent, ...values } = leadFieldValues(lead);
  const { formId, formName } = lead.submission;
  return new Map(Object.entries({ ...values, ...onlyStated({ formId, formName }) }));
});

/** The sender's keys by what they fold to; the first of several counts. */
const extraKeys = onceForLead(
  (lead) =>
    new Map(
      Object.keys(lead.extra)
        .toReversed()
        .map((key) => [folded(key), key]),
    ),
);

function onceForLead<T>(read: (lead: Lead) => T): (lead: Lead) => T {
  const known = new WeakMap<Lead, { value: T }>();
  return (lead) => {
    const before = known.get(lead);
    if (before !== undefined) return before.value;
    const value = read(lead);
    known.set(lead, { value });
    return value;
  };
}

function once<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = read(name);
    known.set(name, value);
    return value;
  };
}

function foldedTexts(values: readonly (string | undefined)[]): string[] {
  return values.flatMap((value) =>
    value === undefined || value.trim() === '' ? [] : [folded(value)],
  );
}
