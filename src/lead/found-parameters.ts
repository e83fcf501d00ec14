import type { AttributionRepair } from './attribution.ts';
import { queryParameters } from './query-parameters.ts';
import { type SubmittedField, valuesOf } from './submission.ts';
import { type TrackingName, trackingName } from './tracking-name.ts';

/** One value of a tracking parameter, as it was found. */
export type FoundParameter = {
  /** Its name as the sender wrote it. */
  written: string;
  value: string;
  tracking: TrackingName;
  repair?: 'fragment' | 'glued';
};

/** The name that a field goes by as a tracking parameter: its key, or what stands beside it. */
export function trackingFieldName(
  field: SubmittedField,
): { written: string; tracking: TrackingName } | undefined {
  const { key, label } = field;
  const byKey = trackingName(key);
  if (byKey) return { written: key, tracking: byKey };
  const byLabel = label === undefined ? undefined : trackingName(label);
  return byLabel && { written: label ?? '', tracking: byLabel };
}

export function parametersOfFields(fields: readonly SubmittedField[]): FoundParameter[] {
  const found: FoundParameter[] = [];
  for (const field of fields) {
    const name = trackingFieldName(field);
    if (!name) continue;
    const { written, tracking } = name;
    for (const value of valuesOf(field)) found.push({ written, value, tracking });
  }
  return found;
}

export function parametersOfRecord(record: Readonly<Record<string, string>>): FoundParameter[] {
  return Object.entries(record).flatMap(([written, value]) => {
    const tracking = trackingName(written);
    return tracking ? [{ written, value, tracking }] : [];
  });
}

/**
 * The tracking parameters of a URL. On pages of the site itself `source` and `ref` stand in for
 * `utm_source`, as Plausible reads them; in a referrer these words mean anything.
 */
export function parametersOfUrl(url: string | undefined, ownPage: boolean): FoundParameter[] {
  if (url === undefined) return [];
  const found: FoundParameter[] = [];
  for (const { name, value, repair } of queryParameters(url)) {
    const tracking = trackingName(name) ?? (ownPage ? sourceWord(name) : undefined);
    if (!tracking) continue;
    found.push(
      repair ? { written: name, value, tracking, repair } : { written: name, value, tracking },
    );
  }
  return found;
}

function sourceWord(name: string): TrackingName | undefined {
  return /^(?:source|ref)$/iu.test(name)
    ? { kind: 'utm', name: 'utm_source', alias: true }
    : undefined;
}

/** What had to be understood before the parameter's name was clear. */
export function nameRepairs({ written, tracking, repair }: FoundParameter): AttributionRepair[] {
  if (written === tracking.name && !repair && !tracking.alias) return [];
  const repairs: AttributionRepair[] = [];
  const note = (code: string): void => {
    repairs.push({ parameter: tracking.name, code, from: written, to: tracking.name });
  };
  if (repair) note(repair);
  if (/^\s*amp;/iu.test(written)) note('html_escaped');
  else if (tracking.alias) note('alias');
  else if (written !== tracking.name) note('name');
  return repairs;
}
