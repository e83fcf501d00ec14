import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runErase } from '../../src/commands/erase.ts';
import { runQuarantineRelease } from '../../src/commands/quarantine-release.ts';
import { leadOf } from '../../src/systems/redis/lead-text.ts';
import type { ErasedLead } from '../../src/workflow/erase.ts';
import type { LeadRecord } from '../../src/workflow/ledger.ts';
import { keysIn } from '../support/any-redis.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

const EMAIL = 'ines.erased@werk-sued.example.com';
const PERSON = {
  name: 'Ines Erlöscht',
  email: EMAIL,
  phone: '+4930901820',
  message: 'Bitte anrufen',
};

type Document = { leads: (Omit<ErasedLead, 'receivedAt'> & { receivedAt: string })[] };

const clock = { ahead: 0 };
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ world: { now: () => Date.now() + clock.ahead } });
});
afterAll(() => stack.stop());

const erase = (email = EMAIL) =>
  ranJson<Document>(stack.env, (io) => runErase(email, { json: true }, io));

async function recordOf(leadId: string): Promise<LeadRecord> {
  const record = await stack.leadline.ledger.load(leadId);
  if (!record) throw new Error(`no lead ${leadId}`);
  return record;
}

/** Everything that is in Redis, as text. */
async function everythingKept(): Promise<string> {
  const { redis } = stack.leadline;
  const texts: string[] = [];
  for (const key of await keysIn(redis, '*')) {
    const dump: Record<string, () => Promise<unknown>> = {
      string: async () => readable(key, (await redis.get(key)) ?? ''),
      hash: () => redis.hgetall(key),
      list: () => redis.lrange(key, 0, -1),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, '0', '-1', 'WITHSCORES'),
      stream: () => redis.xrange(key, '-', '+'),
    };
    texts.push(key, JSON.stringify(await dump[await redis.type(key)]?.()));
  }
  return texts.join('\n');
}

/** Leads are written deflated. */
function readable(key: string, text: string): unknown {
  return key.includes(':lead-text:') ? leadOf(text) : text;
}

