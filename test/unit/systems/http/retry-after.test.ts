import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from '../../../../src/systems/http/retry-after.ts';

describe('how long a receiver asks to wait', () => {
  const now = Date.parse('2026-11-20T14:00:00Z');
  const asked = (header?: string) =>
    retryAfterMs(
      { status: 429, text: '', headers: header === undefined ? {} : { 'retry-after': header } },
      now,
    );

  it.each([
    ['0', 0],
    ['30', 30_000],
    [' 30 ', 30_000],
    ['Fri, 20 Nov 2026 14:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 13:59:00 GMT', 0],
    ['999999999', 24 * 60 * 60 * 1000],
  ])('is %j as %s ms', (header, waitMs) => {
    expect(asked(header)).toBe(waitMs);
  });

  it.each([undefined, '', 'soon', '-'])('is open for %j', (header) => {
    expect(asked(header)).toBeUndefined();
  });
});
