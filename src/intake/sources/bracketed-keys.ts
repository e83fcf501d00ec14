import { type DecodedObject, emptyObject } from '../decoded-value.ts';
import { recordOf } from './decoded-members.ts';

/** Deeper than any form nests its names; what goes beyond stays under its literal key. */
const DEPTH_MAX = 8;
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;

/**
 * Turns literal keys such as `fields[email][value]` into nested records, as PHP means them: a
 * workflow tool that passes a form on as JSON leaves them literal. Plain keys stay; a record that
 * is nested already comes back with the same content.
 */
export function unbracketed(record: DecodedObject): DecodedObject {
  const nested = emptyObject();
  for (const [key, value] of Object.entries(record)) {
    const path = pathOf(key);
    const last = path.pop() ?? key;
    const place = path.reduce<DecodedObject | undefined>(stepInto, nested);
    if (place) place[last] = value;
    else nested[key] = value;
  }
  return nested;
}

function pathOf(key: string): string[] {
  const match = BRACKETED.exec(key);
  const [, root, brackets] = match ?? [];
  if (root === undefined || brackets === undefined) return [key];
  const path = [root, ...brackets.slice(1, -1).split('][')];
  const usable =
    path.length <= DEPTH_MAX && path.every((part) => part !== '' && part !== '__proto__');
  return usable ? path : [key];
}

/** The record under `part`, made if nothing is there; undefined where another value stands. */
function stepInto(place: DecodedObject | undefined, part: string): DecodedObject | undefined {
  if (!place) return undefined;
  if (!Object.hasOwn(place, part)) place[part] = emptyObject();
  return recordOf(place[part]);
}
