import type { Attribution, AttributionRepair, Touch, UtmProvenance } from './attribution.ts';
import { type CampaignSet, clickIdSet, utmSet } from './campaign-set.ts';
import { gaIds, gclidOfCookie, keptCookies } from './cookies.ts';
import { type FoundParameter, parametersOfFields, parametersOfUrl } from './found-parameters.ts';
import { onlyStated } from './only-stated.ts';
import { readPageUrl } from './page-url.ts';
import type { ReadSubmission, SubmittedField } from './submission.ts';
import { readTouch } from './touches.ts';

/** Where to look, each text as it was sent. */
export type AttributionInput = {
  fields: readonly SubmittedField[];
  pageUrl?: string;
  /** Another name that senders give the page with the form (WordPress plug-ins). */
  sourceUrl?: string;
  landingPage?: string;
  referrer?: string;
} & Pick<ReadSubmission['context'], 'cookies' | 'firstTouch' | 'lastTouch'>;

type Origin = { from: UtmProvenance; found: FoundParameter[] };

/**
 * Keeps where the lead came from. `raw` has every tracking parameter under its own name with every
 * value; the normalised sets stand beside it, and each change that made them is a repair.
 *
 * One origin gives the whole UTM set, so that a campaign of one visit never stands beside the
 * source of another: the form's fields, else the page's address, its `source_url`, the referrer,
 * the last touch, the landing page. Click ids of the visit are united; those of an earlier touch
 * count only when the visit has none.
 */
export function preserveAttribution(input: AttributionInput): Attribution {
  const inFields = parametersOfFields(input.fields);
  const inUrls = {
    page: parametersOfUrl(input.pageUrl, true),
    source: parametersOfUrl(input.sourceUrl, true),
    referrer: parametersOfUrl(input.referrer, false),
    landing: parametersOfUrl(input.landingPage, true),
  };
  const first = readTouch(input.firstTouch, touchFields(inFields, 'first'));
  const last = readTouch(input.lastTouch, touchFields(inFields, 'last'));
  const ofVisit: Origin[] = [
    { from: 'field', found: ofThisVisit(inFields) },
    { from: 'page_url', found: inUrls.page },
    { from: 'source_url', found: inUrls.source },
    { from: 'referrer', found: inUrls.referrer },
  ];
  const earlier: Origin[] = [
    { from: 'touch', found: last ? parametersOfTouch(last.touch) : [] },
    { from: 'touch', found: inUrls.landing },
  ];
  const utm = firstSet([...ofVisit, ...earlier]);
  const cookies = keptCookies(input.cookies);
  const clickIds = withCookieIds(clicks(ofVisit, earlier), cookies);
  return {
    raw: rawParameters(input, [inFields, ...Object.values(inUrls)]),
    utm: utm.values,
    clickIds: clickIds.values,
    ...onlyStated({
      pageUrl: readPageUrl(input.pageUrl ?? '').value ?? readPageUrl(input.sourceUrl ?? '').value,
      landingPage: readPageUrl(input.landingPage ?? '').value,
      referrer: readPageUrl(input.referrer ?? '').value,
      ga: gaIds(cookies),
      firstTouch: first?.touch,
      lastTouch: last?.touch,
    }),
    cookies,
    utmFrom: utm.from,
    repairs: withoutRepeats([
      ...utm.repairs,
      ...clickIds.repairs,
      ...ofTouch('first_touch', first?.repairs),
      ...ofTouch('last_touch', last?.repairs),
    ]),
  };
}

function ofTouch(touch: string, repairs: readonly AttributionRepair[] = []): AttributionRepair[] {
  return repairs.map((repair) => ({ ...repair, parameter: `${touch}.${repair.parameter}` }));
}

function isEmpty(values: object): boolean {
  for (const _name in values) return false;
  return true;
}

function ofThisVisit(found: FoundParameter[]): FoundParameter[] {
  return found.some(({ tracking }) => tracking.touch)
    ? found.filter(({ tracking }) => !tracking.touch)
    : found;
}

