/**
 * Where the lead came from.
 *
 * `raw` is what arrived, untouched; everything else is derived from it. No parameter is ever lost:
 * each name in `raw` stays there with every value it came with.
 */
export type Attribution = {
  raw: Record<string, string[]>;
  /** Normalised copy: `utm_source` … the nine of GA4 and unknown `utm_*`. */
  utm: Record<string, string>;
  /** Case-sensitive ids of ad clicks, by parameter name (`gclid`, `fbclid` …). */
  clickIds: Record<string, string>;
  /** The page with the form. */
  pageUrl?: string;
  /** The first page of the visit. */
  landingPage?: string;
  referrer?: string;
  /** Allow-listed cookies that the source sent (`_ga`, `_fbp`, `_fbc`, `hubspotutk` …). */
  cookies: Record<string, string>;
  /** From `_ga` and `_ga_<stream>`. */
  ga?: { clientId?: string; sessionId?: string };
  firstTouch?: Touch;
  lastTouch?: Touch;
  /** Where the UTM parameters were found. */
  utmFrom: UtmProvenance;
  /** Every change that normalising made, so that it can be doubted. */
  repairs: AttributionRepair[];
};

export type UtmProvenance = 'field' | 'page_url' | 'source_url' | 'referrer' | 'touch' | 'none';

export type Touch = {
  /** ISO 8601, if the sender said when. */
  at?: string;
  utm: Record<string, string>;
  clickIds: Record<string, string>;
  landingPage?: string;
  referrer?: string;
};

/** `code` is stable: `double_encoded`, `duplicate`, `macro`, `alias`, `case`, `fragment` … */
export type AttributionRepair = { parameter: string; code: string; from: string; to?: string };
