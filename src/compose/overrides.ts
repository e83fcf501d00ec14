import type { World } from '../workflow/ports.ts';
import type { VerdictPolicy } from '../workflow/verdict.ts';

/** What tests and the demo do differently; everything else is the wiring of production. */
export type Overrides = {
  world?: Partial<World>;
  policy?: VerdictPolicy;
  sweeperQuietMs?: number;
  /** For calls of outside systems. */
  timeoutMs?: number;
  /** Every port passes through here before it is wired: tests stop the process at a chosen call. */
  around?: Around;
};

export type Around = <Port extends object>(name: string, port: Port) => Port;
