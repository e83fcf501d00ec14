import { validationError } from './refusal.ts';
import type { Call } from './route.ts';

/** One page of a list by `limit` and `after`, which here is the place of the next entry. */
export function pageOf<T>(
  call: Call,
  entries: T[],
  limits: { normal: number; most: number },
): { results: T[]; paging?: { next: { after: string; link: string } } } {
  const limit = Number(call.query.get('limit') ?? limits.normal);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.most) {
    throw validationError(`limit must be between 1 and ${limits.most}`);
  }
  const start = Number(call.query.get('after') || 0);
  if (!Number.isInteger(start) || start < 0) throw validationError('Invalid paging token');
  const results = entries.slice(start, start + limit);
  const next = start + limit;
  if (next >= entries.length) return { results };
  const after = String(next);
  const link = `https://api.hubapi.com${call.path}?limit=${limit}&after=${after}`;
  return { results, paging: { next: { after, link } } };
}
