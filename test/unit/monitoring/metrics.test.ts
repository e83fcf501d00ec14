import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../src/monitoring/metrics.ts';

const create = () => createMetrics({ processMetrics: false });

describe('metrics', () => {
  it('count, with what the number means', async () => {
    const metrics = create();

    metrics.count('leadline_steps_total', { stage: 'alert' });
    metrics.count('leadline_steps_total', { stage: 'alert' }, 2);
    metrics.count('leadline_steps_total', { stage: 'task' });

    const text = await metrics.text();
    expect(text).toContain('# HELP leadline_steps_total Steps of the workflow that ended');
    expect(text).toContain('leadline_steps_total{stage="alert"} 3');
    expect(text).toContain('leadline_steps_total{stage="task"} 1');
  });

  it('sort seconds into buckets from milliseconds to hours', async () => {
    const metrics = create();

    metrics.observe('leadline_step_seconds', { stage: 'alert' }, 0.02);
    metrics.observe('leadline_step_seconds', { stage: 'alert' }, 4_000);

    const text = await metrics.text();
    expect(text).toContain('leadline_step_seconds_bucket{le="0.025",stage="alert"} 1');
    expect(text).toContain('leadline_step_seconds_bucket{le="14400",stage="alert"} 2');
    expect(text).toContain('leadline_step_seconds_count{stage="alert"} 2');
  });

  it('sort other amounts into buckets of their own', async () => {
    const metrics = create();

    metrics.observe('leadline_batch_leads', {}, 7);

    expect(await metrics.text()).toContain('leadline_batch_leads_bucket{le="10"} 1');
  });

  it('show the last value of what goes up and down, under a readable name', async () => {
    const metrics = create();

    metrics.gauge('leadline_open_things', { of: 'a' }, 5);
    metrics.gauge('leadline_open_things', { of: 'a' }, 2);

    const text = await metrics.text();
    expect(text).toContain('# HELP leadline_open_things open things');
    expect(text).toContain('leadline_open_things{of="a"} 2');
  });

  it('never stop the work: other labels, other kinds and negative counts are harmless', async () => {
    const metrics = create();

    metrics.count('leadline_leads_total', { source: 'contact' });
    metrics.count('leadline_leads_total', { source: 'contact', surprise: 'x' });
    metrics.count('leadline_leads_total', {});
    metrics.count('leadline_leads_total', { source: 'contact' }, -5);
    metrics.gauge('leadline_leads_total', { source: 'contact' }, 99);

    const text = await metrics.text();
    expect(text).toContain('leadline_leads_total{source="contact"} 2');
    expect(text).toContain('leadline_leads_total{source=""} 1');
  });

  it('of two instances stay apart', async () => {
    const [one, other] = [create(), create()];

    one.count('leadline_steps_total');

    expect(await other.text()).not.toContain('leadline_steps_total');
  });

  it('tell about the process as well, unless that is not wanted', async () => {
    expect(await createMetrics().text()).toContain('process_cpu_seconds_total');
    expect(await create().text()).not.toContain('process_cpu_seconds_total');
    expect(create().contentType).toMatch(/^text\/plain/);
  });
});
