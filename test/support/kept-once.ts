import { expect } from '@jest/globals';
import type { Leadline } from '../../src/compose.ts';
import type { Answered } from './post-referrals.ts';

const DRAINED_WITHIN_MS = 20_000;

/** Lets this process take everything in its journal to the ledger. */
export async function drainAll({ intake }: Leadline): Promise<void> {
  const until = Date.now() + DRAINED_WITHIN_MS;
  // It reconnects in its own time, which needs the event loop.
  do {
    await intake.drainOnce();
    await new Promise((resolve) => setImmediate(resolve));
  } while (intake.state().journal.entries > 0 && Date.now() < until);
  expect(intake.state().journal).toMatchObject({ entries: 0, bytes: 0 });
}

/**
 * Every lead that a sender was told of is in the ledger, and nothing else is; the sweeper finds
 * what a crash kept from its queue, and then each has its first job.
 */
export async function everyLeadIsKeptOnce(leadline: Leadline, answers: Answered[]): Promise<void> {
  const { ledger, queues, sweeper } = leadline;
  const told = new Set(answers.map(({ leadId }) => leadId));
  expect(told.size).toBe(answers.length);
  expect(await ledger.balance()).toMatchObject({ accepted: told.size, balanced: true });
  await sweeper.sweep();
  const astray: string[] = [];
  for (const leadId of told) {
    const record = await ledger.load(leadId);
    const job = await queues.jobState({ stage: 'deduplicate' }, leadId);
    if (record?.status !== 'in_flight' || job !== 'waiting') astray.push(leadId);
  }
  expect(astray).toEqual([]);
}
