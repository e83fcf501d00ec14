import { composeInstant } from '../harness/instant-leadline.ts';
import { serveAsWork } from '../harness/work-side.ts';

let effects: string[] = [];

/** leadline's worker side, with outside systems that answer at once. */
const { leadline, accept, completeUntil } = await composeInstant(
  process.env as Record<string, string>,
  (kind, whose) => effects.push(`${kind} ${whose}`),
);
serveAsWork(leadline.redisUrl, {
  prepare: accept,
  run: async (leads) => {
    effects = [];
    await completeUntil(leads);
  },
  effects: () => effects,
  stop: () => leadline.close(),
});
