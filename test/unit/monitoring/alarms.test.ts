import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Alarms, createAlarms } from '../../../src/monitoring/alarms.ts';
import { createMemoryAlarmStore } from '../../../src/monitoring/memory-alarm-store.ts';
import { createMetrics, type PrometheusMetrics } from '../../../src/monitoring/metrics.ts';
import { createSteadyAlarmStore } from '../../../src/monitoring/steady-alarm-store.ts';
import { createWatch, type Look } from '../../../src/monitoring/watch.ts';
import { LedgerUnavailable } from '../../../src/workflow/ledger.ts';
import type { Alarm, AlarmStore } from '../../../src/workflow/watch-ports.ts';
import { createSayBook, type SayBook } from '../../support/say-book.ts';

const MINUTE = 60_000;
const alarm: Alarm = {
  cause: 'paused:hubspot',
  says: 'hubspot is paused',
  doThis: 'Renew its token.',
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let clock = 0;
let book: SayBook;
let metrics: PrometheusMetrics;
let alarms: Alarms;

function alarmsOn(store: AlarmStore): Alarms {
  return createAlarms({
    say: book.say,
    store,
    now: () => clock,
    log: silent,
    metrics,
    quietMs: 60 * MINUTE,
  });
}

beforeEach(() => {
  clock = 1_000;
  book = createSayBook();
  metrics = createMetrics({ processMetrics: false });
  alarms = alarmsOn(createMemoryAlarmStore());
});

describe('an alarm', () => {
  it('is said once, with what to do, and not again within its quiet time', async () => {
    await alarms.raise(alarm);
    clock += 59 * MINUTE;
    await alarms.raise(alarm);
    expect(book.said).toEqual([{ text: 'Alarm: hubspot is paused\nTo do: Renew its token.' }]);
    expect(await metrics.text()).toContain('leadline_alarm_open{cause="paused:hubspot"} 1');
  });

  it('is said again in its thread when it is still so after the quiet time', async () => {
    await alarms.raise(alarm);
    clock += 61 * MINUTE;
    await alarms.raise(alarm);
    expect(book.said.at(-1)).toEqual({
      text: 'Still so: hubspot is paused\nTo do: Renew its token.',
      threadTs: '1.0',
    });
  });

  it('is closed with a message in its thread, once', async () => {
    await alarms.raise(alarm);
    await alarms.over(alarm.cause, 'hubspot is well again.');
    await alarms.over(alarm.cause, 'hubspot is well again.');
    expect(book.said.slice(1)).toEqual([{ text: 'Over: hubspot is well again.', threadTs: '1.0' }]);
    expect(await alarms.open()).toEqual([]);
    expect(await metrics.text()).toContain('leadline_alarm_open{cause="paused:hubspot"} 0');
  });

  it('stays in its thread when it comes and goes', async () => {
    await alarms.raise(alarm);
    await alarms.over(alarm.cause, 'hubspot is well again.');
    clock += MINUTE;
    await alarms.raise(alarm);
    expect(book.said.at(-1)).toMatchObject({ threadTs: '1.0' });
    expect(book.said.at(-1)?.text).toContain('Again: hubspot is paused');
  });

  it('begins a thread of its own when the last time was long ago', async () => {
    await alarms.raise(alarm);
    await alarms.over(alarm.cause, 'hubspot is well again.');
    clock += 61 * MINUTE;
    await alarms.raise(alarm);
    expect(book.said.at(-1)).toEqual({ text: 'Alarm: hubspot is paused\nTo do: Renew its token.' });
  });

  it('breaks nothing when Slack is away, and is said later', async () => {
    book.broken = true;
    await alarms.raise(alarm);
    expect(await metrics.text()).toContain('leadline_alarms_unsaid_total');
    book.broken = false;
    clock += MINUTE;
    await alarms.raise(alarm);
    expect(book.said.map(({ text }) => text)).toEqual([
      'Alarm: hubspot is paused\nTo do: Renew its token.',
    ]);
  });

  it('ends without a word when it was never said', async () => {
    book.broken = true;
    await alarms.raise(alarm);
    clock += MINUTE;
    book.broken = false;
    await alarms.over(alarm.cause, 'hubspot is well again.');
    expect(book.said).toEqual([]);
    expect(await alarms.open()).toEqual([]);
  });

  it('has its end said later when Slack is away at that moment', async () => {
    await alarms.raise(alarm);
    book.broken = true;
    await alarms.over(alarm.cause, 'hubspot is well again.');
    book.broken = false;
    clock += MINUTE;
    await alarms.over(alarm.cause, 'hubspot is well again.');
    expect(book.said).toHaveLength(2);
  });
});

describe('an alarm while Redis is away', () => {
  const away = () => Promise.reject(new LedgerUnavailable('asking for an alarm'));
  const broken: AlarmStore = {
    raise: away,
    said: away,
    unsaid: away,
    end: away,
    close: away,
    all: away,
  };

  it('is said by this process alone, once, and closed when it is over', async () => {
    alarms = alarmsOn(
      createSteadyAlarmStore({ lasting: broken, memory: createMemoryAlarmStore() }),
    );
    await alarms.raise(alarm);
    await alarms.raise(alarm);
    expect(await alarms.open()).toHaveLength(1);
    await alarms.over(alarm.cause, 'Redis is back.');
    expect(book.said).toHaveLength(2);
  });

  it('is not begun anew when Redis comes back before it is over', async () => {
    const lasting = { ...broken };
    alarms = alarmsOn(createSteadyAlarmStore({ lasting, memory: createMemoryAlarmStore() }));
    await alarms.raise(alarm);
    Object.assign(lasting, createMemoryAlarmStore());
    await alarms.raise(alarm);
    await alarms.over(alarm.cause, 'all is well.');
    expect(book.said.map(({ text }) => text.split(':')[0])).toEqual(['Alarm', 'Over']);
  });
});

describe('a watch', () => {
  let found: Alarm[] | undefined | Error;
  const look: Look = {
    name: 'paused',
    alarms: async () => {
      if (found instanceof Error) throw found;
      return found;
    },
    over: (cause) => `${cause} is over.`,
  };
  const watch = () =>
    createWatch({ looks: [look], alarms, now: () => clock, log: silent, metrics }).round();

  it('raises what is there and ends what is no longer', async () => {
    found = [alarm];
    await watch();
    found = [];
    await watch();
    expect(book.said.map(({ text }) => text.split('\n')[0])).toEqual([
      'Alarm: hubspot is paused',
      'Over: paused:hubspot is over.',
    ]);
  });

  it('ends nothing when it cannot tell, or fails', async () => {
    found = [alarm];
    await watch();
    found = undefined;
    await watch();
    found = new Error('the look is broken');
    await watch();
    expect(await alarms.open()).toHaveLength(1);
    expect(await metrics.text()).toContain('leadline_looks_failed_total{look="paused"} 1');
  });

  it('leaves alarms of other kinds alone', async () => {
    await alarms.raise({ ...alarm, cause: 'pausedness' });
    found = [];
    await watch();
    expect(await alarms.open()).toHaveLength(1);
  });
});
