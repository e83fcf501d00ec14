import { describe, expect, it } from '@jest/globals';
import { createMeasure } from '../../../src/monitoring/measure.ts';
import { createMetrics } from '../../../src/monitoring/metrics.ts';
import type { SystemPause } from '../../../src/workflow/ledger.ts';

describe('the gauges of the whole', () => {
  const world = { paused: [] as SystemPause[], dead: 0 };
  const metrics = createMetrics({ processMetrics: false });
  const measure = createMeasure({
    ledger: {
      balance: async () => ({
        accepted: 3,
        byStatus: {
          complete: 2,
          in_flight: 1,
          quarantined: 0,
          refused: 0,
          dead: 0,
          erased: 0,
        },
        balanced: true,
        astray: [],
      }),
    },
    queues: () => [
      { name: 'task', getJobCounts: async () => ({ waiting: 4, failed: 0 }) },
      { name: 'task-dead', getJobCounts: async () => ({ waiting: world.dead, failed: 0 }) },
    ],
    systems: { paused: async () => world.paused },
    metrics,
  });

  it('show a paused system, and 0 once it is resumed', async () => {
    world.paused = [{ system: 'hubspot', reason: 'token expired', since: 0 }];
    await measure();
    expect(await metrics.text()).toContain('leadline_system_paused{system="hubspot"} 1');

    world.paused = [];
    await measure();
    expect(await metrics.text()).toContain('leadline_system_paused{system="hubspot"} 0');
  });

  it('show both sides of the ledger, the queues, and the dead letters by stage', async () => {
    world.dead = 2;
    await measure();
    const text = await metrics.text();
    expect(text).toContain('leadline_accepted 3');
    expect(text).toContain('leadline_ledger_balanced 1');
    expect(text).toContain('leadline_leads{status="complete"} 2');
    expect(text).toContain('leadline_queue_jobs{queue="task",state="waiting"} 4');
    expect(text).toContain('leadline_dead_letters{stage="task"} 2');
  });
});
