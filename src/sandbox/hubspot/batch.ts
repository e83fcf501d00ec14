import { attempted, errorEnvelope, type Refusal, validationError } from './refusal.ts';
import type { Call, Reply } from './route.ts';

/** Batches of records take at most this many inputs. */
const INPUTS_MAX = 100;

export function checkBatchSize(inputs: unknown[], most = INPUTS_MAX): void {
  if (inputs.length > most) {
    throw validationError(
      `The maximum number of inputs supported in a batch request for create, read, update and archive operations is ${most}, but this request contained ${inputs.length}`,
    );
  }
}

/** The same record twice rejects the whole batch, trace ids or not. */
export function checkNoDuplicates(keys: string[], shown = (key: string) => key): void {
  const twice = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map((key) =>
    shown(key),
  );
  if (twice.length === 0) return;
  throw validationError(
    `Duplicate IDs found in batch input: [${twice.join(', ')}]. IDs must be unique`,
    { context: { ids: twice } },
  );
}

/**
 * Plans all inputs, then makes them. Without a trace id of its own on every input, the first
 * refusal rejects the whole request and nothing is written; with them, the sound ones are written.
 */
export function writeBatch<T>(
  inputs: { objectWriteTraceId?: string | undefined }[],
  /** `ids`: the record's id, or `property=value` of what must be unique in a new one. */
  plan: (index: number) => { ids: string[]; commit: () => T },
): ({ done: T } | { refusal: Refusal })[] {
  const traceIds = inputs.map((input) => input.objectWriteTraceId).filter(Boolean);
  const traced = inputs.length > 0 && new Set(traceIds).size === inputs.length;
  const plans = inputs.map((_, index) => attempted(() => plan(index)));
  const refused = plans.find((each) => each.refusal)?.refusal;
  if (refused && !traced) throw refused;
  checkNoDuplicates(
    plans.flatMap((each) => each.done?.ids ?? []),
    (key) => key.replace(/^[a-z0-9_]+=/, ''),
  );
  return plans.map((each) => (each.refusal ? each : { done: each.done.commit() }));
}

/** Results come in no particular order. */
function shuffled<T>(entries: T[], random: () => number): T[] {
  return entries
    .map((entry) => ({ entry, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ entry }) => entry);
}

export type BatchError = { refusal: Refusal; context?: Record<string, string[]> };

/** 207 as soon as there is an error, else `allGood`. */
export function batchReply(
  call: Call,
  parts: { results: unknown[]; errors: BatchError[]; allGood: number; startedAt: number },
): Reply {
  const { portal } = call;
  const errors = parts.errors.map(({ refusal, context }) => {
    const { correlationId: _, ...error } = errorEnvelope(refusal.body, '');
    return { ...error, context: { ...refusal.body.context, ...context } };
  });
  return {
    status: errors.length > 0 ? 207 : parts.allGood,
    body: {
      status: 'COMPLETE',
      results: shuffled(parts.results, portal.random),
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
      startedAt: new Date(parts.startedAt).toISOString(),
      completedAt: new Date(portal.now()).toISOString(),
    },
  };
}
