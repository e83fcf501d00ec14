import { describe, expect, it } from '@jest/globals';
import { aDurableIntake, aSubmission } from './durable-intake.ts';

/** An intake whose journal holds these, while the ledger is away. */
async function afterOutage(...leadIds: string[]) {
  const intake = aDurableIntake();
  intake.turn('disconnected');
  for (const leadId of leadIds) await intake.accept(aSubmission(leadId));
  return intake;
}

const held = (intake: Awaited<ReturnType<typeof afterOutage>>) =>
  intake.journal.held().map(({ leadId }) => leadId);

describe('draining the journal', () => {
  it('brings every entry to the ledger, in the order it was kept', async () => {
    const intake = await afterOutage('a', 'b', 'c');
    intake.turn('works');
    expect(await intake.drainOnce()).toBe(3);
    expect(intake.inLedger).toEqual(['a', 'b', 'c']);
    expect(held(intake)).toEqual([]);
  });

  it('stops at the first entry that the ledger cannot take, and goes on from there', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('refuses');
    expect(await intake.drainOnce()).toBe(0);
    expect(intake.asked).toEqual(['a']);
    intake.turn('works');
    expect(await intake.drainOnce()).toBe(2);
    expect(intake.inLedger).toEqual(['a', 'b']);
  });

  it('makes one lead of an entry that was in the ledger already', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('works');
    // As after a crash between the ledger and the journal's position.
    await intake.ledger.tryAccept(aSubmission('a'));
    await intake.drainOnce();
    expect(intake.inLedger).toEqual(['a', 'b']);
  });

  it('sends new submissions straight to the ledger from then on', async () => {
    const intake = await afterOutage('a');
    intake.turn('works');
    await intake.drainOnce();
    await intake.accept(aSubmission('b'));
    expect(held(intake)).toEqual([]);
    expect(intake.inLedger).toEqual(['a', 'b']);
  });

  it('puts an entry aside that alone is refused again and again', async () => {
    const intake = await afterOutage('bad', 'good', 'fine');
    intake.turn('works');
    intake.spoil('bad');
    for (let round = 0; round < 3; round += 1) await intake.drainOnce();
    expect(intake.journal.aside().map(({ leadId }) => leadId)).toEqual(['bad']);
    expect(intake.inLedger).toEqual(['good', 'fine']);
  });

  it('puts nothing aside during an outage, however long', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('refuses');
    for (let round = 0; round < 50; round += 1) await intake.drainOnce();
    expect(intake.journal.aside()).toEqual([]);
    expect(held(intake)).toEqual(['a', 'b']);
  });

  it('puts nothing aside when the ledger comes back between two entries', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('refuses');
    for (let round = 0; round < 5; round += 1) await intake.drainOnce();
    intake.turnAfter(1, 'works');
    await intake.drainOnce();
    await intake.drainOnce();
    expect(intake.journal.aside()).toEqual([]);
    expect(intake.inLedger.toSorted()).toEqual(['a', 'b']);
  });

  it('puts nothing aside when the ledger is away for a single entry again', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('refuses');
    for (let round = 0; round < 5; round += 1) await intake.drainOnce();
    intake.turnAfter(1, 'works', 1, 'refuses');
    await intake.drainOnce();
    intake.turn('works');
    await intake.drainOnce();
    expect(intake.journal.aside()).toEqual([]);
    expect(intake.inLedger.toSorted()).toEqual(['a', 'b']);
  });

  it('is done once however often it is asked for at the same time', async () => {
    const intake = await afterOutage('a', 'b');
    intake.turn('works');
    await Promise.all([intake.drainOnce(), intake.drainOnce(), intake.drainOnce()]);
    expect(intake.asked).toEqual(['a', 'b']);
  });
});
