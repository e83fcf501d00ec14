import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { ClusterOptions, RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-url.ts';
import { EndingSentinelConnector } from './sentinel-connector.ts';

/**
 * Four ways to hold a connection, for four kinds of caller:
 * - `intake` must know at once when Redis is away (the journal takes over), so nothing queues up;
 *   it gathers its commands itself (gathered.ts), with more to a command than a pipeline has;
 * - `work` waits for Redis to come back, since a worker has nothing better to do;
 * - `blocking` is BullMQ's own, for workers;
 * - `look` asks once, for somebody who waits at a terminal.
 */
export type ConnectionUse = 'intake' | 'work' | 'blocking' | 'look';

/**
 * Longer than any healthy Redis takes; shorter than the most impatient sender (Wix: 1,250 ms). What
 * timed out may have been done, or be done later: intake commands have to be repeatable.
 */
const INTAKE_COMMAND_TIMEOUT_MS = 600;

/** Somebody who waits for a command waits for so long at most. */
export const LOOK_WITHIN_MS = 3_000;

/**
 * A cluster's client asks again so often, with a tenth of a second between: for intake until the
 * journal takes over, for work until a replica has become the master, however long that takes.
 */
const ASK_AGAIN_MS = 100;
const ASK_AGAIN_MAX = { intake: 4, look: 4, work: 100_000, blocking: 100_000 } as const;

/** A cluster that has moved is noticed at the next command; one that hangs only by asking. */
const CLUSTER_LOOK_EVERY_MS = 5_000;

/** As ioredis has it when nothing else is asked for: replies in the form of RESP2. */
type OneOptions = RedisOptions & { replyMapping?: 'legacy' };
type ManyOptions = ClusterOptions & { redisOptions: OneOptions };

function waitMs(attempt: number): number {
  return Math.min(50 * 2 ** attempt, 1_000);
}

function byUse(use: ConnectionUse, waitsForReplicas: boolean): OneOptions {
  switch (use) {
    case 'intake':
      return {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: INTAKE_COMMAND_TIMEOUT_MS,
        // WAIT counts what its own connection has written: repeated on another it says yes to all.
        ...(waitsForReplicas && { autoResendUnfulfilledCommands: false }),
      };
    case 'look':
      return { lazyConnect: true, maxRetriesPerRequest: 0 };
    case 'work':
    case 'blocking':
      return { maxRetriesPerRequest: null };
  }
}

/** What holds for every server that is connected to. */
function common(address: RedisAddress, use: ConnectionUse): OneOptions {
  const { username, password, family, waitReplicas, tls } = address;
  return {
    ...byUse(use, waitReplicas > 0),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(family !== undefined && { family }),
    ...(tls && { tls: tlsOptions(address) }),
    connectTimeout: use === 'look' ? LOOK_WITHIN_MS : 5_000,
    // A healthy Redis closes at once; one that hangs must not hold up our own end.
    disconnectTimeout: use === 'look' ? 50 : 500,
  };
}

export function singleOptions(address: RedisAddress, use: ConnectionUse): OneOptions {
  const { host = '', port = 0 } = address.hosts[0] ?? {};
  return {
    ...common(address, use),
    ...{ host, port, db: address.db },
    enableAutoPipelining: use === 'work',
    retryStrategy: use === 'look' ? () => null : waitMs,
    // The master has become a replica: the address, asked for again, leads to another one. Work is
    // done there then; intake does not wait for it.
    reconnectOnError: (error) =>
      error.message.includes('READONLY') && (use === 'work' || use === 'blocking' ? 2 : 1),
  };
}

export function sentinelOptions(address: RedisAddress, use: ConnectionUse): OneOptions {
  const { hosts, master = '', sentinelUsername, sentinelPassword, tls } = address;
  const { host: _host, port: _port, ...options } = singleOptions(address, use);
  return {
    ...options,
    ...{ sentinels: hosts, name: master },
    // Of a master that hangs instead of ending nobody else would tell us that it is none any more.
    failoverDetector: use !== 'look',
    Connector: EndingSentinelConnector,
    sentinelRetryStrategy: use === 'look' ? () => null : waitMs,
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(address) }),
  };
}

export function clusterOptions(address: RedisAddress, use: ConnectionUse): ManyOptions {
  return {
    redisOptions: common(address, use),
    lazyConnect: use === 'look',
    enableOfflineQueue: use !== 'intake',
    enableAutoPipelining: use === 'work',
    clusterRetryStrategy: use === 'look' ? () => null : waitMs,
    maxRedirections: ASK_AGAIN_MAX[use],
    ...{ retryDelayOnFailover: ASK_AGAIN_MS, retryDelayOnClusterDown: ASK_AGAIN_MS },
    ...(use !== 'look' && { slotsRefreshInterval: CLUSTER_LOOK_EVERY_MS }),
    // Certificates are for names, so names must not be turned into addresses before.
    dnsLookup: (host, done) => done(null, host),
  };
}

function tlsOptions({ ca, cert, key }: RedisAddress): ConnectionOptions {
  return {
    ...(ca !== undefined && { ca: certificateFile('REDIS_CA_FILE', ca) }),
    ...(cert !== undefined && { cert: certificateFile('REDIS_CERT_FILE', cert) }),
    ...(key !== undefined && { key: certificateFile('REDIS_KEY_FILE', key) }),
  };
}

function certificateFile(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${variable}: the file ${file} cannot be read (${words})`, { cause });
  }
}
