import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { runAway } from '../../src/commands/away.ts';
import { runAwayList } from '../../src/commands/away-list.ts';
import { runBack } from '../../src/commands/back.ts';
import { runOff, runOn } from '../../src/commands/off-switch.ts';
import type { SaidAbsence } from '../../src/routing/absences.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Changed = {
  member: string;
  by: string;
  says: string;
  said: { away: SaidAbsence[]; off?: { by: string } };
  because: string;
  nextOpening: string | null;
  error?: { says: string };
};
type Listed = {
  notAvailable: { member: string; because: string; said?: object }[];
  planned: { member: string; from: string; said?: { by: string } }[];
};

/** Days from today where the company works; far enough that midnight in between does no harm. */
const day = (offset: number) => DateTime.utc().plus({ days: offset }).toFormat('yyyy-MM-dd');

describe('who can take leads, said by command', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const away = (given: string[], options: object = {}) =>
    ran(stack.env, (io) => runAway(given, { by: 'ops', ...options }, io));
  const list = () => ranJson<Listed>(stack.env, (io) => runAwayList({ json: true }, io));
  const said = async (member: string) => (await stack.leadline.absences.all())[member];

  it('is out of office until the last day, and back before it', async () => {
    const { exit, text } = await away(['ada', day(-2), day(5)], { note: 'holiday' });
    expect(exit).toBe(0);
    expect(text).toContain(`Ada Brandt is said to be away from ${day(-2)} until ${day(5)}`);
    expect(text).toContain(`Now: Ada Brandt is away until ${day(5)} (holiday). The next lead`);
    expect((await said('ada'))?.away).toEqual([
      {
        ...{ from: day(-2), until: day(5), note: 'holiday' },
        said: { at: expect.any(Number), by: 'ops' },
      },
    ]);

    const back = await ran(stack.env, (io) => runBack('ada', { by: 'ada' }, io));
    expect(back.exit).toBe(0);
    expect(back.text).toContain(`Ada Brandt is said to be back (was away until ${day(5)}).`);
    expect(await said('ada')).toBeUndefined();

    const history = await ran(stack.env, (io) => runAwayList({ history: true }, io));
    expect(history.text).toMatch(
      /ago\s+ada\s+is said to be back .*ada\n.*ada\s+is said to be away/,
    );
  });

  it('keeps what is planned, unless all of it is taken back', async () => {
    await away(['ben', day(30), day(40)], { note: 'sailing' });
    const { document } = await list();
    expect(document.planned).toEqual([
      expect.objectContaining({ member: 'ben', from: day(30), said: expect.anything() }),
    ]);
    const asTable = await ran(stack.env, (io) => runAwayList({}, io));
    expect(asTable.text).toMatch(/Planned:\n.*\nben\s+\S+\s+\S+\s+sailing\s+ops/);

    const back = await ran(stack.env, (io) => runBack('ben', {}, io));
    expect(back).toMatchObject({
      exit: 0,
      text: expect.stringContaining('was not said to be away'),
    });
    expect((await said('ben'))?.away).toHaveLength(1);
    await ran(stack.env, (io) => runBack('ben', { all: true }, io));
    expect(await said('ben')).toBeUndefined();
  });

  it('is switched off and on, and says who did it', async () => {
    const off = () =>
      ranJson<Changed>(stack.env, (io) => runOff('ewan', { by: 'dora', json: true }, io));
    expect((await off()).document).toMatchObject({
      ...{ member: 'ewan', by: 'dora', says: 'is switched off', nextOpening: null },
      ...{ because: 'is switched off for now', said: { off: { by: 'dora' } } },
    });
    expect((await off()).document.says).toContain('was switched off already, by dora');
    const { document } = await list();
    expect(document.notAvailable).toContainEqual(
      expect.objectContaining({ member: 'ewan', because: 'is switched off for now' }),
    );

    const on = await ranJson<Changed>(stack.env, (io) => runOn('ewan', { json: true }, io));
    expect(on.exit).toBe(0);
    expect(on.document.says).toBe('is switched on again');
    expect(on.document.by).not.toBe('');
    expect(await said('ewan')).toBeUndefined();
  });

  it('does not go against team.yaml, and says what does', async () => {
    const back = await ranJson<Changed>(stack.env, (io) => runBack('fay', { json: true }, io));
    expect(back.exit).toBe(1);
    expect(back.document.error?.says).toContain('team.yaml still has Fay Morgan away until');
    const on = await ran(stack.env, (io) => runOn('gus', {}, io));
    expect(on.exit).toBe(1);
    expect(on.text).toContain('active: false');
  });

  it('lists those who are away by team.yaml, and not those who have left', async () => {
    const { exit, text } = await ran(stack.env, (io) => runAwayList({}, io));
    expect(exit).toBe(0);
    expect(text).toMatch(/fay\s+Fay Morgan\s+is away until .* \(parental leave\).*team\.yaml/);
    expect(text).not.toContain('gus');
  });

  it.each([
    [['adda', day(1), day(2)], 'Did you mean ada? There are ada, ben'],
    [['Ada Brandt', day(1), day(2)], 'Did you mean ada?'],
    [['ada'], '<from> is missing'],
    [['ada', day(1)], '<to> is missing'],
    [['ada', '3.8.2026', day(2)], '<from> "3.8.2026" cannot be used: expected a date such as'],
    [['ada', day(2), '2026-02-30'], '<to> "2026-02-30" cannot be used: there is no such day'],
    [['ada', day(2), day(1)], 'until is before from'],
    [['ada', '2020-01-01', '2020-01-02'], '2020-01-02 is over already'],
  ])('refuses %j', async (given, words) => {
    const { exit, text } = await away(given);
    expect({ exit, text }).toEqual({ exit: 2, text: expect.stringContaining(words) });
    expect(await said('ada')).toBeUndefined();
  });

  it('is what the next decision reads', async () => {
    await away(['ben', day(-2), day(2)]);
    await away(['ada', day(-2), day(2)]);
    const { ada, ben } = (await stack.leadline.rotation.look()).absences;
    expect([ada?.away, ben?.away]).toEqual([
      [expect.objectContaining({ until: day(2) })],
      [expect.objectContaining({ until: day(2) })],
    ]);
  });
});
