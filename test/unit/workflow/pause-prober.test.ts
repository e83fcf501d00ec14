import { describe, expect, it } from '@jest/globals';
import type { SystemPause } from '../../../src/workflow/ledger.ts';
import { createPauseProber } from '../../../src/workflow/pause-prober.ts';
import { SystemFailure } from '../../../src/workflow/system-failure.ts';

const MINUTE_MS = 60_000;
const quiet = () => undefined;

/** A receiver whose trouble the probe sees only while `visible`; pauses are set by hand. */
function scene() {
  let now = 0;
  let visible = false;
  let paused: SystemPause[] = [];
  const told: string[] = [];
  const prober = createPauseProber({
    systems: {
      waitMs: async () => 0,
      leaveAlone: async () => undefined,
      pause: async () => true,
      paused: async () => paused,
      resume: async (system) => void (paused = paused.filter((each) => each.system !== system)),
    },
    probes: () => ({
      webhook: async () => {
        if (!visible) return;
        throw new SystemFailure({
          system: 'webhook',
          kind: 'unauthorised',
          when: 'after',
          words: '401',
        });
      },
    }),
    world: {
      now: () => now,
      newLeadId: () => '',
      random: () => 0,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      metrics: { count: quiet, observe: quiet, gauge: quiet },
    },
    onResume: async ({ system }) => void told.push(`${system} at ${now / MINUTE_MS} min`),
  });
  return {
    told,
    see: (seen: boolean) => void (visible = seen),
    pause: () => void (paused = [{ system: 'webhook', reason: '401', since: now }]),
    probeAfter: async (ms: number) => {
      now += ms;
      await prober.probe();
    },
  };
}

describe('a paused system', () => {
  it('goes on at once when the probe finds it well', async () => {
    const { told, see, pause, probeAfter } = scene();
    see(true);
    pause();
    await probeAfter(15_000);
    expect(told).toEqual([]);

    see(false);
    await probeAfter(45_000);
    expect(told).toEqual(['webhook at 1 min']);
  });

  it('is looked at ever later when it relapses with a trouble that no probe sees', async () => {
    const { told, pause, probeAfter } = scene();
    for (let relapse = 0; relapse < 3; relapse += 1) {
      pause();
      for (let look = 0; look < 8; look += 1) await probeAfter(30_000);
    }
    expect(told).toEqual(['webhook at 0.5 min', 'webhook at 5 min', 'webhook at 10 min']);
  });

  it('is looked at at once again after half an hour without trouble', async () => {
    const { told, pause, probeAfter } = scene();
    pause();
    await probeAfter(0);
    await probeAfter(45 * MINUTE_MS);
    pause();
    await probeAfter(0);
    expect(told).toEqual(['webhook at 0 min', 'webhook at 45 min']);
  });
});
