import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/**
 * The keys that what is kept is encrypted with: those of LEADLINE_ENCRYPTION_KEYS, or else one
 * that is made once and kept under LEADLINE_DATA, readable by this user only. The latter is for
 * one machine: several need the variable.
 */
export function loadSealKeys(environment: Environment): { id: string; key: Buffer }[] {
  const given = environment.secrets.encryptionKeys;
  if (given.length > 0) return given;
  const file = join(environment.dataFolder, 'encryption.key');
  if (!existsSync(file)) {
    mkdirSync(environment.dataFolder, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return [{ id: 'local', key: Buffer.from(readFileSync(file, 'utf8'), 'base64') }];
}
