/**
 * What REDIS_URL can say: one Redis, a master that Sentinels name, or a Redis Cluster. With a second
 * "s" behind "redis" it is spoken to over TLS, Sentinels included.
 *
 *     redis[s]://[user:password@]host[:6379][/database]
 *     redis[s]-sentinel://[user:password@]host[:26379][,host…]/<name of the master>[/database]
 *     redis[s]-cluster://[user:password@]host[:6379][,host…]
 */
export type RedisAddress = {
  kind: 'single' | 'sentinel' | 'cluster';
  /** One or more; of Sentinels or of nodes. */
  hosts: { host: string; port: number }[];
  tls: boolean;
  username?: string;
  password?: string;
  db: number;
  /** Only with Sentinels, and then always: their name for the master. */
  master?: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
  /** 0: whichever the name has. */
  family?: 0 | 4 | 6;
  /** Files: an authority of one's own, and what leadline shows for itself. */
  ca?: string;
  cert?: string;
  key?: string;
  /** So many replicas must have a submission before its sender is told that it is kept. */
  waitReplicas: number;
};

export type ReadRedisUrl = { ok: true; address: RedisAddress } | { ok: false; expected: string };

const SCHEME = /^redis(s?)(?:-(sentinel|cluster))?$/;
const FORM = /^([a-z+-]+):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/i;
const HOST = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i;

/** Those of the query. The files and the number come from variables of their own. */
const OPTIONS = [
  ...['family', 'sentinelUsername', 'sentinelPassword'],
  ...['ca', 'cert', 'key', 'waitReplicas'],
];

const FORMS_EXPECTED =
  'expected redis://host:6379, redis-sentinel://host:26379,host:26379/<name of the master>, or redis-cluster://host:6379,host:6379 (rediss… for TLS; user:password@ in front of the hosts, percent-encoded)';

export const REPLICAS_MAX = 5;

/** The reasons name what was expected, and never the value: a password may stand in it. */
export function readRedisUrl(text: string): ReadRedisUrl {
  const [, protocol = '', login, hostList = '', path = '', query = ''] = FORM.exec(text) ?? [];
  const scheme = SCHEME.exec(protocol.toLowerCase());
  if (!scheme) return { ok: false, expected: FORMS_EXPECTED };
  const kind = (scheme[2] ?? 'single') as RedisAddress['kind'];
  const hosts = hostsOf(hostList, kind === 'sentinel' ? 26_379 : 6_379);
  if (!hosts) return { ok: false, expected: FORMS_EXPECTED };
  if (kind === 'single' && hosts.length > 1) {
    return {
      ok: false,
      expected:
        'expected one host: several are redis-sentinel://host,host/<name of the master> or redis-cluster://host,host',
    };
  }
  const place = placeOf(kind, path);
  if (typeof place === 'string') return { ok: false, expected: place };
  const options = optionsOf(new URLSearchParams(query), kind);
  if (typeof options === 'string') return { ok: false, expected: options };
  const credentials = credentialsOf(login);
  if (!credentials) {
    return { ok: false, expected: 'expected user and password percent-encoded, as in p%40ss' };
  }
  const tls = scheme[1] === 's';
  return { ok: true, address: { kind, hosts, tls, ...credentials, ...place, ...options } };
}

/** Throws what is wrong with it; for addresses that were checked before. */
export function redisAddress(url: string): RedisAddress {
  const read = readRedisUrl(url);
  if (!read.ok) throw new Error(`REDIS_URL: ${read.expected}`);
  return read.address;
}

/** As people are told of it: without user, password and options. */
export function redisName(url: string): string {
  const { kind, tls, master, db } = redisAddress(url);
  const scheme = `redis${tls ? 's' : ''}${kind === 'single' ? '' : `-${kind}`}`;
  const path = [...(master === undefined ? [] : [master]), ...(db === 0 ? [] : [String(db)])];
  return `${scheme}://${[redisHosts(url), ...path].join('/')}`;
}

