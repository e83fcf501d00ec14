/**
 * A body after decoding: like JSON, but nothing in it has been rounded or can reach a prototype.
 *
 * A number is a JS number only when `String(number)` gives back the text that was sent; every other
 * number (`12345678901234567890`, `1.0`, `1e400`) stays a string with its exact characters, because
 * vendors' ids are longer than a double is exact.
 */
export type DecodedValue = string | number | boolean | null | DecodedValue[] | DecodedObject;

/** Without a prototype: ask with `Object.hasOwn(value, key)`, never with `value.hasOwnProperty`. */
export type DecodedObject = { [key: string]: DecodedValue };

export function emptyObject(): DecodedObject {
  const object: DecodedObject = Object.create(null);
  return object;
}

export function isDecodedObject(value: DecodedValue | undefined): value is DecodedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON text for storage. Decoding it again gives an equal value. */
export function decodedToJson(value: DecodedValue): string {
  return JSON.stringify(value);
}
