import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');

type Ended = { exit: number | null; out: string; err: string };

/** The command as it is really called: a process of its own. */
function leadline(
  args: string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
  });
  const ended: Ended = { exit: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => void (ended.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (ended.err += chunk.toString()));
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => {
    child.on('close', (exit) => resolve({ ...ended, exit }));
  });
}

describe('the leadline command', () => {
  it('lists its commands and ends well', async () => {
    const { exit, out } = await leadline(['--help']);
    expect(exit).toBe(0);
    for (const command of ['start', 'demo', 'check', 'explain', 'trace', 'dead', 'quarantine']) {
      expect(out).toContain(`  ${command}`);
    }
  });

  it('suggests the command that was meant, and ends with 2', async () => {
    const { exit, err } = await leadline(['laeds']);
    expect(exit).toBe(2);
    expect(err).toContain('Did you mean leads?');
  });

  it('suggests the option that was meant, and ends with 2', async () => {
    const { exit, err } = await leadline(['dead', 'list', '--stagee', 'alert']);
    expect(exit).toBe(2);
    expect(err).toContain('Did you mean --stage?');
  });

  it('ends with 2 where something is missing or no number', async () => {
    for (const args of [['trace'], ['explain'], ['leads', '--limit', 'many'], ['dead', 'replay']]) {
      expect((await leadline(args)).exit).toBe(2);
    }
  });

  it('prints one JSON document, whether --json stands before the command or after it', async () => {
    for (const args of [
      ['--json', 'map'],
      ['map', '--json'],
    ]) {
      const { exit, out } = await leadline(args);
      expect(exit).toBe(0);
      expect(JSON.parse(out)).toHaveProperty('stages');
    }
  });

  it('reads the submission to explain from standard input', async () => {
    const { exit, out } = await leadline(['explain', '--source', 'contact-page', '--json'], {
      input: 'email=a%40b.example.org&country=DE',
    });
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      accepted: true,
      explanation: { decision: { market: 'dach' } },
    });
  });

  it('ends with 1 and every problem where the configuration is wrong', async () => {
    const { exit, out } = await leadline(['leads', '--config', '/nowhere', '--json']);
    expect(exit).toBe(1);
    expect((JSON.parse(out) as { problems: unknown[] }).problems.length).toBeGreaterThan(0);
  });
});
