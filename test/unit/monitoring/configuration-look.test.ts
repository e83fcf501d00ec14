import { describe, expect, it } from '@jest/globals';
import { configurationLook } from '../../../src/monitoring/configuration-look.ts';
import type { ConfigurationTrouble, ProcessReport } from '../../../src/workflow/configurations.ts';

const MINUTE = 60_000;

function report(place: string, trouble?: Partial<ConfigurationTrouble>): ProcessReport {
  return {
    ...{ process: `${place} 1`, place, at: 0, runs: 'aaa' },
    ...(trouble && {
      trouble: {
        ...{ kind: 'wrong', hash: 'bbb', since: 0 },
        ...{ says: 'team.yaml:3:1 is wrong', doThis: 'Correct it.' },
        ...trouble,
      },
    }),
  };
}

const alarmsOf = (reports: ProcessReport[], now = 0) =>
  configurationLook({ reports: async () => reports, now: () => now }).alarms();

describe('alarms about configurations', () => {
  it('are none while every process runs the live one from its folder', async () => {
    expect(await alarmsOf([report('one'), report('two')])).toEqual([]);
  });

  it('are one for the same wrong files in many places, since one person mends them', async () => {
    const places = ['d:/x', 'a:/x', 'c:/x', 'b:/x', 'a:/x'];

    expect(await alarmsOf(places.map((place) => report(place, {})))).toEqual([
      {
        cause: 'configuration:wrong:bbb',
        says: 'the configuration in a:/x, b:/x, c:/x and 1 more is refused, and aaa stays: team.yaml:3:1 is wrong',
        doThis: 'Correct it.',
        count: 4,
      },
    ]);
  });

  it('are several for different files', async () => {
    const causes = (await alarmsOf([report('a', {}), report('b', { hash: 'ccc' })]))?.map(
      ({ cause }) => cause,
    );

    expect(causes).toEqual(['configuration:wrong:bbb', 'configuration:wrong:ccc']);
  });

  it('wait two minutes for a folder that may only be late', async () => {
    const late = [report('a', { kind: 'behind', since: MINUTE })];

    expect(await alarmsOf(late, 2 * MINUTE)).toEqual([]);
    expect(await alarmsOf(late, 3 * MINUTE)).toMatchObject([{ cause: 'configuration:behind:bbb' }]);
  });

  it.each([
    ['wrong', 'no folder holds that wrong configuration any more.'],
    ['behind', 'no folder holds that other configuration any more.'],
    ['not-taken', 'every process runs the live configuration.'],
  ])('that are over say so: %s', (kind, says) => {
    const look = configurationLook({ reports: async () => [], now: () => 0 });

    expect(look.over(`configuration:${kind}:bbb`)).toBe(says);
  });
});
