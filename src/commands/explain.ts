import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readForExplain } from '../intake/read-for-explain.ts';
import { sourceNamed } from '../intake/receive.ts';
import { FORM_SOURCES } from '../intake/sources/index.ts';
import type { Lead } from '../lead/lead.ts';
import { inWords } from '../routing/wording.ts';
import { nearestName } from '../settings/nearest-name.ts';
import type { Settings } from '../settings/settings.ts';
import { explanationInWords } from './explain-text.ts';
import { explainLead, type KnownBeforehand, type LeadExplanation } from './lead-explanation.ts';
import { withLeadline } from './open-leadline.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { type ExitCode, printProblem, printResult } from './print-result.ts';
import { readMoment } from './time-words.ts';

export type ExplainOptions = SettingsOptions &
  Pick<KnownBeforehand, 'knownOwner'> & {
    source?: string;
    /** When it would be decided; else now. */
    at?: string;
    /** Ask the rotation and the absences, which needs Redis. */
    live?: boolean;
    /** As the sender would say it; guessed from the body if not given. */
    contentType?: string;
  };

export type ExplainIo = CommandIo & { readInput: () => Promise<Buffer> };

/**
 * `leadline explain --source X < body`: who would get this submission, and why. Reads the
 * configuration and the body; touches nothing else, so no Redis and no credential is needed.
 */
export async function runExplain(options: ExplainOptions, io: ExplainIo): Promise<ExitCode> {
  const settings = openSettings(options, { ...io, env: withExamples(options, io) });
  if (!settings) return 1;
  const { source: name = '' } = options;
  const source = sourceNamed(settings.sources, name);
  if (!source) {
    printProblem(options, io, unknownSource(name, settings));
    return 2;
  }
  const now = options.at === undefined ? Date.now() : readMoment(options.at, Date.now());
  if (now === undefined) {
    printProblem(options, io, unreadTime(options.at ?? ''));
    return 2;
  }
  const body = await io.readInput();
  const read = await readForExplain(source, body, options.contentType ?? guessType(body), {
    leadId: '00000000-0000-7000-8000-000000000000',
    receivedAt: new Date(now).toISOString(),
  });
  if ('refusal' in read) {
    printProblem(options, io, {
      says: `No lead would come of this: ${read.refusal}`,
      doThis: 'If it should, look at the source in sources.yaml, or give --content-type.',
    });
    return 1;
  }

  const { accepted, acceptance } = acceptanceOf(read, FORM_SOURCES[source.vendor].browser);
  const tell = (known: KnownBeforehand): ExitCode => {
    const explanation: LeadExplanation = {
      ...explainLead(read.lead, settings, known, now),
      accepted,
      acceptance,
    };
    printResult(options, io, explanation, explanationInWords(explanation));
    return accepted ? 0 : 1;
  };
  const { knownOwner } = options;
  const known: KnownBeforehand = knownOwner === undefined ? {} : { knownOwner };
  if (!options.live) return tell(known);
  return withLeadline(options, io, async ({ rotation }) =>
    tell({ ...known, live: await rotation.look() }),
  );
}

export function unreadTime(text: string): { says: string; doThis: string } {
  return {
    says: `"${text}" is no time.`,
    doThis: 'Expected one such as 2026-11-29T10:00+01:00, or 2h for two hours ago.',
  };
}

function acceptanceOf(
  { lead, problems }: { lead: Lead; problems: { field: string; message: string }[] },
  browser: boolean,
): { accepted: boolean; acceptance: string } {
  const says = problems.map(({ field, message }) => `${field}: ${message}`).join(' ');
  if (lead.notes.some(({ code }) => code === 'honeypot')) {
    return { accepted: false, acceptance: 'quarantined: a hidden field was filled in' };
  }
  if (problems.length === 0) return { accepted: true, acceptance: 'accepted' };
  return {
    accepted: false,
    acceptance: browser
      ? `answered 422, for the visitor to mend: ${says}`
      : `quarantined, since its sender cannot mend it: ${says}`,
  };
}

function unknownSource(name: string, { sources }: Settings): { says: string; doThis: string } {
  const names = Object.keys(sources.sources);
  const meant = nearestName(name, names);
  if (name === '') {
    return {
      says: 'Nothing was named to explain.',
      doThis: `Name a lead, or the source that the body would be posted to: --source ${inWords(names, 'or')}.`,
    };
  }
  return {
    says: `No source is named "${name}" in sources.yaml.`,
    doThis:
      meant === undefined ? `There are: ${names.join(', ')}.` : `Did you mean --source ${meant}?`,
  };
}

/**
 * Nothing outside is called, so for what is not set the examples beside the configuration do: a
 * decision can be looked at, say in a pull request, by somebody who has no credentials.
 */
function withExamples(
  options: ExplainOptions,
  { env = process.env }: CommandIo,
): NodeJS.ProcessEnv {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const folder = options.config ?? (env['LEADLINE_CONFIG'] || './config');
  const examples = join(folder, 'example.env');
  const example = existsSync(examples) ? parseEnv(readFileSync(examples, 'utf8')) : {};
  return { ...example, LEADLINE_CONFIG: folder, ...Object.fromEntries(given) };
}

/** A body on standard input says nothing of its type, but each of the usual ones shows. */
function guessType(body: Buffer): string {
  const start = body.subarray(0, 200).toString('latin1').trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return 'application/json';
  const boundary = /^--([^\r\n]+)\r?\n/.exec(start)?.[1];
  if (boundary !== undefined) return `multipart/form-data; boundary="${boundary}"`;
  return 'application/x-www-form-urlencoded';
}
