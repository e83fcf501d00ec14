export type QueryParameter = { name: string; value: string; repair?: 'fragment' | 'glued' };

/**
 * All parameters of a URL, each decoded once, in order. Also those behind the # and those behind a
 * second ? (`?a=b?utm_source=x`), which badly built links have; these carry a repair. Reads whole
 * and broken URLs alike, and never throws: a bad escape becomes U+FFFD.
 */
export function queryParameters(url: string): QueryParameter[] {
  const hash = url.indexOf('#');
  if (hash < 0) return parametersOf(url.slice(markIn(url) + 1));
  const beforeHash = url.slice(0, hash);
  const query = beforeHash.slice(markIn(beforeHash) + 1);
  const fragment = url.slice(hash + 1);
  const behindMark = fragment.slice(fragment.indexOf('?') + 1);
  return [
    ...parametersOf(query),
    ...parametersOf(behindMark.includes('=') ? behindMark : '').map(
      ({ name, value }): QueryParameter => ({ name, value, repair: 'fragment' }),
    ),
  ];
}

/** The end of a URL without a query. */
function markIn(url: string): number {
  const mark = url.indexOf('?');
  return mark < 0 ? url.length : mark;
}

/** Nothing in it is escaped, and no second ? is there. */
const PLAIN_QUERY = /^[\x21-\x24\x26-\x2A\x2C-\x3E\x40-\x7E]*$/;

function parametersOf(query: string): QueryParameter[] {
  if (PLAIN_QUERY.test(query)) return plainParameters(query);
  const parameters: QueryParameter[] = [];
  for (const [index, part] of query.split(/\?(?=[\w.-]+=)/u).entries()) {
    for (const [name, value] of new URLSearchParams(part)) {
      const first = index > 0 && part.startsWith(`${name}=`);
      parameters.push({ name, value, ...(first && { repair: 'glued' as const }) });
    }
  }
  return parameters;
}

/** What URLSearchParams answers, which takes longer for it. */
function plainParameters(query: string): QueryParameter[] {
  const parameters: QueryParameter[] = [];
  if (query === '') return parameters;
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    parameters.push(
      equals < 0
        ? { name: part, value: '' }
        : { name: part.slice(0, equals), value: part.slice(equals + 1) },
    );
  }
  return parameters;
}
