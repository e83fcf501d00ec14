import { startShadow, stopShadow } from '../workflow/configuration-rules.ts';
import type { ConfigurationState, DecidedBy, Divergences } from '../workflow/configurations.ts';
import { keepFolder } from './keep-folder.ts';
import {
  type ChangeOptions,
  changeConfiguration,
  printChange,
  withConfigurations,
} from './open-configurations.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { table } from './table.ts';
import { durationInWords } from './time-words.ts';

/** `leadline shadow start`: a second configuration decides each lead too, and only that. */
export async function runShadowStart(
  folder: string,
  options: ChangeOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withConfigurations(options, io, async (opened) => {
    const hash = await keepFolder(folder, options, io, opened);
    if (hash === undefined) return 1;
    const after = await changeConfiguration(
      opened.store,
      options,
      'shadow started',
      async (state, at) => startShadow(state, hash, at),
    );
    return printChange(
      after,
      () =>
        `Configuration ${hash} rides along: it decides each lead too, and nothing is done by it.\n\`leadline shadow show\` compares; \`leadline promote\` swaps the two.`,
      options,
      io,
    );
  });
}

/** `leadline shadow stop`: what it has decided so far stays to be seen in the history. */
export async function runShadowStop(options: ChangeOptions, io: CommandIo): Promise<ExitCode> {
  return withConfigurations(options, io, async ({ store }) => {
    const after = await changeConfiguration(store, options, 'shadow stopped', async (state) =>
      stopShadow(state),
    );
    return printChange(after, () => 'No configuration rides along any more.', options, io);
  });
}

export type ShadowShowOptions = SettingsOptions & { limit?: number };

const LIMIT = 20;

/** `leadline shadow show`: how many leads the shadow decided otherwise, and the latest of them. */
export async function runShadowShow(options: ShadowShowOptions, io: CommandIo): Promise<ExitCode> {
  return withConfigurations(options, io, async ({ store }) => {
    const { live, shadow } = await store.state();
    if (!live || !shadow) {
      printProblem(options, io, {
        says: 'No configuration rides along.',
        doThis: 'Start one: `leadline shadow start <folder> --why <text>`.',
      });
      return 1;
    }
    const pair = { live: live.hash, shadow: shadow.hash };
    const found = await store.divergences(pair, options.limit ?? LIMIT);
    const document = { live, shadow, share: shareOf(found), ...found };
    printResult(options, io, document, inWords({ live, shadow }, found, Date.now()));
    return 0;
  });
}

function shareOf({ decided, differing }: Divergences): number {
  return decided === 0 ? 0 : differing / decided;
}

function inWords(
  { live, shadow }: Required<Pick<ConfigurationState, 'live' | 'shadow'>>,
  found: Divergences,
  nowMs: number,
): string {
  const { decided, differing, latest } = found;
  const since = `since ${new Date(Math.max(live.since, shadow.since)).toISOString()}`;
  const share = `${(shareOf(found) * 100).toFixed(1)}%`;
  const summary = `Shadow ${shadow.hash} beside ${live.hash}, ${since}: ${decided} ${decided === 1 ? 'lead' : 'leads'} decided by both, ${differing} otherwise (${share}).`;
  if (latest.length === 0) return summary;
  const rows = latest.map(({ leadId, at, live, shadow }) => [
    leadId,
    `${durationInWords(nowMs - at)} ago`,
    decidedInWords(live),
    decidedInWords(shadow),
  ]);
  return `${summary}\n\n${table(['Lead', 'Decided', 'Live', 'Shadow'], rows)}`;
}

function decidedInWords({ market, owner }: DecidedBy): string {
  return `${market}: ${owner ?? 'nobody'}`;
}