describe('A person who wants to be erased', () => {
  let done: string;
  let dead: string;
  let unread: string;
  let waiting: string;
  let answer: Document['leads'];

  beforeAll(async () => {
    done = await stack.accept('contact-page', PERSON);
    await stack.processAll();
    stack.slack.fail({ how: 'answer', status: 200, body: '{"ok":false,"error":"invalid_blocks"}' });
    dead = await stack.accept('contact-page', { ...PERSON, message: 'Noch einmal' });
    await stack.processAll();
    stack.slack.mend();
    waiting = await stack.accept('contact-page', { ...PERSON, _gotcha: 'x' });
    unread = await stack.accept('partner-api', {
      contentType: 'application/json',
      body: `[{"email":"${EMAIL.toUpperCase()}"}, {"and": "another"}]`,
      headers: { authorization: `Bearer ${stack.env['PARTNER_API_TOKEN'] ?? ''}` },
    });
    await stack.accept('contact-page', { name: 'Bo Bleibt', email: 'bo@bleibt.example.com' });
    ({ answer } = { answer: (await erase()).document.leads });
  });

  it('is found in leads that are done, dead, in quarantine, and in what nobody could read', () => {
    expect(answer.map(({ leadId, was, read }) => ({ leadId, was, read }))).toEqual([
      { leadId: done, was: 'complete', read: true },
      { leadId: dead, was: 'dead', read: true },
      { leadId: waiting, was: 'quarantined', read: true },
      { leadId: unread, was: 'quarantined', read: false },
    ]);
  });

  it('leaves nothing in Redis but ids, times and hashes', async () => {
    const kept = await everythingKept();
    expect(kept).toContain('bo@bleibt.example.com');
    for (const trace of [EMAIL, 'Ines', 'Erl', '901820', 'anrufen', 'Noch einmal']) {
      expect(kept).not.toContain(trace);
    }
    expect(await stack.leadline.ledger.load(done)).toEqual({
      leadId: done,
      source: 'contact-page',
      receivedAt: expect.any(Number),
      status: 'erased',
      steps: {},
      effects: {},
    });
    expect(await stack.leadline.ledger.raw(done)).toBeUndefined();
  });

  it('leaves no job and no dead letter, and the balance is right', async () => {
    const { queues, ledger, sweeper } = stack.leadline;
    const kept = await everythingKept();
    for (const stage of ['deduplicate', 'assign', 'task', 'alert'] as const) {
      expect(kept).not.toContain(`leadline:q:${stage}:${dead}`);
    }
    expect(await queues.deadLetters('alert')).toEqual([]);
    expect(await sweeper.sweep()).toEqual([]);
    expect(await ledger.balance()).toMatchObject({ balanced: true, byStatus: { erased: 4 } });
  });

  it('is told which traces leadline cannot remove, by their outside ids', () => {
    const [first] = answer;
    const contact = stack.hubspot.state().contacts[0];
    expect(contact).toBeDefined();
    expect(first?.outside.map(({ effect }) => effect)).toEqual(
      expect.arrayContaining(['contact', 'task', 'alert']),
    );
    expect(first?.outside.every(({ outsideId }) => outsideId !== undefined)).toBe(true);
  });

  it('is not brought back by a retry of the sender, nor by a release from quarantine', async () => {
    const retry = await stack.post('contact-page', PERSON);
    expect(JSON.parse(retry.body)).toEqual({ leadId: done, status: 'duplicate' });
    const { exit } = await ran(stack.env, (io) => runQuarantineRelease([waiting], {}, io));
    expect(exit).toBe(1);
    expect((await recordOf(waiting)).status).toBe('erased');
  });

  it('is not brought back by what was received before and arrives late', async () => {
    const leadId = '01920000-0000-7000-8000-00000000beef';
    const [lead] = [(await newLead('late@werk-sued.example.com')).lead];
    await erase('late@werk-sued.example.com');
    const kept = await stack.leadline.ledger.accept({
      leadId,
      source: 'contact-page',
      receivedAt: Date.now() - 60_000,
      status: 'in_flight',
      ...(lead && { lead: { ...lead, leadId } }),
      raw: { contentType: 'text/plain', bodyBase64: '', headers: {} },
      steps: ['deduplicate'],
      duplicateKeys: [],
    });
    expect(kept).toEqual({ leadId, duplicate: false });
    expect(await recordOf(leadId)).toMatchObject({ status: 'erased', steps: {} });
    expect(await everythingKept()).not.toContain('late@werk-sued');
    expect((await stack.leadline.ledger.balance()).balanced).toBe(true);
  });

  it('is welcome again, and the story says so', async () => {
    clock.ahead = 120_000;
    const { leadId, status } = await newLead(EMAIL);
    const story = await stack.leadline.ledger.story(leadId);
    expect(status).toBe('in_flight');
    expect(story.map(({ what }) => what)).toEqual(['accepted', 'returned']);
    clock.ahead = 0;
  });

  async function newLead(email: string): Promise<LeadRecord> {
    return recordOf(await stack.accept('contact-page', { email, message: 'Etwas Neues' }));
  }
});

describe('leadline erase', () => {
  it('writes a tombstone also for somebody whom the ledger does not know', async () => {
    const { exit, text } = await ran(stack.env, (io) => runErase('nobody@example.com', {}, io));
    expect([exit, text]).toEqual([0, expect.stringContaining('no lead of this person')]);
    expect(text).toContain('cannot come back');
  });

  it('says in words what was removed, and what is still there', async () => {
    const email = 'worte@werk-sued.example.com';
    const leadId = await stack.accept('contact-page', { email, name: 'Wort Reich' });
    await stack.processAll();
    const { text } = await ran(stack.env, (io) => runErase(` ${email.toUpperCase()}`, {}, io));
    expect(text).toContain('1 lead was erased.');
    expect(text).toContain(`${leadId}  contact-page`);
    expect(text).toContain('made outside, and still there:\n    contact ');
    expect(text).not.toContain('Wort');
  });

  it('does nothing for what is no address', async () => {
    const { exit, text } = await ran(stack.env, (io) => runErase('nobody', {}, io));
    expect([exit, text]).toEqual([2, expect.stringContaining('is not an e-mail address')]);
  });
});
