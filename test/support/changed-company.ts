import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Around, compose, type Leadline, type Overrides } from '../../src/compose.ts';
import { exampleVariables, sampleSettings } from './company.ts';
import { type Stack, startStack } from './stack.ts';

/** A Tuesday on which everybody works: what the rules decide does not depend on the day. */
export const TUESDAY = Date.parse('2026-11-24T14:30:00Z');

/** A folder with the sample company's files, to be edited. */
export type CompanyFolder = {
  folder: string;
  /** Replaces a text that must be there. */
  edit: (file: string, from: string, to: string) => void;
  remove: () => void;
};

export function companyFolder(): CompanyFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-company-'));
  cpSync(exampleVariables()['LEADLINE_CONFIG'] ?? '', folder, { recursive: true });
  return {
    folder,
    edit: (file, from, to) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(path.join(folder, file), text.replaceAll(from, to));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Austria's leads go to the team of Latin America from then on. */
export function giveAustriaAway({ edit }: CompanyFolder): void {
  edit('markets.yaml', 'country: [DE, AT, CH, LI]', 'country: [DE, CH, LI]');
  edit('markets.yaml', 'country: [BR, AR', 'country: [AT, BR, AR');
}

/** A leadline as another process would have it, that follows configurations by hand. */
export type Follower = {
  leadline: Leadline;
  /** Two looks: a change counts from the second that finds it. */
  look: () => Promise<void>;
  runs: () => string;
  stop: () => Promise<void>;
};

const BY_HAND_MS = 3_600_000;

export async function startFollower(
  env: Record<string, string>,
  folder: string,
  overrides: Overrides = {},
): Promise<Follower> {
  const leadline = await compose(sampleSettings({ ...env, LEADLINE_CONFIG: folder }), overrides);
  const follower = await following(leadline);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await follower.stop();
    await leadline.close();
  };
  return {
    ...follower,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Only stops to follow: the leadline is the caller's. */
export async function following(leadline: Leadline): Promise<Follower> {
  const takeOver = await leadline.startTakeOver({ everyMs: BY_HAND_MS });
  return {
    leadline,
    look: async () => {
      await takeOver.round();
      await takeOver.round();
    },
    runs: () => leadline.settings.configuration.hash,
    stop: takeOver.close,
  };
}

/** A whole leadline that runs by a folder which the test edits, and follows it by hand. */
export type ChangedCompany = {
  company: CompanyFolder;
  stack: Stack;
  here: Follower;
  /** A further folder, as the company's was in the beginning. */
  otherFolder: () => CompanyFolder;
  /** A further process at the same time, with the company's folder or another one. */
  otherProcess: (folder?: string) => Promise<Follower>;
  /** Ends all of it. */
  stop: () => Promise<void>;
};

/** `prepare` edits the company's folder before anything runs by it. */
export async function startChangedCompany({
  now = () => TUESDAY,
  prepare = () => undefined,
  around = (_, port) => port,
}: {
  now?: () => number;
  prepare?: (folder: string) => void;
  around?: Around;
} = {}): Promise<ChangedCompany> {
  const ends: (() => unknown)[] = [];
  const otherFolder = () => {
    const made = companyFolder();
    ends.push(made.remove);
    return made;
  };
  const company = otherFolder();
  prepare(company.folder);
  const stack = await startStack({
    world: { now },
    variables: { LEADLINE_CONFIG: company.folder },
    around,
  });
  const here = await following(stack.leadline);
  ends.push(stack.stop, here.stop);
  return {
    ...{ company, stack, here, otherFolder },
    otherProcess: async (folder = company.folder) => {
      const process = await startFollower(stack.env, folder, { world: { now } });
      ends.push(process.stop);
      return process;
    },
    stop: async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    },
  };
}
