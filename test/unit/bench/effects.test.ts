import { describe, expect, it } from '@jest/globals';
import { effectsAmiss } from '../../../bench/harness/effects.ts';

const KINDS = ['task', 'alert'];
const BOTH_LEADS = ['task a', 'alert a', 'task b', 'alert b'];

describe('What two workers have done together', () => {
  it('is in order when each lead has one of everything', () => {
    expect(effectsAmiss(BOTH_LEADS, KINDS, 2)).toBe(0);
  });

  it('is not when a lead was done by both of them', () => {
    expect(effectsAmiss([...BOTH_LEADS, 'alert a'], KINDS, 2)).toBe(1);
  });

  it('is not when a lead was left', () => {
    expect(effectsAmiss(BOTH_LEADS.slice(1), KINDS, 2)).toBe(1);
  });

  it('is not when one lead was done twice in the place of another', () => {
    expect(effectsAmiss(['task a', 'alert a', 'task a', 'alert b'], KINDS, 2)).toBe(2);
  });
});
