import { expect } from '@jest/globals';
import { startWeb } from '../../src/web.ts';
import { startWorker } from '../../src/worker.ts';
import { watchTheMachine } from './answered-in-time.ts';
import { type EffectsMade, effectsMade } from './effects-made.ts';
import { drainAll } from './kept-once.ts';
import { type Answered, postReferral } from './post-referrals.ts';
import { eventually } from './redis-server.ts';
import { type Stack, startStack } from './stack.ts';

/** A whole leadline at work, on a Redis that is about to lose its master. */
export type FailoverScene = {
  stack: Stack;
  /** Posts without end, some at once, until `work` is over; answers what the senders were told. */
  whilePosting: (work: () => Promise<unknown>) => Promise<Answered[]>;
  /**
   * Waits until all of them are in the CRM and at the webhook, and answers what was made of each.
   * Their alerts take longer: Slack takes one a second in a channel.
   */
  allDone: (answers: Answered[]) => Promise<EffectsMade[]>;
  /** In the CRM and at the webhook once, and no more than one alert. */
  isOnce: (made: EffectsMade) => boolean;
  /** Some leads have gone all their way, and others are on it. */
  atWork: () => Promise<void>;
  /** Submissions go into Redis (again), and not into the journal. */
  takenInRedis: () => Promise<void>;
  stop: () => Promise<void>;
};

const DONE_WITHIN_MS = 60_000;
const SENDERS = 4;
const PAUSE_MS = 15;

export async function startFailoverScene(
  variables: Record<string, string>,
): Promise<FailoverScene> {
  const stack = await startStack({ variables });
  const web = await startWeb(stack.leadline, 0);
  const worker = startWorker(stack.leadline, { lockMs: 4_000, sweepEveryMs: 500 });
  const emails = new Map<string, string>();
  let posted = 0;

  async function sender(isOver: () => boolean, answers: Answered[]): Promise<void> {
    while (!isOver()) {
      const number = posted;
      posted += 1;
      const answer = await postReferral(web.url, number);
      emails.set(answer.leadId, `person-${number}@customer-${number}.example.com`);
      answers.push(answer);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async function whilePosting(work: () => Promise<unknown>): Promise<Answered[]> {
    const answers: Answered[] = [];
    let over = false;
    const inTime = watchTheMachine(() => web.url);
    const senders = Array.from({ length: SENDERS }, () => sender(() => over, answers));
    await work();
    over = true;
    await Promise.all(senders);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await inTime(answers);
    return answers;
  }

  async function allDone(answers: Answered[]): Promise<EffectsMade[]> {
    const { ledger } = stack.leadline;
    const told = new Set(answers.map(({ leadId }) => leadId));
    expect(told.size).toBe(answers.length);
    await drainAll(stack.leadline);
    const made = () => {
      const madeOf = effectsMade(stack);
      return [...told].map((leadId) => madeOf({ leadId, email: emails.get(leadId) ?? '' }));
    };
    await eventually(
      `${told.size} leads that are done`,
      async () => made().every(({ tasks, webhook }) => tasks > 0 && webhook > 0),
      DONE_WITHIN_MS,
    );
    expect(await ledger.balance()).toMatchObject({ accepted: told.size, balanced: true });
    return made();
  }

  return {
    ...{ stack, whilePosting, allDone },
    isOnce: ({ contacts, tasks, webhook, alerts }) =>
      contacts === 1 && tasks === 1 && webhook === 1 && alerts <= 1,
    atWork: () =>
      eventually('leads at work', async () => stack.slack.state().messages.length > 5, 20_000),
    takenInRedis: () =>
      eventually(
        'submissions in Redis',
        async () => stack.leadline.intake.state().ledgerTrouble === undefined,
        20_000,
      ),
    stop: async () => {
      await worker.close();
      await web.close();
      await stack.stop();
    },
  };
}
