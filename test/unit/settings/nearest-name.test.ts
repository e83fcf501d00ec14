import { describe, expect, it } from '@jest/globals';
import { assert, nat, property, stringMatching } from 'fast-check';
import { nearestName } from '../../../src/settings/nearest-name.ts';

const NAMES = ['country', 'region', 'source', 'utm', 'clickId'];

describe('did you mean', () => {
  it.each([
    ['contry', 'country'],
    ['cuontry', 'country'],
    ['Region', 'region'],
    ['sources', 'source'],
    ['click_id', 'clickId'],
  ])('takes %s for %s', (written, meant) => {
    expect(nearestName(written, NAMES)).toBe(meant);
  });

  it.each(['', 'x', 'budget', 'landingPage'])('has no guess for "%s"', (written) => {
    expect(nearestName(written, NAMES)).toBeUndefined();
  });

  it('finds every name again that lost one of its letters', () => {
    const name = stringMatching(/^[a-z]{4,20}$/);

    assert(
      property(name, nat(), (word, position) => {
        const at = position % word.length;
        return nearestName(word.slice(0, at) + word.slice(at + 1), [word]) === word;
      }),
    );
  });
});