function touchFields(found: readonly FoundParameter[], touch: 'first' | 'last'): FoundParameter[] {
  return found.filter(({ tracking }) => tracking.touch === touch);
}

/** A touch is normalised already; as an origin its parameters keep their stored names. */
function parametersOfTouch({ utm, clickIds }: Touch): FoundParameter[] {
  return [...foundAs('utm', utm), ...foundAs('click_id', clickIds)];
}

function foundAs(kind: 'utm' | 'click_id', values: Record<string, string>): FoundParameter[] {
  return Object.entries(values).map(([name, value]) => ({
    written: name,
    value,
    tracking: { kind, name },
  }));
}

function firstSet(origins: readonly Origin[]): CampaignSet & { from: UtmProvenance } {
  const passedOver: AttributionRepair[] = [];
  for (const { from, found } of origins) {
    if (found.length === 0) continue;
    const { values, repairs } = utmSet(found);
    if (!isEmpty(values)) return { from, values, repairs: [...passedOver, ...repairs] };
    passedOver.push(...repairs);
  }
  return { from: 'none', values: {}, repairs: passedOver };
}

function clicks(ofVisit: readonly Origin[], earlier: readonly Origin[]): CampaignSet {
  const visit = unite(ofVisit);
  if (!isEmpty(visit.values)) return visit;
  const { values, repairs } = unite(earlier);
  return { values, repairs: [...visit.repairs, ...repairs] };
}

function unite(origins: readonly Origin[]): CampaignSet {
  let values: Record<string, string> = {};
  const repairs: AttributionRepair[] = [];
  for (const { found } of origins) {
    if (found.length === 0) continue;
    const set = clickIdSet(found);
    repairs.push(...set.repairs);
    values = isEmpty(values) ? set.values : { ...values, ...set.values, ...values };
  }
  return { values, repairs };
}

/** Google's and LinkedIn's own cookies remember a click that the address no longer shows. */
function withCookieIds(ids: CampaignSet, cookies: Readonly<Record<string, string>>): CampaignSet {
  const { gclid, gbraid, wbraid, li_fat_id: linkedIn } = ids.values;
  const remembered = [
    {
      name: 'gclid',
      cookie: '_gcl_aw',
      known: gclid ?? gbraid ?? wbraid,
      id: gclidOfCookie(cookies),
    },
    { name: 'li_fat_id', cookie: 'li_fat_id', known: linkedIn, id: cookies['li_fat_id'] },
  ];
  const values = { ...ids.values };
  const repairs = [...ids.repairs];
  for (const { name, cookie, known, id } of remembered) {
    if (known !== undefined || id === undefined) continue;
    values[name] = id;
    repairs.push({ parameter: name, code: 'from_cookie', from: cookie, to: id });
  }
  return { values, repairs };
}

/** Touches have a name of their own in `raw`, or their parameters would pass for the visit's. */
function rawParameters(
  { firstTouch = {}, lastTouch = {} }: AttributionInput,
  found: readonly FoundParameter[][],
): Record<string, string[]> {
  const raw = new Map<string, string[]>();
  const keep = (name: string, value: string): void => {
    const values = raw.get(name);
    if (values) values.push(value);
    else raw.set(name, [value]);
  };
  for (const origin of found) for (const { written, value } of origin) keep(written, value);
  for (const [name, value] of Object.entries(firstTouch)) keep(`first_touch.${name}`, value);
  for (const [name, value] of Object.entries(lastTouch)) keep(`last_touch.${name}`, value);
  for (const [name, values] of raw) if (values.length > 1) raw.set(name, [...new Set(values)]);
  return Object.fromEntries(raw);
}

function withoutRepeats(repairs: readonly AttributionRepair[]): AttributionRepair[] {
  if (repairs.length < 2) return [...repairs];
  return [...new Map(repairs.map((repair) => [JSON.stringify(repair), repair])).values()];
}
