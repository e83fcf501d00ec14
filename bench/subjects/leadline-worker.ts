import { compose, type Leadline } from '../../src/compose.ts';
import { receiveSubmission } from '../../src/intake/receive.ts';
import { sourceSchema } from '../../src/intake/source-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { type LeadlineWorker, startWorker } from '../../src/worker.ts';
import { exampleVariables, sampleSettings } from '../../test/support/company.ts';
import { deliveries, SIGNING_SECRET } from '../harness/deliveries.ts';
import { instantWorld } from '../harness/instant-world.ts';
import { serveAsWork } from '../harness/work-side.ts';

/** leadline's worker side with the sample company, and outside systems that answer at once. */

const SOURCE = 'bench-signed';
const SENDERS = 64;
const LOOK_EVERY_MS = 10;

const settings = benchSettings();
const leadline = await compose(settings, { around: instantWorld() });
serveAsWork(leadline.redisUrl, {
  prepare: (leads) => acceptAll(leadline, leads),
  run: async (leads) => {
    const worker = startWorker(leadline);
    await completed(leadline, leads);
    await closeAtOnce(worker);
  },
  stop: () => leadline.close(),
});

/** Six steps a lead: two destinations hear of each, whatever the visitor has allowed. */
function benchSettings(): Settings {
  const sample = sampleSettings({
    ...exampleVariables(),
    ...(process.env as Record<string, string>),
    LEADLINE_LOG_LEVEL: 'silent',
  });
  const { ga4, meta } = sample.conversions.destinations;
  if (!ga4 || !meta) throw new Error('the sample company has no ga4 or meta any more');
  sample.sources.sources[SOURCE] = sourceSchema.parse({
    vendor: 'json',
    signature: { scheme: 'github', secrets: [{ id: 'bench', value: SIGNING_SECRET }] },
  });
  return {
    ...sample,
    conversions: {
      destinations: {
        ga4: { ...ga4, needsConsent: 'none' },
        meta: { ...meta, needsConsent: 'none' },
      },
    },
  };
}

async function acceptAll(
  { accept, defence, watching, world }: Leadline,
  leads: number,
): Promise<void> {
  let left = leads;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      const { headers = {}, body = Buffer.alloc(0) } = deliveries['signed']?.() ?? {};
      const answer = await receiveSubmission(
        {
          ...{ method: 'POST', sourceName: SOURCE, target: `/v1/sources/${SOURCE}`, body, headers },
          ...{ query: new URLSearchParams(), ip: '192.0.2.1' },
        },
        {
          ...{ accept, defence, world, observer: watching.observer },
          sources: () => settings.sources,
          publicUrl: settings.environment.publicUrl,
        },
      );
      if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

async function completed({ ledger }: Leadline, leads: number): Promise<void> {
  while ((await ledger.list('complete', { offset: 0, limit: 1 })).total < leads) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function closeAtOnce(worker: LeadlineWorker): Promise<void> {
  await worker.close();
}