/** `host:port`, with commas between them. */
export function redisHosts(url: string): string {
  return redisAddress(url)
    .hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
    .join(',');
}

/**
 * The prefix as it stands in keys. A cluster decides by the part in braces which of its nodes has a
 * key; leadline's scripts write many keys in one atomic step, so all of them have the same.
 */
export function prefixIn(url: string | undefined, prefix: string): string {
  return url !== undefined && redisAddress(url).kind === 'cluster' ? `{${prefix}}` : prefix;
}

/** The URL with what was said beside it, so that one text tells all about where Redis is. */
export function withRedisOptions(
  url: string,
  options: Partial<Record<'ca' | 'cert' | 'key' | 'waitReplicas', string>>,
): string {
  const given = new URLSearchParams(options);
  if (given.size === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${given.toString()}`;
}

function hostsOf(list: string, defaultPort: number): RedisAddress['hosts'] | undefined {
  const hosts = list.split(',').map((entry) => {
    const [, six, name, port] = HOST.exec(entry.trim()) ?? [];
    return { host: six ?? name ?? '', port: port === undefined ? defaultPort : Number(port) };
  });
  const good = hosts.every(({ host, port }) => host !== '' && port > 0 && port <= 65_535);
  return good ? hosts : undefined;
}

function placeOf(
  kind: RedisAddress['kind'],
  path: string,
): Pick<RedisAddress, 'db' | 'master'> | string {
  const parts = path === '' ? [] : path.split('/').map(decoded);
  const master = kind === 'sentinel' ? parts.shift() : undefined;
  if (kind === 'sentinel' && !master) {
    return 'expected the name of the master behind the hosts: redis-sentinel://host:26379/mymaster';
  }
  const [database = '0', ...rest] = parts;
  if (rest.length > 0 || !/^\d{1,5}$/.test(database)) {
    return 'expected nothing behind the hosts but the number of a database: redis://host:6379/1';
  }
  if (kind === 'cluster' && database !== '0') {
    return 'expected no database: a Redis Cluster has one only';
  }
  return { db: Number(database), ...(master !== undefined && { master }) };
}

/** Without a colon it is a user, as everywhere in URLs; nothing at all is nobody. */
function credentialsOf(
  login: string | undefined,
): Pick<RedisAddress, 'username' | 'password'> | undefined {
  const [user = '', ...rest] = (login ?? '').split(':');
  const [username, password] = [decoded(user), decoded(rest.join(':'))];
  if (username === undefined || password === undefined) return undefined;
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

type Options = Pick<
  RedisAddress,
  'sentinelUsername' | 'sentinelPassword' | 'family' | 'ca' | 'cert' | 'key' | 'waitReplicas'
>;

function optionsOf(query: URLSearchParams, kind: RedisAddress['kind']): Options | string {
  const strange = [...query.keys()].find((name) => !OPTIONS.includes(name));
  if (strange !== undefined) {
    return `expected no option but ${OPTIONS.slice(0, 3).join(', ')} behind the question mark`;
  }
  const family = query.get('family');
  if (family !== null && !/^[046]$/.test(family)) return 'expected family to be 0, 4 or 6';
  const text = (name: 'sentinelUsername' | 'sentinelPassword' | 'ca' | 'cert' | 'key') => {
    const value = query.get(name);
    return value === null || value === '' ? {} : { [name]: value };
  };
  return {
    ...(family !== null && { family: Number(family) as 0 | 4 | 6 }),
    ...{ ...text('sentinelUsername'), ...text('sentinelPassword') },
    ...{ ...text('ca'), ...text('cert'), ...text('key') },
    // Where there are replicas one of them may be the master of the next minute.
    waitReplicas: Number(query.get('waitReplicas') ?? (kind === 'single' ? 0 : 1)),
  };
}

/** Undefined: a percent sign that begins nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
