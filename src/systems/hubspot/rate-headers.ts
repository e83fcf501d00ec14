import type { HttpAnswer } from '../http/http-client.ts';

/** The number in a header; undefined where there is none, or what is no number. */
export function countIn({ headers }: HttpAnswer, name: string): number | undefined {
  const header = headers[name];
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

export function positiveIn(answer: HttpAnswer, name: string): number | undefined {
  return countIn(answer, name) || undefined;
}
