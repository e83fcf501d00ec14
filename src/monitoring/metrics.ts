import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../workflow/ports.ts';
import { HELP } from './metric-help.ts';

/** From a quick call (5 ms) to a lead that waited for half a day: speed to lead is measured too. */
const SECONDS_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600, 14_400,
  43_200,
];
const AMOUNT_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000];

export type PrometheusMetrics = Metrics & {
  /** Everything counted so far, in Prometheus' text format. */
  text: () => Promise<string>;
  /** For the answer to `GET /metrics`. */
  contentType: string;
};

/**
 * Metrics in a registry of their own, so that several instances in one process stay apart. A
 * metric exists from its first use on, with the labels of that use; labels that come later are
 * left out, and a name used as two kinds is counted as the first: measuring never stops the work.
 *
 * `processMetrics`: memory, CPU and event loop of the process as well (default true).
 */
export function createMetrics(options: { processMetrics?: boolean } = {}): PrometheusMetrics {
  const registry = new Registry();
  const known = new Map<string, Known>();
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });

  function named(name: string, labels: Record<string, string>, make: Make): Known {
    const labelNames = Object.keys(labels);
    const found = known.get(name) ?? { metric: make(name, labelNames, registry), labelNames };
    known.set(name, found);
    return found;
  }

  return {
    count: (name, labels = {}, by = 1) => {
      const { metric, labelNames } = named(name, labels, makeCounter);
      if (metric instanceof Counter && by >= 0) metric.inc(only(labelNames, labels), by);
    },
    observe: (name, labels, value) => {
      const { metric, labelNames } = named(name, labels, makeHistogram);
      if (metric instanceof Histogram) metric.observe(only(labelNames, labels), value);
    },
    gauge: (name, labels, value) => {
      const { metric, labelNames } = named(name, labels, makeGauge);
      if (metric instanceof Gauge) metric.set(only(labelNames, labels), value);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

type Known = { metric: Counter | Histogram | Gauge; labelNames: string[] };
type Make = (name: string, labelNames: string[], registry: Registry) => Known['metric'];

const makeCounter: Make = (name, labelNames, registry) =>
  new Counter({ name, help: helpFor(name), labelNames, registers: [registry] });

const makeGauge: Make = (name, labelNames, registry) =>
  new Gauge({ name, help: helpFor(name), labelNames, registers: [registry] });

const makeHistogram: Make = (name, labelNames, registry) =>
  new Histogram({
    name,
    help: helpFor(name),
    labelNames,
    buckets: name.endsWith('_seconds') ? SECONDS_BUCKETS : AMOUNT_BUCKETS,
    registers: [registry],
  });

function helpFor(name: string): string {
  return HELP[name] ?? name.replace(/^leadline_/, '').replaceAll('_', ' ');
}

function only(names: string[], labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}
