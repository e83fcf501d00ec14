import type { Lead } from '../../lead/lead.ts';

/** How a lead is written in Redis. */
export function textOf(lead: Lead): string {
  return JSON.stringify(lead);
}

/** The lead that `textOf` wrote. */
export function leadOf(text: string): Lead {
  return JSON.parse(text) as Lead;
}
