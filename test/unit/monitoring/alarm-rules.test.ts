import { describe, expect, it } from '@jest/globals';
import {
  balanceAlarm,
  canaryAlarm,
  deadLetterAlarm,
  groupDeadLetters,
  journalAlarm,
  notKeptAlarm,
  pausedAlarm,
  retiredSecretAlarm,
  waitingAlarm,
} from '../../../src/monitoring/alarm-rules.ts';
import type { DeadLetter } from '../../../src/workflow/ledger.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function aDeadLetter(parts: Partial<DeadLetter> = {}): DeadLetter {
  return {
    leadId: 'lead-1',
    step: 'task',
    generation: 0,
    at: 0,
    system: 'hubspot',
    errorClass: 'invalid',
    code: 'PROPERTY_DOESNT_EXIST',
    words: 'no such property',
    advice: 'Run `leadline setup hubspot`.',
    attempts: [],
    ...parts,
  };
}

describe('dead letters', () => {
  it('are grouped by what one person would mend at once', () => {
    const groups = groupDeadLetters([
      aDeadLetter(),
      aDeadLetter({ leadId: 'lead-2', step: 'assign' }),
      aDeadLetter({ system: 'slack', code: 'is_archived', errorClass: 'refused', step: 'alert' }),
      aDeadLetter({
        errorClass: 'bug',
        step: 'convert~ga4',
        system: undefined,
        code: undefined,
      } as never),
    ]);
    expect(
      groups.map(({ system, code, count, stages }) => ({ system, code, count, stages })),
    ).toEqual([
      { system: 'hubspot', code: 'PROPERTY_DOESNT_EXIST', count: 2, stages: ['assign', 'task'] },
      { system: 'slack', code: 'is_archived', count: 1, stages: ['alert'] },
      { system: 'leadline', code: 'bug', count: 1, stages: ['convert'] },
    ]);
  });

  it('raise an alarm with their number, the advice, and the command that shows them', () => {
    const [group] = groupDeadLetters([aDeadLetter(), aDeadLetter({ leadId: 'lead-2' })]);
    expect(group && deadLetterAlarm(group)).toEqual({
      cause: 'dead-letters:hubspot:PROPERTY_DOESNT_EXIST',
      says: '2 dead letters of hubspot, PROPERTY_DOESNT_EXIST, in task',
      doThis:
        'Run `leadline setup hubspot`. `leadline dead list --stage task --class invalid` shows them.',
      count: 2,
    });
  });
});

describe('a paused system', () => {
  it('says why, and that it goes on by itself', () => {
    const alarm = pausedAlarm({ system: 'hubspot', reason: 'the token has expired', since: 0 });
    expect(alarm.cause).toBe('paused:hubspot');
    expect(alarm.says).toContain('the token has expired');
    expect(alarm.doThis).toContain('leadline doctor');
  });

  it('says what to do where that is known, and not only how to find out', () => {
    const advice = 'Renew HUBSPOT_ACCESS_TOKEN.';
    const alarm = pausedAlarm({ system: 'hubspot', reason: '401', since: 0, advice });
    expect(alarm.doThis).toBe(
      'Renew HUBSPOT_ACCESS_TOKEN. It goes on by itself once its credential is good again.',
    );
  });

  it('says until when, if the system told', () => {
    const until = Date.UTC(2026, 6, 2);
    expect(
      pausedAlarm({ system: 'hubspot', reason: 'daily limit', since: 0, until }).doThis,
    ).toContain('2026-07-02T00:00:00.000Z');
  });
});

describe('a lead that waits for its alert', () => {
  const observed = { promiseMs: 5 * MINUTE, now: HOUR };

  it('raises an alarm once it waits longer than promised', () => {
    const alarm = waitingAlarm({
      ...observed,
      oldest: { leadId: 'lead-1', since: HOUR - 7 * MINUTE },
    });
    expect(alarm?.says).toBe(
      'lead lead-1 has waited 7 minutes for its alert; promised are 5 minutes',
    );
    expect(alarm?.doThis).toContain('leadline trace lead-1');
  });

  it('raises none before, nor when nobody waits', () => {
    expect(
      waitingAlarm({ ...observed, oldest: { leadId: 'lead-1', since: HOUR - 5 * MINUTE } }),
    ).toBeUndefined();
    expect(waitingAlarm(observed)).toBeUndefined();
  });
});

describe('the journal', () => {
  it('raises an alarm while submissions wait on disk', () => {
    const alarm = journalAlarm({
      journal: { entries: 3, oldestAt: HOUR - 10 * MINUTE },
      now: HOUR,
    });
    expect(alarm).toMatchObject({ cause: 'journal', count: 3 });
    expect(alarm?.says).toContain('3 submissions wait on disk, the oldest for 10 minutes');
    expect(journalAlarm({ journal: { entries: 0 }, now: HOUR })).toBeUndefined();
  });

  it('raises another one when neither Redis nor the disk keeps anything', () => {
    const full = { writable: false, says: 'no space left on device' };
    expect(
      notKeptAlarm({ ledgerTrouble: 'there is no connection', journal: full })?.says,
    ).toContain('no space left on device');
    expect(notKeptAlarm({ journal: full })).toBeUndefined();
    const fine = { writable: true, says: 'takes submissions' };
    expect(notKeptAlarm({ ledgerTrouble: 'READONLY', journal: fine })).toBeUndefined();
  });
});

describe('the balance', () => {
  const byStatus = { complete: 7, in_flight: 1, quarantined: 0, refused: 0, dead: 0, erased: 0 };

  it('raises an alarm with the ids of what is astray', () => {
    const astray = Array.from({ length: 12 }, (_, at) => `lead-${at}`);
    const alarm = balanceAlarm({ accepted: 20, byStatus, balanced: false, astray });
    expect(alarm?.says).toContain('20 accepted, 8 accounted for');
    expect(alarm?.says).toContain('lead-9 and 2 more');
    expect(alarm?.count).toBe(12);
  });

  it('raises none when both sides are equal', () => {
    expect(balanceAlarm({ accepted: 8, byStatus, balanced: true, astray: [] })).toBeUndefined();
  });
});

describe('a retired signing secret', () => {
  const use = { source: 'webinar', secretId: '2025', count: 4, lastAt: 0 };

  it('raises an alarm while it is still used, and for a day after', () => {
    expect(retiredSecretAlarm(use, 3 * HOUR)).toMatchObject({
      cause: 'retired-secret:webinar:2025',
      count: 4,
    });
    expect(retiredSecretAlarm(use, 25 * HOUR)).toBeUndefined();
  });
});

describe('a canary', () => {
  const observed = { source: 'webinar', postedAt: 0, withinMs: 2 * MINUTE };

  it.each([
    { name: 'has run through in time', more: { completedAt: MINUTE, now: HOUR }, alarms: false },
    { name: 'still has time', more: { now: MINUTE }, alarms: false },
    { name: 'took too long', more: { completedAt: 3 * MINUTE, now: HOUR }, alarms: true },
    { name: 'has not run through', more: { now: 3 * MINUTE }, alarms: true },
    {
      name: 'follows one that failed',
      more: { now: 1, afterFailure: true as const },
      alarms: true,
    },
    { name: 'was not accepted', more: { now: 1, says: 'answered 503' }, alarms: true },
  ])('that $name: alarm $alarms', ({ more, alarms }) => {
    expect(canaryAlarm({ ...observed, ...more }) !== undefined).toBe(alarms);
  });
});
