import { compose } from '../compose.ts';
import { missingCredentials, missingForClaims } from '../settings/missing-credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { startHealth, startWeb } from '../web.ts';
import { startWorker } from '../worker.ts';
import { type CommandIo, openSettings } from './open-settings.ts';
import { type Running, stopWhatWasStarted } from './stop-what-was-started.ts';

export type StartOptions = { config?: string; web?: boolean; worker?: boolean };

/** Past this a stop is no longer graceful; compose files give 20 to 30 s. */
const STOP_WITHIN_MS = 18_000;

/**
 * `leadline start`: web and worker in one process, or one of them. A worker alone serves its health
 * and metrics on PORT. Runs until it is told to stop.
 *
 * @param hasStarted called when all of it runs
 */
export async function runStart(
  options: StartOptions,
  io: CommandIo,
  hasStarted: () => void,
): Promise<0 | 1 | 2> {
  const settings = openSettings(options, io);
  if (!settings) return 1;
  const missing = missingCredentials(settings.environment);
  const fatal = missing.filter(({ variable }) => variable !== 'LEADLINE_ENCRYPTION_KEYS');
  for (const { says, doThis } of [...missing, ...missingForClaims(settings)])
    io.print(`${says}\n      ${doThis ?? ''}`);
  if (fatal.length > 0) return 1;
  return stopWhatWasStarted(
    (running) => runUntilTold(settings, options, { ...running, hasStarted }),
    {
      interrupted: 0,
      hard: {
        withinMs: STOP_WITHIN_MS,
        late: () => io.print(`leadline did not stop within ${STOP_WITHIN_MS} ms`),
      },
    },
  );
}

/**
 * The live configuration before all, then the web side: where its port is taken, no work is begun.
 */
async function runUntilTold(
  settings: Settings,
  options: StartOptions,
  { started, toldToStop, hasStarted }: Running & { hasStarted: () => void },
): Promise<0> {
  const both = !options.web && !options.worker;
  const leadline = await compose(settings);
  const { log } = leadline.world;
  await started(async () => {
    await leadline.close();
    log.info('leadline stopped');
  });

  await started((await leadline.startTakeOver()).close);
  const serve = both || options.web ? startWeb : startHealth;
  const web = await serve(leadline, settings.environment.port);
  await started(web.close);
  const works = both || options.worker === true;
  if (works) {
    const worker = startWorker(leadline);
    await started(worker.close);
    await worker.warm;
  }
  hasStarted();
  log.info('leadline started', { web: web.url, worker: works });

  await toldToStop;
  log.info('leadline is stopping');
  return 0;
}
