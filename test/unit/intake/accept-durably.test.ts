import { describe, expect, it } from '@jest/globals';
import { AcceptUnavailable } from '../../../src/intake/accept.ts';
import { aDurableIntake, aSubmission } from './durable-intake.ts';

describe('keeping a submission', () => {
  it('needs no journal while the ledger takes it', async () => {
    const intake = aDurableIntake();
    expect(await intake.accept(aSubmission('a'))).toEqual({ leadId: 'a', duplicate: false });
    expect(intake.inLedger).toEqual(['a']);
    expect(intake.journal.held()).toEqual([]);
  });

  it.each(['refuses', 'hangs', 'disconnected'] as const)(
    'goes to the journal while the ledger %s',
    async (mood) => {
      const intake = aDurableIntake();
      intake.turn(mood);
      expect(await intake.accept(aSubmission('a'))).toEqual({ leadId: 'a', duplicate: false });
      expect(intake.journal.held().map(({ leadId }) => leadId)).toEqual(['a']);
    },
  );

  it('lets only the first submission wait for a ledger that hangs', async () => {
    const intake = aDurableIntake();
    intake.turn('hangs');
    for (const leadId of ['a', 'b', 'c']) await intake.accept(aSubmission(leadId));
    expect(intake.asked).toEqual(['a']);
    expect(intake.journal.held()).toHaveLength(3);
  });

  it('tries the ledger again by itself after two seconds', async () => {
    const intake = aDurableIntake();
    intake.turn('refuses');
    await intake.accept(aSubmission('a'));
    intake.turn('works');
    intake.pass(2_001);
    await intake.accept(aSubmission('b'));
    expect(intake.inLedger).toEqual(['b']);
  });

  it('is counted, told and answered "later" when the disk is full as well', async () => {
    const intake = aDurableIntake();
    intake.turn('refuses');
    intake.journal.full(true);
    await expect(intake.accept(aSubmission('a'))).rejects.toBeInstanceOf(AcceptUnavailable);
    expect(intake.alarms).toHaveLength(1);
    expect(intake.counted).toContain('leadline_not_kept_total');
  });

  it('asks the ledger once more before it gives up on a full disk', async () => {
    const intake = aDurableIntake();
    intake.turn('refuses');
    await intake.accept(aSubmission('a'));
    intake.turn('works');
    intake.journal.full(true);
    expect(await intake.accept(aSubmission('b'))).toEqual({ leadId: 'b', duplicate: false });
    expect(intake.alarms).toEqual([]);
  });

  it('takes a submission again that could not be kept the first time', async () => {
    const intake = aDurableIntake();
    intake.turn('refuses');
    intake.journal.full(true);
    await intake.accept(aSubmission('a', 'same')).catch(() => undefined);
    intake.journal.full(false);
    expect(await intake.accept(aSubmission('b', 'same'))).toEqual({
      leadId: 'b',
      duplicate: false,
    });
  });
});

describe('a repeated submission during an outage', () => {
  it('is answered with the lead of the first', async () => {
    const intake = aDurableIntake();
    intake.turn('disconnected');
    await intake.accept(aSubmission('a', 'same'));
    expect(await intake.accept(aSubmission('b', 'same'))).toEqual({ leadId: 'a', duplicate: true });
    expect(intake.journal.held()).toHaveLength(1);
  });

  it.each(['hangs', 'refuses'] as const)(
    'is one lead when both come at once and the ledger %s',
    async (mood) => {
      const intake = aDurableIntake();
      intake.turn(mood);
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((leadId) => intake.accept(aSubmission(leadId, 'same'))),
      );
      expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(1);
      expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(intake.journal.held()).toHaveLength(1);
    },
  );

  it('is not promised what the first was refused', async () => {
    const intake = aDurableIntake();
    intake.turn('disconnected');
    intake.journal.full(true);
    const answers = await Promise.allSettled(
      ['a', 'b'].map((leadId) => intake.accept(aSubmission(leadId, 'same'))),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(AcceptUnavailable) });
    }
  });

  it('is still that lead when the ledger is back before the journal is drained', async () => {
    const intake = aDurableIntake();
    intake.turn('disconnected');
    await intake.accept(aSubmission('a', 'same'));
    intake.turn('works');
    intake.pass(2_001);
    expect(await intake.accept(aSubmission('b', 'same'))).toEqual({ leadId: 'a', duplicate: true });
    await intake.drainOnce();
    expect(await intake.accept(aSubmission('c', 'same'))).toEqual({ leadId: 'a', duplicate: true });
    expect(intake.inLedger).toEqual(['a']);
  });

  it('is a new lead once its time is over', async () => {
    const intake = aDurableIntake();
    intake.turn('disconnected');
    await intake.accept(aSubmission('a', 'same'));
    intake.pass(60_001);
    expect(await intake.accept(aSubmission('b', 'same'))).toEqual({
      leadId: 'b',
      duplicate: false,
    });
  });
});
