import type { ConversionDestination, ConversionEvent, Log } from '../../workflow/ports.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import type { ResolveAddresses } from './public-address.ts';

/** What every destination gets passed in. */
export type DestinationDeps = {
  /** Milliseconds since 1970. */
  now: () => number;
  log: Log;
  /** For one call, from connecting to the last byte of the answer; 10 s by default. */
  timeoutMs?: number;
  createClient?: (options: ClientOptions) => HttpClient;
  /** How names become addresses, for the check of webhook addresses. The system's resolver by default. */
  resolve?: ResolveAddresses;
};

export type ClientOptions = Parameters<typeof createHttpClient>[0];

/** A destination that holds connections. */
export type OpenDestination = ConversionDestination & { close: () => Promise<void> };

const TIMEOUT_MS = 10_000;

export function openClient(
  system: string,
  deps: DestinationDeps,
  dispatcher?: ClientOptions['dispatcher'],
): HttpClient {
  const create = deps.createClient ?? createHttpClient;
  return create({ system, timeoutMs: timeoutOf(deps), ...(dispatcher && { dispatcher }) });
}

export function timeoutOf(deps: DestinationDeps): number {
  return deps.timeoutMs ?? TIMEOUT_MS;
}

/** Parameters of conversions.yaml that this event went without: somebody may be missing them. */
export function warnOfLeftOut(
  deps: DestinationDeps,
  destination: string,
  { lead }: ConversionEvent,
  parameters: string[],
): void {
  if (parameters.length === 0) return;
  deps.log.warn('conversion parameters left out', { leadId: lead.leadId, destination, parameters });
}
