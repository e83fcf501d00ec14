import type { AttributionRepair, Touch } from './attribution.ts';
import { clickIdSet, utmSet } from './campaign-set.ts';
import { plainName } from './field-name.ts';
import { type FoundParameter, parametersOfRecord, parametersOfUrl } from './found-parameters.ts';
import { onlyStated } from './only-stated.ts';
import { readPageUrl } from './page-url.ts';

/** What the sender calls the parts of a touch, as `plainName` writes it. */
const AT = new Set(['ts', 'at', 'time', 'timestamp', 'date']);
const LANDING = new Set(['landing', 'landingpage', 'landingurl', 'page', 'pageurl', 'url']);
const REFERRER = new Set(['referrer', 'referer', 'ref', 'documentreferrer']);

/**
 * Reads what the snippet remembers of one visit: UTM parameters, click ids, when, landing page and
 * referrer, flat in one record. `fields` are hidden form fields that tell of the same touch; they
 * count only where the record is absent. Undefined when nothing is said.
 */
export function readTouch(
  record: Readonly<Record<string, string>> | undefined,
  fields: readonly FoundParameter[],
): { touch: Touch; repairs: AttributionRepair[] } | undefined {
  if (!record && fields.length === 0) return undefined;
  const stated = Object.entries(record ?? {});
  const part = (names: ReadonlySet<string>): string | undefined =>
    stated.find(([key, value]) => names.has(plainName(key)) && value.trim() !== '')?.[1];

  const landing = part(LANDING);
  const found = record ? parametersOfRecord(record) : [...fields];
  const fromLanding = parametersOfUrl(landing, true);
  const own = utmSet(found);
  const utm = Object.keys(own.values).length > 0 ? own : utmSet(fromLanding);
  const clicks = clickIdSet(found);
  const clickIds = Object.keys(clicks.values).length > 0 ? clicks : clickIdSet(fromLanding);
  const rest = onlyStated({
    at: readTime(part(AT) ?? ''),
    landingPage: readPageUrl(landing ?? '').value,
    referrer: readPageUrl(part(REFERRER) ?? '').value,
  });
  const touch: Touch = { ...rest, utm: utm.values, clickIds: clickIds.values };
  const empty = Object.keys({ ...rest, ...touch.utm, ...touch.clickIds }).length === 0;
  return empty ? undefined : { touch, repairs: [...utm.repairs, ...clickIds.repairs] };
}

/** ISO 8601, or seconds or milliseconds since 1970. */
function readTime(text: string): string | undefined {
  const typed = text.trim();
  const digits = /^\d{10}(?:\d{3})?$/u.test(typed);
  const ms = digits ? Number(typed) * (typed.length === 10 ? 1_000 : 1) : Date.parse(typed);
  if (!digits && !/^\d{4}-\d{2}/u.test(typed)) return undefined;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
