import fc from 'fast-check';
import type { SenderBody } from './sender-bodies.ts';

/**
 * Bodies as no sender writes them: real ones in which bytes were changed, put in, left out, said
 * again or mixed with those of another sender. The same seed gives the same bodies.
 */

/** What upsets parsers: syntax of every format we read, halves of it, and values with a history. */
const UPSETTING = [
  ...['"', '{', '}', '[', ']', ':', ',', '&', '=', '%', '\\', '+', ';', '\r\n', '\r\n\r\n', '\0'],
  ...['"}', '"]', '\\"', '\\u0000', '\\ud800', '%00', '%E9', '%', '%u0041', '[]', '[a][b]', '[0]'],
  ...['__proto__', 'constructor[prototype]', 'hasOwnProperty', 'null', 'true', '1e999', '-0'],
  ...['[object Object]', '{{name}}', '${x}', '12345678901234567890', '\uFEFF', '\u202E', '\u200B'],
  ...['utm_source=', '&utm_source[]=a', '"utm_source":"a",', 'email=', '"email":', '@', 'a@b.c'],
  ...['<script>', '<!channel>', '=1+1', '--', '--boundary--', 'Content-Disposition: form-data;'],
  ...['\u{1F600}', 'é', '\u0301', '[['.repeat(40), '{"a":'.repeat(40), '9'.repeat(400)],
].map((text) => Buffer.from(text));

const SLICE_MAX = 200;
const BODY_MAX = 20_000;

type Mutation = (body: Buffer) => Buffer;

/** Any place of a body, whose length is not known yet. */
const place = fc.nat(1_000_000);

function sliceFrom(body: Buffer, at: number, length: number): { start: number; end: number } {
  const start = at % (body.length + 1);
  return { start, end: Math.min(body.length, start + length) };
}

function inserted(body: Buffer, at: number, piece: Buffer): Buffer {
  const { start } = sliceFrom(body, at, 0);
  return Buffer.concat([body.subarray(0, start), piece, body.subarray(start)]);
}

function overwritten(body: Buffer, at: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(body);
  const index = body.length === 0 ? 0 : at % body.length;
  const byte = copy[index];
  if (byte !== undefined) copy[index] = change(byte);
  return copy;
}

function mutationWith(others: readonly Buffer[]): fc.Arbitrary<Mutation> {
  const piece = fc.oneof(
    fc.constantFrom(...UPSETTING),
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  );
  const length = fc.integer({ min: 1, max: SLICE_MAX });
  return fc.oneof<fc.Arbitrary<Mutation>[]>(
    fc.tuple(place, fc.nat(7)).map(
      ([at, bit]): Mutation =>
        (body) =>
          overwritten(body, at, (byte) => byte ^ (1 << bit)),
    ),
    fc.tuple(place, fc.nat(255)).map(
      ([at, byte]): Mutation =>
        (body) =>
          overwritten(body, at, () => byte),
    ),
    fc.tuple(place, piece).map(
      ([at, added]): Mutation =>
        (body) =>
          inserted(body, at, added),
    ),
    fc.tuple(place, length).map(
      ([at, size]): Mutation =>
        (body) => {
          const { start, end } = sliceFrom(body, at, size);
          return Buffer.concat([body.subarray(0, start), body.subarray(end)]);
        },
    ),
    place.map(
      (at): Mutation =>
        (body) =>
          body.subarray(0, sliceFrom(body, at, 0).start),
    ),
    fc.tuple(place, length, fc.integer({ min: 1, max: 20 })).map(
      ([at, size, times]): Mutation =>
        (body) => {
          const { start, end } = sliceFrom(body, at, size);
          const said = body.subarray(start, end);
          return inserted(body, end, Buffer.concat(Array.from({ length: times }, () => said)));
        },
    ),
    fc.tuple(place, place, length, fc.constantFrom(...others)).map(
      ([at, from, size, other]): Mutation =>
        (body) => {
          const { start, end } = sliceFrom(other, from, size);
          return inserted(body, at, other.subarray(start, end));
        },
    ),
  );
}

/** Mostly the sender's own type; now and then another one, half of one, or none. */
const WRONG_TYPES = [
  ...['', 'text/plain', 'text/plain;charset=UTF-8', 'application/json', 'application/json; q=1'],
  ...['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=latin1'],
  ...['application/json; charset=utf-16le', 'application/json; charset=utf-99', 'image/png'],
  ...['application/problem+json', 'multipart/form-data', 'multipart/form-data; boundary=--'],
  ...['multipart/form-data; boundary="a;b', 'APPLICATION/JSON', '/', ';', 'application/'],
];

/** Bodies made of these, with the sender that each was made from. */
export function mutatedBodies(bases: readonly SenderBody[]): fc.Arbitrary<SenderBody> {
  const mutation = mutationWith(bases.map(({ body }) => body));
  return fc
    .record({
      base: fc.constantFrom(...bases),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 5 }),
      wrongType: fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
      ),
    })
    .map(({ base, mutations, wrongType }) => ({
      ...base,
      body: mutations.reduce((body, mutate) => mutate(body), base.body).subarray(0, BODY_MAX),
      contentType: wrongType ?? base.contentType,
    }));
}
