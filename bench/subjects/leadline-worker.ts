import { composeInstant } from '../harness/instant-leadline.ts';
import { serveAsWork } from '../harness/work-side.ts';

/** leadline's worker side, with outside systems that answer at once. */
const { leadline, accept, complete } = await composeInstant(process.env as Record<string, string>);
serveAsWork(leadline.redisUrl, {
  prepare: accept,
  run: async (leads) => {
    await complete(leads);
  },
  stop: () => leadline.close(),
});
