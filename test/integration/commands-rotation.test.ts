import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreditOptions, runCredit } from '../../src/commands/credit.ts';
import { type RotationOptions, runRotation } from '../../src/commands/rotation.ts';
import type { StandingEntry } from '../../src/routing/rotation-state.ts';
import type { PoolStandings } from '../../src/routing/standings.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Shown = { pools: PoolStandings[]; entries: (Omit<StandingEntry, 'at'> & { at: string })[] };

describe('where everybody stands', () => {
  let stack: Stack;
  let leadIds: string[];
  beforeAll(async () => {
    stack = await startStack();
    leadIds = [];
    for (const email of [
      'lena@hofer.example.com',
      'max@berger.example.com',
      'eva@kurz.example.com',
    ]) {
      const fields = { name: 'A Person', email, country: 'DE', consent: 'on' };
      leadIds.push(await stack.accept('contact-page', fields));
      await stack.processAll();
    }
  });
  afterAll(() => stack.stop());

  const shown = (options: RotationOptions = {}) =>
    ranJson<Shown>(stack.env, (io) => runRotation({ json: true, ...options }, io));
  const credit = (leadId: string, options: CreditOptions) =>
    ran(stack.env, (io) => runCredit(leadId, options, io));

  it('is shown for each pool, with shares, turns and counts', async () => {
    const { exit, document } = await shown({ pool: 'dach' });
    expect(exit).toBe(0);
    const [dach] = document.pools;
    expect(document.pools).toHaveLength(1);
    expect(dach?.leads).toMatchObject({ today: 3, thisWeek: 3, open: 3 });
    const taken = dach?.members.map((each) => each.taken) ?? [];
    expect(taken.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect(Math.max(...(dach?.members ?? []).map((each) => Math.abs(each.owed)))).toBeLessThan(1);
    expect(document.entries.map(({ reason, leadId }) => [reason, leadId])).toEqual(
      leadIds.toReversed().map((leadId) => ['turn', leadId]),
    );
  });

  it('is told in plain words, every pool and the latest of the ledger', async () => {
    const { exit, text } = await ran(stack.env, (io) => runRotation({}, io));
    expect(exit).toBe(0);
    expect(text).toMatch(/Pool dach, \S+: leads today 3.*, this week 3.*, open 3/u);
    expect(text).toMatch(/Member\s+Weight\s+Fair share\s+Taken\s+Credit\s+Owed\s+Today/u);
    expect(text).toMatch(/dach\s+−1\s+Ada Brandt had a turn\s+\S{36}/u);
  });

  it('is shown of one member, in all their pools', async () => {
    const { document } = await shown({ member: 'ben', limit: 1 });
    const members = document.pools.flatMap((pool) => pool.members);
    expect(new Set(members.map(({ member }) => member))).toEqual(new Set(['ben']));
    expect(document.entries).toMatchObject([{ member: 'ben', reason: 'turn' }]);
  });

  it.each([
    [{ pool: 'narnia' }, 'no pool "narnia"'],
    [{ member: 'nobody' }, 'no member "nobody"'],
  ])('is not there for %o', async (options, says) => {
    const { exit, text } = await ran(stack.env, (io) => runRotation(options, io));
    expect(exit).toBe(1);
    expect(text).toContain(says);
    expect(text).toContain('team.yaml');
  });

  it('changes with a credit, which is given once and says who gave it', async () => {
    const [leadId = ''] = leadIds;
    const before = await shown({ pool: 'dach', limit: 3 });
    const taker = before.document.entries.find((entry) => entry.leadId === leadId)?.member ?? '';
    const owedTo = ({ document }: typeof before) =>
      document.pools[0]?.members.find(({ member }) => member === taker)?.owed ?? 0;

    const given = await credit(leadId, { spam: true, by: 'the sales manager' });
    expect(given.exit).toBe(0);
    expect(given.text).toContain(`The whole turn that lead ${leadId} took is given back`);
    const after = await shown({ pool: 'dach' });
    expect(owedTo(after)).toBeGreaterThan(owedTo(before));
    expect(after.document.entries[0]).toMatchObject({ leadId, by: 'the sales manager' });
    const told = await ran(stack.env, (io) => runRotation({ member: taker }, io));
    expect(told.text).toContain('gets a lead back that was spam, said the sales manager');

    const again = await credit(leadId, { duplicate: true });
    expect(again.exit).toBe(1);
    expect(again.text).toContain('has been credited before');
  });

  it('does not change for a lead that took no turn', async () => {
    const { exit, text } = await credit('0190-none', { spam: true });
    expect(exit).toBe(1);
    expect(text).toContain('nothing to give back');
  });

  it('does not change where routing.yaml gives nothing back', async () => {
    const { exit, text } = await credit(leadIds[1] ?? '', { lostFollowUp: true });
    expect(exit).toBe(1);
    expect(text).toContain('credits.lostFollowUp is 0');
  });

  it.each([[{}], [{ spam: true, duplicate: true }]])('asks for one reason: %o', async (options) => {
    const { exit, text } = await credit(leadIds[1] ?? '', options);
    expect(exit).toBe(2);
    expect(text).toContain('exactly one reason');
  });
});
