import type { Ledger, SystemStates } from '../workflow/ledger.ts';
import type { Metrics } from '../workflow/ports.ts';
import { createSettledGauges, type GaugeRow } from './settled-gauges.ts';

/** A queue, as far as it is counted. Dead letters wait in queues named `<stage>-dead`. */
export type CountedQueue = {
  name: string;
  getJobCounts: (
    ...states: ('waiting' | 'active' | 'delayed' | 'failed')[]
  ) => Promise<Record<string, number>>;
};

const DEAD = /^(.+)-dead$/;

/** What only a look at the whole ledger can tell: the balance, the queues, the paused systems. */
export function createMeasure(deps: {
  ledger: Pick<Ledger, 'balance'>;
  queues: () => CountedQueue[];
  systems: Pick<SystemStates, 'paused'>;
  metrics: Metrics;
}): () => Promise<void> {
  const { ledger, systems, metrics } = deps;
  const gauges = createSettledGauges(metrics);

  return async function measure(): Promise<void> {
    const balance = await ledger.balance();
    metrics.gauge('leadline_accepted', {}, balance.accepted);
    metrics.gauge('leadline_ledger_balanced', {}, balance.balanced ? 1 : 0);
    gauges.show(
      'leadline_leads',
      Object.entries(balance.byStatus).map(([status, value]) => ({ labels: { status }, value })),
    );

    const jobs: GaugeRow[] = [];
    const deadLetters: GaugeRow[] = [];
    for (const queue of deps.queues()) {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      const stage = DEAD.exec(queue.name)?.[1];
      if (stage) deadLetters.push({ labels: { stage }, value: counts['waiting'] ?? 0 });
      for (const [state, value] of Object.entries(counts)) {
        jobs.push({ labels: { queue: queue.name, state }, value });
      }
    }
    gauges.show('leadline_queue_jobs', jobs);
    gauges.show('leadline_dead_letters', deadLetters);

    const paused = await systems.paused();
    gauges.show(
      'leadline_system_paused',
      paused.map(({ system }) => ({ labels: { system }, value: 1 })),
    );
  };
}
