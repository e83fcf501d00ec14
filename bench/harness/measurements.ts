import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { z } from 'zod';
import type { BenchResult } from './bench.ts';

const figures = z.record(z.string(), z.number());

const measurementSchema = z.object({
  about: z.string(),
  at: z.string(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGb: z.number(),
    node: z.string(),
    redis: z.string(),
  }),
  /** A short run shows that nothing is far off; its figures are rough. */
  short: z.boolean(),
  subjects: z.record(z.string(), figures),
  goals: z.array(
    z.object({
      says: z.string(),
      ratio: z.number(),
      atLeast: z.number().exactOptional(),
      atMost: z.number().exactOptional(),
      isTime: z.literal(true).exactOptional(),
    }),
  ),
});

/** What one benchmark came to: where, with what, and when. */
export type Measurement = z.output<typeof measurementSchema>;

/** By benchmark. */
export type Measurements = Record<string, Measurement>;

/** Throws with the place on a file that `writeMeasurements` did not write. */
export function readMeasurements(file: string): Measurements {
  if (!existsSync(file)) return {};
  return z.record(z.string(), measurementSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Benchmarks that were not run this time keep what the file has of them. */
export function writeMeasurements(
  file: string,
  results: Record<string, BenchResult & { about: string }>,
  { at, short }: { at: Date; short: boolean },
): void {
  const [cpu] = cpus();
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis:
      /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ?? '',
  };
  const measured = Object.entries(results).map(([name, result]) => [
    name,
    { ...result, at: at.toISOString(), machine, short },
  ]);
  const all = { ...readMeasurements(file), ...Object.fromEntries(measured) };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}
