import { compose } from '../compose.ts';
import { missingCredentials } from '../settings/missing-credentials.ts';
import { startHealth, startWeb, type Web } from '../web.ts';
import { type LeadlineWorker, startWorker } from '../worker.ts';
import { type CommandIo, openSettings } from './open-settings.ts';

export type StartOptions = { config?: string; web?: boolean; worker?: boolean };

/** Past this a stop is no longer graceful; compose files give 20 to 30 s. */
const STOP_WITHIN_MS = 18_000;

/**
 * `leadline start`: web and worker in one process, or one of them. A worker alone serves its health
 * and metrics on PORT. Runs until it is told to stop.
 */
export async function runStart(options: StartOptions, io: CommandIo): Promise<0 | 1 | 2> {
  const settings = openSettings(options, io);
  if (!settings) return 1;
  const missing = missingCredentials(settings.environment);
  const fatal = missing.filter(({ variable }) => variable !== 'LEADLINE_ENCRYPTION_KEYS');
  for (const { says, doThis } of missing) io.print(`${says}\n      ${doThis ?? ''}`);
  if (fatal.length > 0) return 1;
  const both = !options.web && !options.worker;
  const leadline = await compose(settings);
  const { log } = leadline.world;

  const serve = both || options.web ? startWeb : startHealth;
  const web: Web = await serve(leadline, settings.environment.port);
  const worker: LeadlineWorker | undefined =
    both || options.worker ? startWorker(leadline) : undefined;
  log.info('leadline started', { web: web.url, worker: worker !== undefined });

  await toldToStop();
  log.info('leadline is stopping');
  const hard = setTimeout(() => {
    log.error('leadline did not stop in time', { withinMs: STOP_WITHIN_MS });
    process.exit(1);
  }, STOP_WITHIN_MS);
  await web.close();
  await worker?.close();
  await leadline.close();
  clearTimeout(hard);
  log.info('leadline stopped');
  return 0;
}

/** The first signal stops calmly, a second one at once. */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}
