import type { AttributionRepair } from './attribution.ts';
import { CLICK_ID_MAX } from './click-ids.ts';
import { type FoundParameter, nameRepairs } from './found-parameters.ts';
import { normaliseUtm } from './utm-hygiene.ts';

export type CampaignSet = { values: Record<string, string>; repairs: AttributionRepair[] };

/**
 * The normalised UTM parameters among what one origin brought. Of several values the last one that
 * says something counts; a real UTM parameter beats another tool's word for it.
 */
export function utmSet(found: readonly FoundParameter[]): CampaignSet {
  if (found.length === 0) return { values: {}, repairs: [] };
  const utm = found.filter(({ tracking }) => tracking.kind === 'utm');
  if (!utm.some(({ tracking }) => tracking.alias)) return collect(utm, normaliseUtm);
  const real = new Set(
    utm
      .filter(({ tracking, value }) => !tracking.alias && says(tracking.name, value))
      .map(({ tracking }) => tracking.name),
  );
  return collect(
    utm.filter(({ tracking }) => !tracking.alias || !real.has(tracking.name)),
    normaliseUtm,
  );
}

/** The click ids among what one origin brought: values untouched but for outer white space. */
export function clickIdSet(found: readonly FoundParameter[]): CampaignSet {
  return collect(
    found.filter(({ tracking }) => tracking.kind === 'click_id'),
    readClickId,
  );
}

function says(name: string, value: string): boolean {
  return normaliseUtm(name, value).value !== undefined;
}

type ReadValue = (
  name: string,
  typed: string,
) => { value?: string; repairs: readonly AttributionRepair[] };

/** More are compared by their names in another way. */
const COMPARED_MAX = 16;

/** As nearly every campaign has them. */
function areOfDifferentNames(found: readonly FoundParameter[]): boolean {
  if (found.length > COMPARED_MAX) return false;
  return found.every(({ tracking: { name } }, at) => {
    for (let before = 0; before < at; before += 1) {
      if (found[before]?.tracking.name === name) return false;
    }
    return true;
  });
}

/** The same as below for parameters of which none has to be chosen. */
function collectEach(found: readonly FoundParameter[], read: ReadValue): CampaignSet {
  const values: Record<string, string> = {};
  const repairs: AttributionRepair[] = [];
  for (const parameter of found) {
    const { name } = parameter.tracking;
    const reading = read(name, parameter.value);
    if (reading.value !== undefined) {
      values[name] = reading.value;
      repairs.push(...nameRepairs(parameter));
    }
    repairs.push(...reading.repairs);
  }
  return { values, repairs };
}

function collect(found: readonly FoundParameter[], read: ReadValue): CampaignSet {
  if (found.length === 0) return { values: {}, repairs: [] };
  if (areOfDifferentNames(found)) return collectEach(found, read);
  const values = new Map<string, string>();
  const repairs: AttributionRepair[] = [];
  for (const [name, parameters] of byName(found)) {
    const readings = parameters.map((parameter) => ({
      parameter,
      ...read(name, parameter.value),
    }));
    const chosen = readings.findLast(({ value }) => value !== undefined);
    if (chosen?.value !== undefined) {
      values.set(name, chosen.value);
      repairs.push(...nameRepairs(chosen.parameter));
    }
    for (const other of readings) {
      if (other === chosen || other.value === undefined) repairs.push(...other.repairs);
      else if (other.parameter.value !== chosen?.parameter.value) {
        repairs.push({
          parameter: name,
          code: 'duplicate',
          from: other.parameter.value,
          ...(chosen?.value !== undefined && { to: chosen.value }),
        });
      }
    }
  }
  return { values: Object.fromEntries(values), repairs };
}

/** In one pass: an address can carry twenty thousand parameters of different names. */
function byName(found: readonly FoundParameter[]): Map<string, FoundParameter[]> {
  const groups = new Map<string, FoundParameter[]>();
  for (const parameter of found) {
    const group = groups.get(parameter.tracking.name) ?? [];
    group.push(parameter);
    groups.set(parameter.tracking.name, group);
  }
  return groups;
}

function readClickId(
  name: string,
  typed: string,
): { value?: string; repairs: AttributionRepair[] } {
  const value = typed.trim();
  const refuse = (code: string, from = typed): { repairs: AttributionRepair[] } => ({
    repairs: [{ parameter: name, code, from }],
  });
  if (value === '') return { repairs: [] };
  if (value.length > CLICK_ID_MAX) return refuse('too_long', `${value.slice(0, 64)}…`);
  if (/^(?:null|undefined|\(not set\)|\[object object\])$/iu.test(value))
    return refuse('placeholder');
  if (/^(?:\{.*\}|\$\{.*\}|__[A-Z_]+__|%%.*%%)$/su.test(value)) return refuse('macro');
  // A click id is one word of printable characters; anything else no platform would take back.
  if (/[\s\p{Cc}\p{Cs}]/u.test(value)) return refuse('unreadable');
  if (value === typed) return { value, repairs: [] };
  return { value, repairs: [{ parameter: name, code: 'cleaned', from: typed, to: value }] };
}
