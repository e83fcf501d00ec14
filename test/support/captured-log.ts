import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { createLog } from '../../src/monitoring/log.ts';
import type { Log } from '../../src/workflow/ports.ts';

export type CapturedLog = {
  log: Log;
  /** What a file or a collector would get. */
  lines: () => string[];
  /** What callers handed over, before anything was redacted, errors with their causes. */
  handedOver: () => string[];
};

/** The log of production at its most talkative. */
export function captureLog(): CapturedLog {
  const lines: string[] = [];
  const handedOver: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const inner = createLog({ level: 'debug', destination });
  const captured =
    (level: keyof Log) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      handedOver.push(`${message} ${inspect(fields, { depth: 12, maxStringLength: null })}`);
      inner[level](message, fields);
    };
  return {
    log: {
      debug: captured('debug'),
      info: captured('info'),
      warn: captured('warn'),
      error: captured('error'),
    },
    lines: () => lines,
    handedOver: () => handedOver,
  };
}
