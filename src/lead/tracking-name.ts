import { clickIdName } from './click-ids.ts';
import { pathSteps } from './field-name.ts';
import { remembered } from './remembered.ts';

/** What a parameter is, once it is clear that it belongs to the campaign history. */
export type TrackingName = {
  kind: 'utm' | 'click_id' | 'other';
  /** The name that its value is stored under, beside the raw one. */
  name: string;
  /** The touch that it tells of: hidden fields such as `first_utm_source` are not this visit's. */
  touch?: 'first' | 'last';
  /** Stands in for a UTM parameter that did not come: Matomo's `pk_campaign`, say. */
  alias?: true;
};

const GA4_UTM = new Set([
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'utm_id',
  'utm_source_platform',
  'utm_creative_format',
  'utm_marketing_tactic',
]);

/** Matomo's words for the UTM parameters, behind `pk_` or `mtm_`. */
const MATOMO: Record<string, string> = {
  source: 'utm_source',
  medium: 'utm_medium',
  campaign: 'utm_campaign',
  kwd: 'utm_term',
  keyword: 'utm_term',
  content: 'utm_content',
  cid: 'utm_id',
};

const FIRST = /^(?:first|initial|original|ft)(?:[_-]?touch)?$/iu;
const LAST = /^(?:last|latest|lt)(?:[_-]?touch)?$/iu;
const TOUCH_PREFIX =
  /^(first|initial|original|ft|last|latest|lt)_(?:touch_)?(?=utm_|[a-z_]*clid$|gbraid$|wbraid$|li_fat_id$)/u;

/**
 * Recognises a tracking parameter by its name, however a sender wraps it: `UTM_Source`,
 * `Utm-source`, `UtmSource`, `querystring__utm_campaign`, `tracking.utm_medium`, `utm[source]`,
 * `amp;utm_medium`, `first_touch.gclid`. Undefined: no tracking parameter.
 */
export const trackingName = remembered((key): Readonly<TrackingName> | undefined => {
  if (key.length > 256) return undefined;
  const bare = key.trim().replace(/^(?:amp;)+/iu, '');
  const steps = pathSteps(bare);
  const last = steps.at(-1) ?? bare;
  const pair = steps.slice(-2).join('_');
  const found =
    ofWix(steps) ??
    plainTracking(bare) ??
    plainTracking(last) ??
    (steps.length > 1 ? plainTracking(pair) : undefined);
  if (!found) return undefined;
  if (steps.some((step) => FIRST.test(camelless(step)))) return { ...found, touch: 'first' };
  if (steps.some((step) => LAST.test(camelless(step)))) return { ...found, touch: 'last' };
  return found;
});

/** Wix numbers a form's fields by four hex digits: `field:utm_source_9a1b`. */
function ofWix(steps: readonly string[]): TrackingName | undefined {
  const [name] = /^.+(?=_[0-9a-f]{4}$)/u.exec(steps.at(-1) ?? '') ?? [];
  if (name === undefined || steps.at(-2) !== 'field') return undefined;
  return GA4_UTM.has(name) || clickIdName(name) ? plainTracking(name) : undefined;
}

function plainTracking(written: string): TrackingName | undefined {
  // Click ids first: some have capitals or leading underscores of their own.
  const clickId = clickIdName(written);
  if (clickId) return { kind: 'click_id', name: clickId };
  const name = camelless(written)
    .replace(/[\s_-]+/gu, '_')
    .toLowerCase();
  const prefix = TOUCH_PREFIX.exec(name);
  if (prefix) {
    const inner = plainTracking(name.slice(prefix[0].length));
    return inner && { ...inner, touch: FIRST.test(prefix[1] ?? '') ? 'first' : 'last' };
  }
  const spelled = clickIdName(name);
  if (spelled) return { kind: 'click_id', name: spelled };
  if (GA4_UTM.has(name) || /^utm_[a-z0-9_]+$/u.test(name)) return { kind: 'utm', name };
  const unbroken = `utm_${/^utm([a-z]+)$/u.exec(name)?.[1] ?? ''}`;
  if (GA4_UTM.has(unbroken)) return { kind: 'utm', name: unbroken };
  const matomo = /^(?:pk|mtm)_([a-z]+)$/u.exec(name)?.[1];
  if (matomo && Object.hasOwn(MATOMO, matomo)) {
    return { kind: 'utm', name: MATOMO[matomo] ?? name, alias: true };
  }
  return /^(?:pk|mtm|hsa)_[a-z0-9_]+$/u.test(name) ? { kind: 'other', name } : undefined;
}

function camelless(written: string): string {
  return written.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2');
}
