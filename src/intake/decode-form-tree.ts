import { type DecodeFailure, type DecodeLimits, tooDeep } from './decode-limits.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { type DecodedObject, type DecodedValue, emptyObject } from './decoded-value.ts';

export type FormPair = { key: string; value: string };

type Leaf = { kind: 'leaf'; values: string[] };
type Branch = { kind: 'branch'; members: Map<string, Leaf | Branch>; nextIndex: number };

/**
 * A form's pairs as one object. `a[b][c]`, `a[]` and `a[0]` nest as PHP and Rails write them (all
 * WordPress senders do); a repeated key becomes an array; a key that is not well-formed, or whose
 * place is already taken by something else, stays literally as it was sent. No pair is lost, and
 * the order of pairs does not change the outcome of a clash between `a` and `a[b]`.
 */
export function buildFormTree(
  pairs: readonly FormPair[],
  options: { limits: DecodeLimits; notes: DecodeNotes },
): { ok: true; value: DecodedObject } | DecodeFailure {
  const root = createBranch();
  const paths = pairs.map(({ key }) => readPath(key));
  const plainKeys = new Set(paths.flatMap((path) => (path.length === 1 ? path : [])));
  for (const [index, pair] of pairs.entries()) {
    const path = paths[index] ?? [pair.key];
    if (path.length > options.limits.depthMax) {
      return tooDeep(options.limits.depthMax, `in the key "${pair.key.slice(0, 40)}…"`);
    }
    if (isPrototypePath(path)) {
      options.notes.add(pair.key, 'prototype_key', 'The field was left out: its key is no field.');
      continue;
    }
    if (!insert(root, placeOf(path, plainKeys, pair.key), pair.value)) {
      insert(root, [pair.key], pair.value);
    }
  }
  return { ok: true, value: toObject(root) };
}

/** `a[b][]` → `['a', 'b', '']`. A label such as `Company [optional]` is one key, not a path. */
function readPath(key: string): string[] {
  const match = /^([^[\]]*[^[\]\s])((?:\[[^[\]]*\])+)$/.exec(key);
  if (match === null) return [key];
  const [, root = key, brackets = ''] = match;
  return [root, ...brackets.slice(1, -1).split('][')];
}

/** Beside a plain `a`, `a[]` is one more value of it and `a[b]` keeps its literal key. */
function placeOf(path: string[], plainKeys: ReadonlySet<string>, key: string): string[] {
  const [root = key] = path;
  if (path.length === 1 || !plainKeys.has(root)) return path;
  return path.length === 2 && path[1] === '' ? [root] : [key];
}

function isPrototypePath(path: readonly string[]): boolean {
  return path.some(
    (key, index) =>
      key === '__proto__' || (key === 'prototype' && path[index - 1] === 'constructor'),
  );
}

/** False, with nothing changed, when a branch is where the value should go or the other way round. */
function insert(root: Branch, path: readonly string[], value: string): boolean {
  let branch = root;
  for (const [index, segment] of path.entries()) {
    const key = segment === '' && index > 0 ? String(branch.nextIndex) : segment;
    const member = branch.members.get(key);
    if (index === path.length - 1) {
      if (member?.kind === 'branch') return false;
      if (member === undefined) addMember(branch, key, { kind: 'leaf', values: [value] });
      else member.values.push(value);
      return true;
    }
    if (member?.kind === 'leaf') return false;
    const next = member ?? createBranch();
    if (member === undefined) addMember(branch, key, next);
    branch = next;
  }
  return false;
}

function createBranch(): Branch {
  return { kind: 'branch', members: new Map(), nextIndex: 0 };
}

function addMember(branch: Branch, key: string, member: Leaf | Branch): void {
  branch.members.set(key, member);
  if (/^(?:0|[1-9]\d{0,8})$/.test(key)) {
    branch.nextIndex = Math.max(branch.nextIndex, Number(key) + 1);
  }
}

function toValue(member: Leaf | Branch): DecodedValue {
  if (member.kind === 'leaf') {
    return member.values.length === 1 ? (member.values[0] ?? '') : member.values;
  }
  const isList = [...member.members.keys()].every((key, index) => key === String(index));
  return isList ? [...member.members.values()].map(toValue) : toObject(member);
}

function toObject(branch: Branch): DecodedObject {
  const object = emptyObject();
  for (const [key, member] of branch.members) object[key] = toValue(member);
  return object;
}
