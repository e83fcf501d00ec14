import type { Metrics } from '../workflow/ports.ts';

export type GaugeRow = { labels: Record<string, string>; value: number };

/**
 * Gauges of what there is just now, by label. What was there at the last look and is gone goes to
 * 0: otherwise a system that works again would stay "paused" for as long as the process runs.
 */
export type SettledGauges = { show: (name: string, rows: GaugeRow[]) => void };

export function createSettledGauges(metrics: Pick<Metrics, 'gauge'>): SettledGauges {
  const shown = new Map<string, Map<string, GaugeRow['labels']>>();

  return {
    show: (name, rows) => {
      const before = shown.get(name) ?? new Map<string, GaugeRow['labels']>();
      const now = new Map(rows.map(({ labels }) => [JSON.stringify(labels), labels]));
      for (const [key, labels] of before) {
        if (!now.has(key)) metrics.gauge(name, labels, 0);
      }
      for (const { labels, value } of rows) metrics.gauge(name, labels, value);
      shown.set(name, now);
    },
  };
}
