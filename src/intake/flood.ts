import ipaddr from 'ipaddr.js';
import { floodedAnswer, type IntakeAnswer } from './answers.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type IntakeRequest, wantsPage } from './intake-request.ts';
import type { Source } from './source-settings.ts';
import { FORM_SOURCES } from './sources/index.ts';

/** Networks of our own: loopback, private and carrier-grade ranges. */
const OWN_NETWORKS = ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'];

/**
 * 429 with Retry-After for whoever sends too much, before the body is even read; nothing for all
 * others. Sources that sign are exempt: what is not from their sender is refused anyway, and all
 * that is comes from a few addresses. So it does from a vendor who does not sign (a WordPress site,
 * say, which never comes again): for those only the source's own limit holds.
 */
export async function floodAnswer(
  source: Source,
  request: IntakeRequest,
  { defence, world }: IntakeDeps,
): Promise<IntakeAnswer | undefined> {
  if (!defence || source.signature) return undefined;
  const { browser } = FORM_SOURCES[source.vendor];
  const address = browser ? visitorAddress(request) : undefined;
  const place = await defence.rateLimits({ source, address });
  if (place.ok) return undefined;
  world.log.warn('submissions are limited', { source: source.name, of: place.of });
  world.metrics.count('leadline_limited_total', { source: source.name, of: place.of });
  return floodedAnswer(place.retryAfterMs, { wanted: browser && wantsPage(request) });
}

/**
 * The address that is limited: an IPv6 customer has a whole /64. A proxy in our own network that
 * LEADLINE_TRUST_PROXY does not name would have all visitors share its address, and lock them out
 * together: there only the source's own limit holds.
 */
function visitorAddress({
  ip,
  headers,
}: Pick<IntakeRequest, 'ip' | 'headers'>): string | undefined {
  if (ip === undefined || !ipaddr.isValid(ip)) return undefined;
  const address = ipaddr.process(ip);
  const forwarded = headers['x-forwarded-for'] ?? headers['forwarded'];
  if (forwarded !== undefined && OWN_NETWORKS.includes(address.range())) return undefined;
  if (address instanceof ipaddr.IPv4) return address.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`);
  return `${network.toString()}/64`;
}
