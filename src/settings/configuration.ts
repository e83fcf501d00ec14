import { createHash } from 'node:crypto';

/** A configuration as it was read: what a decision names by its hash, and what is kept of it. */
export type Configuration = {
  /** Of the files' names and texts: 12 hexadecimal digits. */
  hash: string;
  /** Text of each file that was there, by name (`markets.yaml`), as it was read. */
  files: Record<string, string>;
};

const HASH_DIGITS = 12;

/**
 * The same names and texts have the same hash, in whatever order they were read. What variables
 * (`${NAME}`) stand for is no part of it: a secret can be changed without changing the rules.
 */
export function configurationOf(files: Record<string, string>): Configuration {
  const inOrder = Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(inOrder)).digest('hex');
  return { hash: hash.slice(0, HASH_DIGITS), files: Object.fromEntries(inOrder) };
}
