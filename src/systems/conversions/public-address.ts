import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SystemFailure } from '../../workflow/system-failure.ts';

/** Every address of a name. */
export type ResolveAddresses = (hostname: string) => Promise<ResolvedAddress[]>;
export type ResolvedAddress = { address: string; family: number };

/**
 * Keeps webhooks away from our own network. A configured address could otherwise be made to call
 * internal services or a cloud's metadata service with a signed body, and to show what they answer.
 */
export type AddressGuard = {
  /**
   * Throws SystemFailure `refused` for an address that must not be called, `unavailable` for a name
   * that cannot be resolved; both `before` anything was sent.
   */
  check: (url: string) => Promise<void>;
  /**
   * For the connection itself: resolves, checks, and connects to nothing but what it checked, so
   * that a name cannot change its address in between (DNS rebinding).
   */
  lookup: LookupFunction;
};

/** Azure's metadata and host agent: a public address by its range, reachable only from inside. */
const AZURE_HOST = '168.63.129.16';

/** Everything that is not globally routable unicast is private to somebody. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || address === AZURE_HOST) return false;
  // Of IPv6, only 2000::/3 is given out; the rest reads as unicast but belongs to nobody.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parse('2000::'), 3);
}

export function createAddressGuard(options: {
  /** Name of the destination, for the failures. */
  system: string;
  resolve?: ResolveAddresses;
}): AddressGuard {
  const { system } = options;
  const resolve = options.resolve ?? ((hostname) => systemLookup(hostname, { all: true }));

  async function checkedAddresses(
    hostname: string,
  ): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
    const [first, ...others] = await resolve(hostname).catch((cause: unknown) => {
      throw unresolved(system, hostname, cause);
    });
    if (!first) throw unresolved(system, hostname, undefined);
    // One private address among public ones is refused too: which one is called is left to chance.
    const hidden = [first, ...others].find((each) => !isPublicAddress(each.address));
    if (hidden)
      throw refused(system, `${hostname} resolves to ${hidden.address}, not a public address`);
    return [first, ...others];
  }

  async function check(url: string): Promise<void> {
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:') throw refused(system, `the address is ${protocol}//, not https://`);
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (!ipaddr.isValid(literal)) return void (await checkedAddresses(hostname));
    if (!isPublicAddress(literal)) throw refused(system, `${literal} is not a public address`);
  }

  const lookup: LookupFunction = (hostname, lookupOptions, callback) => {
    checkedAddresses(hostname).then(
      (addresses) => {
        if (lookupOptions.all) return callback(null, addresses);
        return callback(null, addresses[0].address, addresses[0].family);
      },
      (failure: NodeJS.ErrnoException) => callback(failure, []),
    );
  };

  return { check, lookup };
}

function refused(system: string, words: string): SystemFailure {
  return new SystemFailure({
    system,
    kind: 'refused',
    when: 'before',
    code: 'address_not_public',
    words,
    advice:
      'Give the webhook a public https address, or set allowPrivateAddress: true for a receiver of your own.',
  });
}

function unresolved(system: string, hostname: string, cause: unknown): SystemFailure {
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : 'ENOTFOUND';
  return new SystemFailure(
    {
      system,
      kind: 'unavailable',
      when: 'before',
      code,
      words: `${hostname} could not be resolved (${code})`,
      advice: 'Check the name in conversions.yaml, and the name server.',
    },
    { cause },
  );
}
