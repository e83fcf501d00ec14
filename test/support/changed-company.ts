import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose, type Leadline, type Overrides } from '../../src/compose.ts';
import { exampleVariables, sampleSettings } from './company.ts';

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
