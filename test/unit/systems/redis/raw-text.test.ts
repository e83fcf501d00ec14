import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rawFrom, rawText } from '../../../../src/systems/redis/raw-text.ts';

const headers = { 'user-agent': 'Zoë/1.0' };

describe('What was posted', () => {
  it('is written down and read back byte for byte, whatever the bytes are', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
      fc.string({ unit: 'binary', maxLength: 200 }).map((each) => Buffer.from(each)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        const raw = { contentType: 'text/plain', bodyBase64: body.toString('base64'), headers };
        expect(rawFrom(rawText(raw))).toEqual(raw);
      }),
    );
  });

  it('begins with a byte order mark again where it did', () => {
    const bodyBase64 = Buffer.from('\uFEFF{"a":"ü"}').toString('base64');
    const raw = { contentType: 'application/json', bodyBase64, headers };
    expect(rawFrom(rawText(raw))).toEqual(raw);
  });

  it('is hardly longer for being kept, where it is text', () => {
    const bodyBase64 = Buffer.alloc(3_000, 'text').toString('base64');
    expect(rawText({ contentType: '', bodyBase64, headers: {} }).length).toBeLessThan(3_100);
  });

  it('can be read as it was written before', () => {
    const raw = { contentType: 'application/json', bodyBase64: 'e30=', headers };
    expect(rawFrom(JSON.stringify(raw))).toEqual(raw);
  });
});
