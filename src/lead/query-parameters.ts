export type QueryParameter = { name: string; value: string; repair?: 'fragment' | 'glued' };

/**
 * All parameters of a URL, each decoded once, in order. Also those behind the # and those behind a
 * second ? (`?a=b?utm_source=x`), which badly built links have; these carry a repair. Reads whole
 * and broken URLs alike, and never throws: a bad escape becomes U+FFFD.
 */
export function queryParameters(url: string): QueryParameter[] {
  const hash = url.indexOf('#');
  const beforeHash = hash < 0 ? url : url.slice(0, hash);
  const mark = beforeHash.indexOf('?');
  const query = mark < 0 ? '' : beforeHash.slice(mark + 1);
  const fragment = hash < 0 ? '' : url.slice(hash + 1);
  const behindMark = fragment.slice(fragment.indexOf('?') + 1);
  return [
    ...parametersOf(query),
    ...parametersOf(behindMark.includes('=') ? behindMark : '').map(
      ({ name, value }): QueryParameter => ({ name, value, repair: 'fragment' }),
    ),
  ];
}

function parametersOf(query: string): QueryParameter[] {
  const parameters: QueryParameter[] = [];
  for (const [index, part] of query.split(/\?(?=[\w.-]+=)/u).entries()) {
    for (const [name, value] of new URLSearchParams(part)) {
      const first = index > 0 && part.startsWith(`${name}=`);
      parameters.push({ name, value, ...(first && { repair: 'glued' as const }) });
    }
  }
  return parameters;
}
