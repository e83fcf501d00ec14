import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SystemFailure, type SystemFailureDetails } from '../../../src/workflow/system-failure.ts';
import { VERDICT_POLICY, verdict } from '../../../src/workflow/verdict.ts';

function failure(parts: Partial<SystemFailureDetails>): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: 'unavailable',
    when: 'during',
    words: 'it broke',
    ...parts,
  });
}

const { attemptsMax, bugAttemptsMax, retryDelayMs, retryDelayMsMax, throttledPauseMs } =
  VERDICT_POLICY;

describe('the verdict on a throttled system', () => {
  it('lets all of its stages wait exactly as long as it asked for', () => {
    const throttled = failure({ kind: 'throttled', when: 'after', retryAfterMs: 7_300 });
    expect(verdict(throttled, 1, 0.5)).toEqual({ act: 'wait', system: 'hubspot', forMs: 7_300 });
  });

  it('waits the usual window when the system names no time', () => {
    const throttled = failure({ kind: 'throttled', when: 'after' });
    expect(verdict(throttled, 1, 0.5)).toEqual({ act: 'wait', system: 'hubspot', forMs: 10_000 });
  });

  it('lets only this step wait when our own share of the budget was used up', () => {
    const throttled = failure({ kind: 'throttled', when: 'before', retryAfterMs: 900 });
    expect(verdict(throttled, 1, 0.5)).toEqual({ act: 'wait', forMs: 900 });
  });

  it('pauses the system and says so when it wants to be left alone for very long', () => {
    const words = '429 DAILY';
    const daily = failure({ kind: 'throttled', when: 'after', retryAfterMs: 3_600_000, words });
    expect(verdict(daily, 1, 0.5)).toEqual({
      act: 'pause',
      system: 'hubspot',
      reason: words,
      forMs: 3_600_000,
    });
  });

  it('hands on what a person can do about a pause', () => {
    const advice = 'Renew the token.';
    const refused = failure({ kind: 'unauthorised', when: 'after', words: '401', advice });
    expect(verdict(refused, 1, 0.5)).toEqual({
      ...{ act: 'pause', system: 'hubspot', reason: '401', advice },
    });
  });

  it('never gives a lead up for it, however often it happens', () => {
    const seconds = fc.integer({ min: 1, max: 86_400 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 10_000 }), (wanted, attempt) => {
        const throttled = failure({ kind: 'throttled', when: 'after', retryAfterMs: wanted * 1e3 });
        const decided = verdict(throttled, attempt, 0.5);
        expect(decided.act).toBe(wanted * 1e3 < throttledPauseMs ? 'wait' : 'pause');
      }),
    );
  });
});

describe('the verdict on a system that is not available', () => {
  it('tries again with growing delays that never pass the longest one', () => {
    const attempts = fc.integer({ min: 1, max: attemptsMax - 1 });
    const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const whole = Math.min(retryDelayMs * 2 ** (attempt - 1), retryDelayMsMax);
        const decided = verdict(failure({}), attempt, chance);
        if (decided.act !== 'retry') throw new Error(`expected a retry, got ${decided.act}`);
        expect(decided.inMs).toBeGreaterThanOrEqual(Math.floor(whole * 0.75));
        expect(decided.inMs).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('waits longer than the usual delay where the system asks for it', () => {
    const locked = failure({ retryAfterMs: 60_000 });
    expect(verdict(locked, 1, 0.5)).toEqual({ act: 'retry', inMs: 60_000 });
  });

  it('keeps trying for about an hour, and then makes a dead letter', () => {
    expect(verdict(failure({}), attemptsMax, 0.5)).toEqual({ act: 'dead-letter' });
    const waits = Array.from({ length: attemptsMax - 1 }, (_, at) => {
      const decided = verdict(failure({}), at + 1, 1);
      return decided.act === 'retry' ? decided.inMs : 0;
    });
    const minutes = waits.reduce((sum, each) => sum + each, 0) / 60_000;
    expect(minutes).toBeGreaterThan(40);
    expect(minutes).toBeLessThan(60);
  });
});

describe('the verdict on what only people can mend', () => {
  it('pauses the system when the credential is not good any more', () => {
    const words = '401 INVALID_AUTHENTICATION';
    const refused = failure({ kind: 'unauthorised', when: 'after', words });
    expect(verdict(refused, 1, 0.5)).toEqual({ act: 'pause', system: 'hubspot', reason: words });
    expect(verdict(refused, 10_000, 0.5).act).toBe('pause');
  });

  it.each(['refused', 'invalid'] as const)('makes a dead letter at once when %s', (kind) => {
    expect(verdict(failure({ kind, when: 'after' }), 1, 0.5)).toEqual({ act: 'dead-letter' });
  });
});

describe('the verdict on a defect of leadline itself', () => {
  it('tries a few times only, since a defect seldom mends itself', () => {
    const bug = new TypeError('cannot read properties of undefined');
    for (let attempt = 1; attempt < bugAttemptsMax; attempt += 1) {
      expect(verdict(bug, attempt, 0.5).act).toBe('retry');
    }
    expect(verdict(bug, bugAttemptsMax, 0.5)).toEqual({ act: 'dead-letter' });
  });

  it('takes anything thrown that is no failure of a system for a defect', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(verdict(thrown, bugAttemptsMax, 0.5)).toEqual({ act: 'dead-letter' });
      }),
    );
  });
});
