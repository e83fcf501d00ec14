import { type DestinationStream, pino } from 'pino';
import type { Log } from '../workflow/ports.ts';
import { redactedFields } from './redaction.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * One JSON object a line: `time` (ISO 8601), `level`, `msg`, then the fields. What a field may not
 * show is redacted (redaction.ts), so that a slip in a caller stays a slip.
 *
 * `destination` takes the lines; standard output if there is none.
 */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(settings, options.destination ?? standardOutput());
  const write =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](besideOwn(redactedFields(fields)), message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/** Lines are written some kilobytes at a time, and no later than this. */
const WRITE_AT_BYTES = 4_096;
const WRITE_WITHIN_MS = 100;

/** Nobody waits for a line to be written; what is not yet when the process exits is then. */
function standardOutput(): DestinationStream {
  return pino.destination({
    dest: 1,
    sync: false,
    minLength: WRITE_AT_BYTES,
    periodicFlush: WRITE_WITHIN_MS,
  });
}

const OWN_KEYS = ['level', 'time', 'pid', 'msg'];

/** A field with a name of the line's own would make a JSON object with one key twice. */
function besideOwn(fields: Record<string, unknown>): Record<string, unknown> {
  if (!OWN_KEYS.some((key) => key in fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) =>
      OWN_KEYS.includes(key) ? [`field_${key}`, value] : [key, value],
    ),
  );
}
