import { compose, type Leadline } from '../../src/compose.ts';
import { receiveSubmission } from '../../src/intake/receive.ts';
import { sourceSchema } from '../../src/intake/source-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startWorker } from '../../src/worker.ts';
import { exampleVariables, sampleSettings } from '../../test/support/company.ts';
import { deliveries, SIGNING_SECRET } from './deliveries.ts';
import { instantWorld } from './instant-world.ts';

/** leadline with the sample company, whose outside systems answer at once and from memory. */
export type InstantLeadline = {
  leadline: Leadline;
  /** Takes so many submissions of 800 bytes, without HTTP. */
  accept: (leads: number) => Promise<void>;
  /** Runs a worker until so many more leads are complete; answers how many are, once it has ended. */
  complete: (leads: number) => Promise<number>;
  /** Runs a worker until so many leads are complete in all, whoever completes them. */
  completeUntil: (total: number) => Promise<void>;
};

const SOURCE = 'bench-signed';
const SENDERS = 64;
const LOOK_EVERY_MS = 10;

/**
 * @param variables at least REDIS_URL and LEADLINE_DATA
 * @param tell is told of each effect: its kind, and whose it is
 */
export async function composeInstant(
  variables: Record<string, string>,
  tell?: (kind: string, whose: string) => void,
): Promise<InstantLeadline> {
  const settings = benchSettings(variables);
  const leadline = await compose(settings, { around: instantWorld(tell) });

  async function accept(leads: number): Promise<void> {
    let left = leads;
    const sender = async () => {
      while (left > 0) {
        left -= 1;
        await acceptOne(leadline, settings);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
  }

  async function completed(): Promise<number> {
    return (await leadline.ledger.list('complete', { offset: 0, limit: 1 })).total;
  }

  async function complete(leads: number): Promise<number> {
    const before = await completed();
    await completeUntil(before + leads);
    return (await completed()) - before;
  }

  async function completeUntil(total: number): Promise<void> {
    const worker = startWorker(leadline);
    while ((await completed()) < total) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    await worker.close();
  }

  return { leadline, accept, complete, completeUntil };
}

async function acceptOne(
  { accept, defence, watching, world }: Leadline,
  settings: Settings,
): Promise<void> {
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

/** No lead waits so long that sales are told of it before the CRM: that is work of another kind. */
const PATIENCE_SECONDS = 86_400;

/** Six steps a lead: two destinations hear of each, whatever the visitor has allowed. */
function benchSettings(variables: Record<string, string>): Settings {
  const sample = sampleSettings({
    ...exampleVariables(),
    ...variables,
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
    alerts: { ...sample.alerts, crmPatienceSeconds: PATIENCE_SECONDS },
    conversions: {
      destinations: {
        ga4: { ...ga4, needsConsent: 'none' },
        meta: { ...meta, needsConsent: 'none' },
      },
    },
  };
}
