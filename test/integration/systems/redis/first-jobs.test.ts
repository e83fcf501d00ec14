import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Acceptance } from '../../../../src/intake/accept.ts';
import { createAccept } from '../../../../src/intake/accept-lead.ts';
import { createRedisLedger } from '../../../../src/systems/redis/redis-ledger.ts';
import { createSeal } from '../../../../src/systems/redis/seal.ts';
import { firstJobs, type StageQueues } from '../../../../src/systems/redis/stage-queues.ts';
import type { Ledger } from '../../../../src/workflow/ledger.ts';
import { captureLog } from '../../../support/captured-log.ts';
import { aLead, anEmailAddress } from '../../../support/lead-builder.ts';
import {
  anEntry,
  type Bookkeeping,
  type RedisSetting,
  startRedisSetting,
} from '../../../support/redis-setting.ts';

const FIRST = { stage: 'deduplicate' } as const;

let setting: RedisSetting;
let book: Bookkeeping;
let queues: StageQueues;
let ledger: Ledger;

beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(async () => {
  book = setting.fresh();
  queues = setting.queuesOf(book);
  await Promise.all(queues.all().map((queue) => queue.waitUntilReady()));
  ledger = createRedisLedger({
    ...{ redis: setting.redis, prefix: book.prefix, personKeys: book.personKeys },
    seal: createSeal([{ id: 'test', key: Buffer.alloc(32, 7) }]),
    rawKeptMs: 60_000,
    firstJob: firstJobs(book.prefix),
  });
});
afterAll(() => setting.stop());

const waiting = async () =>
  (await setting.redis.lrange(`${book.prefix}:q:deduplicate:wait`, 0, -1)).toSorted();

describe('the first job of an accepted lead', () => {
  it('is written in the same step as the lead', async () => {
    const answers = ['lead-1', 'lead-2'].map((id) => ledger.accept(anEntry(id)));
    expect(await Promise.all(answers)).toEqual([
      { leadId: 'lead-1', duplicate: false, queued: true },
      { leadId: 'lead-2', duplicate: false, queued: true },
    ]);
    expect(await waiting()).toEqual(['lead-1', 'lead-2']);
    expect(await queues.jobState(FIRST, 'lead-1')).toBe('waiting');
  });

  it('is the one that the queue would have been given', async () => {
    await ledger.accept(anEntry('lead-1'));
    await queues.add(FIRST, 'lead-2');
    const job = async (id: string) => {
      const { timestamp: _, ...rest } = await setting.redis.hgetall(
        `${book.prefix}:q:deduplicate:${id}`,
      );
      return JSON.parse(JSON.stringify(rest).replaceAll(id, '')) as Record<string, string>;
    };
    expect(await job('lead-1')).toEqual(await job('lead-2'));
  });

  it('is none where nothing is to be done yet, or the submission is a repeated one', async () => {
    const duplicateKeys = [{ key: 'k', ttlMs: 60_000 }];
    await ledger.accept(anEntry('lead-1', { status: 'quarantined', steps: [], duplicateKeys }));
    await ledger.accept(anEntry('lead-2', { duplicateKeys }));
    expect(await waiting()).toEqual([]);
  });

  it('is none where the person was erased after sending it', async () => {
    const person = { email: anEmailAddress('grace@example.com') };
    const lead = aLead({ leadId: 'lead-1', person });
    const erased = `${book.prefix}:erased:${book.personKeys.keyOf(lead)}`;
    await setting.redis.set(erased, '5000', 'PX', 60_000);
    await ledger.accept(anEntry('lead-1', { lead }));
    expect((await ledger.load('lead-1'))?.status).toBe('erased');
    expect(await waiting()).toEqual([]);
  });

  it('is one, however often the lead is accepted', async () => {
    await ledger.accept(anEntry('lead-1'));
    await Promise.all([ledger.accept(anEntry('lead-1')), ledger.accept(anEntry('lead-1'))]);
    expect(await waiting()).toEqual(['lead-1']);
  });

  it('comes with the next time, where the lead was accepted without it', async () => {
    await book.ledger.accept(anEntry('lead-1'));
    expect(await waiting()).toEqual([]);
    await ledger.accept(anEntry('lead-1'));
    expect(await waiting()).toEqual(['lead-1']);
  });

  it('fails no lead where it cannot be written, and leaves nothing of itself', async () => {
    await setting.redis.set(`${book.prefix}:q:deduplicate:wait`, 'no list');
    expect(await ledger.accept(anEntry('lead-1'))).toEqual({ leadId: 'lead-1', duplicate: false });
    expect((await ledger.load('lead-1'))?.status).toBe('in_flight');
    expect(await ledger.quietSince(2_000, 10)).toEqual(['lead-1']);
    expect(await queues.jobState(FIRST, 'lead-1')).toBe('unknown');
  });
});

describe('a waiting job', () => {
  it('is small: none of its fields is longer than Redis keeps in a short list', async () => {
    await ledger.accept(anEntry(randomUUID()));
    const [id] = await waiting();
    const key = `${book.prefix}:q:deduplicate:${id}`;
    expect(await setting.redis.object('ENCODING', key)).toBe('listpack');
  });
});

describe('accepting', () => {
  const acceptance: Acceptance = {
    leadId: 'lead-1',
    source: 'website',
    receivedAt: '2026-01-05T09:00:00.000Z',
    state: 'in_flight',
    lead: aLead({ leadId: 'lead-1' }),
    raw: { contentType: 'text/plain', bodyBase64: 'aGVsbG8=', headers: {} },
    duplicateKeys: [],
  };

  it.each([
    { where: 'the ledger wrote the job', ledgerOf: () => ledger, asked: 0 },
    { where: 'the ledger could not', ledgerOf: () => book.ledger, asked: 1 },
  ])('queues the lead once where $where', async ({ ledgerOf, asked }) => {
    let adds = 0;
    const counting = {
      ...queues,
      add: async (...given: Parameters<StageQueues['add']>) => {
        adds += 1;
        await queues.add(...given);
      },
    };
    const accept = createAccept({
      ...{ ledger: ledgerOf(), queues: counting, log: captureLog().log },
      destinations: () => [],
    });
    await accept(acceptance);
    expect(await waiting()).toEqual(['lead-1']);
    expect(adds).toBe(asked);
  });
});
