import type { Attribution } from './attribution.ts';
import { CLICK_IDS } from './click-ids.ts';

const adIds = new Set(CLICK_IDS.filter(({ ad }) => ad).map(({ name }) => name));

/**
 * The campaign in one line for people: `google / cpc · brand-q4 · gclid`. Undefined when nothing
 * is known. Of the click ids only the name of the parameter is shown; its value says nothing.
 */
export function campaignLine(attribution: Attribution): string | undefined {
  const { utm, clickIds } = attribution;
  const origin = [utm['utm_source'], utm['utm_medium']].filter(Boolean).join(' / ');
  const clickId = Object.keys(clickIds).find((name) => adIds.has(name));
  const parts = [origin, utm['utm_campaign'] ?? utm['utm_id'], clickId].filter(Boolean);
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
