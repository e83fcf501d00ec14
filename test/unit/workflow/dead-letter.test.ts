import { describe, expect, it } from '@jest/globals';
import { deadLetterOf, stalledDeadLetter, wordsOf } from '../../../src/workflow/dead-letter.ts';
import { SystemFailure, type SystemFailureDetails } from '../../../src/workflow/system-failure.ts';

const refused: SystemFailureDetails = {
  system: 'slack',
  kind: 'refused',
  when: 'after',
  code: 'is_archived',
  status: 200,
  words: 'the channel is archived',
  advice: 'Unarchive the channel, then replay.',
};

function letter(failure: unknown, story: Parameters<typeof deadLetterOf>[0]['story'] = []) {
  return deadLetterOf({ leadId: 'lead-1', step: 'alert', generation: 2, failure, story, at: 900 });
}

describe('a dead letter', () => {
  it('keeps what the outside system said and what to do about it', () => {
    expect(letter(new SystemFailure(refused))).toEqual({
      leadId: 'lead-1',
      step: 'alert',
      generation: 2,
      at: 900,
      system: 'slack',
      errorClass: 'refused',
      code: 'is_archived',
      status: 200,
      words: 'the channel is archived',
      advice: 'Unarchive the channel, then replay.',
      attempts: [{ at: 900, words: 'the channel is archived' }],
    });
  });

  it.each(['throttled', 'unavailable', 'refused', 'unauthorised', 'invalid'] as const)(
    'advises what to do about a step that was %s, where its system does not',
    (kind) => {
      const { advice: _, ...details } = refused;
      expect(letter(new SystemFailure({ ...details, kind })).advice).toMatch(/\w+.*\.$/);
    },
  );

  it('lists every attempt of this step, oldest first', () => {
    const { attempts } = letter(new SystemFailure(refused), [
      { at: 100, what: 'accepted', says: 'accepted' },
      { at: 200, step: 'alert', what: 'failed', says: '502' },
      { at: 300, step: 'task', what: 'failed', says: '504' },
      { at: 400, step: 'alert', what: 'failed', says: '503' },
    ]);
    expect(attempts.map(({ words }) => words)).toEqual(['502', '503', refused.words]);
  });

  it('names a defect of leadline without its message, which may hold anything', () => {
    const { errorClass, words, system } = letter(new TypeError('grace@example.com is undefined'));
    expect({ errorClass, words, system }).toEqual({
      errorClass: 'bug',
      words: 'TypeError in leadline itself',
      system: undefined,
    });
    expect(wordsOf('grace@example.com')).toBe('unknown error');
  });

  it('cuts short what may be a whole page of HTML', () => {
    const words = '<html>'.repeat(1_000);
    expect(letter(new SystemFailure({ ...refused, words })).words).toHaveLength(500);
    const stalled = { leadId: 'lead-1', step: 'alert', generation: 0, words, at: 900 };
    expect(stalledDeadLetter(stalled).words).toHaveLength(500);
  });

  it('says of a job whose worker died again and again that it was so', () => {
    const stalled = { leadId: 'lead-1', step: 'task', generation: 1, words: 'stalled', at: 900 };
    expect(stalledDeadLetter(stalled)).toMatchObject({ errorClass: 'stalled', generation: 1 });
  });
});
