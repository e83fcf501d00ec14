import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  encodeRecord,
  type Found,
  findRecords,
  type StoredRecord,
} from '../../../../src/systems/journal/record.ts';

const base64url = fc.string({
  unit: fc.constantFrom(...'ABCZabcz0129-_.'.split('')),
  minLength: 1,
  maxLength: 80,
});
const aRecord: fc.Arbitrary<StoredRecord> = fc.record({
  leadId: fc.uuid({ version: 7 }),
  keptAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  sealed: base64url,
});
const records = fc.array(aRecord, { minLength: 1, maxLength: 12 });

const bytesOf = (all: StoredRecord[]) => Buffer.concat(all.map(encodeRecord));
const recordsIn = (found: Found[]) =>
  found.flatMap((each) => (each.kind === 'record' ? [each.record] : []));

describe('a segment of the journal', () => {
  it('is one line a record, with its checksum before it', () => {
    const record = { leadId: '019a-lead', keptAt: 1_764_000_000_000, sealed: 's1.k.AA.BB.CC' };
    expect(encodeRecord(record).toString()).toBe(
      '4fc04a47 019a-lead 1764000000000 s1.k.AA.BB.CC\n',
    );
  });

  it('gives back every record, in order', () => {
    fc.assert(
      fc.property(records, (all) => {
        const found = findRecords(bytesOf(all), true);
        expect(recordsIn(found)).toEqual(all);
        expect(found).toHaveLength(all.length);
      }),
    );
  });

  it('loses at most the torn record to a cut at any byte', () => {
    fc.assert(
      fc.property(records, fc.nat(), (all, seed) => {
        const bytes = bytesOf(all);
        const cut = seed % (bytes.length + 1);
        const found = findRecords(bytes.subarray(0, cut), true);
        const whole = recordsIn(found);
        const ends = all.map((_each, at) => bytesOf(all.slice(0, at + 1)).length);
        expect(whole).toEqual(all.slice(0, ends.filter((end) => end <= cut).length));
        const rest = found.filter(({ kind }) => kind !== 'record');
        expect(rest.map(({ kind }) => kind)).toEqual(
          cut === 0 || ends.includes(cut) ? [] : ['torn'],
        );
      }),
    );
  });

  it('never takes a changed record for a good one, and keeps all that are not next to it', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, seed, change) => {
        const bytes = bytesOf(all);
        const at = seed % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const kept = recordsIn(findRecords(bytes, true));
        const texts = new Set(all.map((record) => JSON.stringify(record)));
        for (const record of kept) expect(texts).toContain(JSON.stringify(record));
        // A changed line end spoils the record before it and the one after it.
        expect(kept.length).toBeGreaterThanOrEqual(all.length - 2);
        expect(kept.length).toBeLessThan(all.length);
      }),
    );
  });

  it('covers every byte, so that what is not a record can be kept aside', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), records, (noise, all) => {
        const bytes = Buffer.concat([Buffer.from(noise), bytesOf(all)]);
        let at = 0;
        for (const { from, to } of findRecords(bytes, true)) {
          expect(from).toBe(at);
          at = to;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it('leaves an unfinished line for the next reading while more may follow', () => {
    const [one, other] = [
      { leadId: 'lead-1', keptAt: 1, sealed: 'AAAA' },
      { leadId: 'lead-2', keptAt: 2, sealed: 'BBBB' },
    ];
    const bytes = bytesOf([one, other]);
    expect(recordsIn(findRecords(bytes.subarray(0, bytes.length - 1), false))).toEqual([one]);
    expect(findRecords(bytes.subarray(0, 5), false)).toEqual([]);
  });
});
