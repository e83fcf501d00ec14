import { describe, expect, it } from '@jest/globals';
import {
  isRefused,
  promote,
  rollBack,
  spansOf,
  startShadow,
  stopShadow,
  takeOver,
  whichWins,
} from '../../../src/workflow/configuration-rules.ts';
import type {
  ConfigurationChange,
  ConfigurationState,
} from '../../../src/workflow/configurations.ts';

const MINUTE = 60_000;

describe('whether a folder or the live configuration wins', () => {
  const cases: [situation: string, seen: Parameters<typeof whichWins>[0], verdict: string][] = [
    ['the very first start', { folder: 'a', wasLive: false }, 'propose'],
    ['a folder that holds the live one', { folder: 'a', live: 'a', wasLive: true }, 'same'],
    [
      'a folder that was edited',
      { folder: 'b', live: 'a', seenHere: 'a', wasLive: false },
      'propose',
    ],
    ['a new folder in a new place', { folder: 'b', live: 'a', wasLive: false }, 'propose'],
    [
      'a folder that was edited back to what was live once',
      { folder: 'a', live: 'b', seenHere: 'b', wasLive: true },
      'propose',
    ],
    [
      'a stale machine that starts again',
      { folder: 'a', live: 'b', seenHere: 'a', wasLive: true },
      'follow',
    ],
    ['a stale image in a new place', { folder: 'a', live: 'b', wasLive: true }, 'follow'],
    [
      'a start after a rollback: the newer folder does not come back',
      { folder: 'b', live: 'a', seenHere: 'b', wasLive: true, sinceDecisionMs: 90 * MINUTE },
      'follow',
    ],
    [
      'a folder that gets the new configuration late, just after it was rolled back',
      { folder: 'b', live: 'a', seenHere: 'a', wasLive: true, sinceDecisionMs: MINUTE },
      'follow',
    ],
    [
      'a folder that is edited back long after a rollback',
      { folder: 'b', live: 'a', seenHere: 'a', wasLive: true, sinceDecisionMs: 6 * MINUTE },
      'propose',
    ],
    [
      'a folder with new content just after a rollback',
      { folder: 'c', live: 'a', seenHere: 'b', wasLive: false, sinceDecisionMs: 1 },
      'propose',
    ],
  ];

  it.each(cases)('%s', (_, seen, verdict) => {
    expect(whichWins(seen)).toBe(verdict);
  });
});

function made(change: ReturnType<typeof promote>): ConfigurationState {
  if (isRefused(change)) throw new Error(change.says);
  return change;
}

const A: ConfigurationState = { version: 1, live: { hash: 'a', since: 1 } };
const A_SHADOWED_BY_B = made(startShadow(A, 'b', 2));

describe('promoting and rolling back', () => {
  it('swaps the live configuration and its shadow', () => {
    expect(promote(A_SHADOWED_BY_B, 3)).toEqual({
      version: 3,
      live: { hash: 'b', since: 3 },
      shadow: { hash: 'a', since: 3 },
      previous: 'a',
      decidedAt: 3,
    });
  });

  it('swaps back', () => {
    const back = made(rollBack(made(promote(A_SHADOWED_BY_B, 3)), 4));

    expect(back).toMatchObject({ live: { hash: 'a' }, shadow: { hash: 'b' }, previous: 'b' });
    expect(made(rollBack(back, 5))).toMatchObject({ live: { hash: 'b' }, shadow: { hash: 'a' } });
  });

  it('rolls back what a changed folder brought, and leaves a shadow that has no part in it', () => {
    const edited = takeOver(A_SHADOWED_BY_B, 'c', 3);

    expect(edited).toMatchObject({ live: { hash: 'c' }, shadow: { hash: 'b' }, previous: 'a' });
    expect(rollBack(edited, 4)).toMatchObject({ live: { hash: 'a' }, shadow: { hash: 'b' } });
  });

  it('promotes a folder, which is a swap when the folder holds the shadow', () => {
    expect(promote(A_SHADOWED_BY_B, 3, 'c')).toMatchObject({
      live: { hash: 'c' },
      shadow: { hash: 'b' },
    });
    expect(promote(A_SHADOWED_BY_B, 3, 'b')).toMatchObject({ shadow: { hash: 'a' } });
  });

  it('ends the shadow when a folder brings its content', () => {
    expect(takeOver(A_SHADOWED_BY_B, 'b', 3)).not.toHaveProperty('shadow');
  });

  it.each([
    ['promoting without a shadow', promote(A, 2)],
    ['promoting what is live', promote(A, 2, 'a')],
    ['rolling back the first configuration', rollBack(A, 2)],
    ['a shadow of what is live', startShadow(A, 'a', 2)],
    ['a shadow before anything is live', startShadow({ version: 0 }, 'a', 2)],
    ['stopping no shadow', stopShadow(A)],
  ])('refuses %s, and says what to do', (_, change) => {
    expect(change).toMatchObject({
      refused: true,
      says: expect.stringMatching(/\.$/),
      doThis: expect.stringMatching(/\.$/),
    });
  });

  it('stops a shadow', () => {
    expect(stopShadow(A_SHADOWED_BY_B)).toEqual({ version: 3, live: A.live });
  });
});

describe('the history', () => {
  const change = (at: number, rest: Partial<ConfigurationChange>): ConfigurationChange => ({
    at,
    how: 'folder changed',
    by: 'ada',
    why: 'because',
    ...rest,
  });

  it('is spans of time, newest first, of what was live and what rode along', () => {
    const spans = spansOf([
      change(4, { how: 'promoted', live: 'b', shadow: 'a', why: 'it is better' }),
      change(3, { how: 'shadow started', live: 'a', shadow: 'b' }),
      change(1, { how: 'first start', live: 'a' }),
    ]);

    expect(spans.map(({ hash, role, from, until }) => [hash, role, from, until])).toEqual([
      ['a', 'shadow', 4, undefined],
      ['b', 'live', 4, undefined],
      ['b', 'shadow', 3, 4],
      ['a', 'live', 1, 4],
    ]);
    expect(spans[1]).toMatchObject({ by: 'ada', why: 'it is better', how: 'promoted' });
  });

  it('begins a new span when the same shadow is started again', () => {
    const started = change(2, { how: 'shadow started', live: 'a', shadow: 'b' });

    expect(spansOf([{ ...started, at: 5 }, started])).toMatchObject([
      { role: 'shadow', from: 5 },
      { role: 'shadow', from: 2, until: 5 },
      { role: 'live', from: 2 },
    ]);
  });
});
