import { expect } from '@jest/globals';
import { drainAll } from './kept-once.ts';
import { type Stack, startStack } from './stack.ts';

/** Where a walk is made, and how to take its Redis away and give it back. */
type Walk = {
  /** `REDIS_URL`, and what belongs to it. */
  variables: Record<string, string>;
  whileAway: (stack: Stack, work: () => Promise<void>) => Promise<void>;
};

const form = (name: string, firstName = 'Olga') => ({
  email: `${name}@walked-${name}.example.com`,
  name: `${firstName} Novak`,
  country: 'Germany',
});

/**
 * All that leadline does with Redis, once: leads of one pool through every stage with their
 * receipts, a duplicate, a dead letter and its replay, who is next in the rotation, a submission
 * while Redis is away, and an erased person.
 */
export async function walkAllTheWay({ variables, whileAway }: Walk): Promise<void> {
  const stack = await startStack({ variables, sweeperQuietMs: -1 });
  try {
    await leadsGoThrough(stack);
    await deadLetterIsReplayed(stack);
    await journalTakesOver(stack, whileAway);
    await personIsErased(stack);
  } finally {
    await stack.stop();
  }
}

async function leadsGoThrough(stack: Stack): Promise<void> {
  const { leadline, slack } = stack;
  const { ledger, rotation } = leadline;
  await leadline.intake.start();

  const first = await stack.accept('contact-page', form('first'));
  const second = await stack.accept('contact-page', form('second'));
  expect(JSON.parse((await stack.post('contact-page', form('second'))).body)).toMatchObject({
    leadId: second,
  });
  await stack.processAll();
  expect(await statusOf(stack, [first, second])).toEqual(['complete', 'complete']);
  expect(slack.state().messages).toHaveLength(2);
  expect((await ledger.story(first)).map(({ what }) => what)).toContain('accepted');
  const taken = (await rotation.entries({ limit: 10 })).map(({ leadId }) => leadId);
  expect(new Set(taken)).toEqual(new Set([first, second]));
}

async function deadLetterIsReplayed(stack: Stack): Promise<void> {
  const { leadline, hubspot } = stack;
  hubspot.fail({
    method: 'POST',
    path: '/contacts',
    bodyIncludes: 'Ophelia',
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }),
  });
  const third = await stack.accept('contact-page', form('third', 'Ophelia'));
  await stack.processAll();
  const [dead] = await leadline.deadLetters.find({ leadId: third });
  hubspot.mend();
  if (dead) await leadline.deadLetters.replay(dead.deadLetter);
  await stack.processAll();
  expect(dead?.deadLetter.step).toBe('assign');
  expect(await statusOf(stack, [third])).toEqual(['complete']);
}

async function journalTakesOver(stack: Stack, whileAway: Walk['whileAway']): Promise<void> {
  const { leadline } = stack;
  let fourth = '';
  await whileAway(stack, async () => {
    fourth = await stack.accept('contact-page', form('fourth'));
    expect(leadline.intake.state().journal.entries).toBe(1);
  });
  await drainAll(leadline);
  await leadline.sweeper.sweep();
  await stack.processAll();
  expect(await statusOf(stack, [fourth])).toEqual(['complete']);
}

async function personIsErased(stack: Stack): Promise<void> {
  const { ledger, erasing } = stack.leadline;
  const { email } = form('first');
  const [first = ''] = await ledger.leadsOfEmail(email);
  await erasing.erase(email);
  expect(await statusOf(stack, [first])).toEqual(['erased']);
  expect(await ledger.balance()).toMatchObject({ accepted: 4, balanced: true });
}

function statusOf({ leadline }: Stack, leadIds: string[]): Promise<(string | undefined)[]> {
  return Promise.all(leadIds.map(async (id) => (await leadline.ledger.load(id))?.status));
}
