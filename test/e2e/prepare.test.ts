import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** Runs the real script on a machine that has only the commands in one folder of ours. */
const SCRIPT = fileURLToPath(new URL('../../scripts/prepare.mjs', import.meta.url));

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'leadline-prepare-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

function command(name: string, script: string): void {
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function prepare(args: string[] = [], env: Record<string, string> = {}) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [SCRIPT, ...args], {
    encoding: 'utf8',
    env: { PATH: bin, ...env },
  });
  return { status, says: stdout + stderr };
}

const redis = (version: string) =>
  command('redis-server', `echo "Redis server v=${version} sha=0:0 bits=64"`);

/** Writes down how it was called, and "installs" what it is told to. */
function aptGet(installs: Record<string, string>): string {
  const calls = path.join(bin, 'apt-calls');
  const cases = Object.entries(installs)
    .map(([name, says]) => `*" ${name}") ${creates(name, says)};;`)
    .join('\n');
  aptGetThat(`echo "$DEBIAN_FRONTEND $*" >> ${calls}`, cases);
  return calls;
}

function creates(name: string, script: string): string {
  return `printf '#!/bin/sh\\n${script}\\n' > ${bin}/${name}; /bin/chmod 755 ${bin}/${name}`;
}

/** @param cases of its arguments, as a shell has them */
function aptGetThat(first: string, cases: string): void {
  command('apt-get', `${first}\ncase "$*" in\n${cases}\n*update) ;;\n*) exit 100;;\nesac`);
  symlinkSync('/usr/bin/env', path.join(bin, 'env'));
  command('sudo', '[ "$1" = -n ] && shift\nexec "$@"');
}

describe('preparing the demo', () => {
  it('says nothing where everything is there', () => {
    redis('7.2.4');
    expect(prepare()).toEqual({ status: 0, says: '' });
  });

  it('needs no redis-server where REDIS_URL names a Redis', () => {
    expect(prepare([], { REDIS_URL: 'redis://localhost:6379' })).toEqual({ status: 0, says: '' });
  });

  it('tells how to get a Redis where it can install none', () => {
    const { status, says } = prepare();
    expect(status).toBe(1);
    expect(says).toContain('redis-server was not found');
    expect(says).toContain('docker run -d -p 6379:6379 redis:7');
    expect(says).toContain('REDIS_URL=redis://127.0.0.1:6379');
  });

  it('refuses a Redis that is too old, and says which it found', () => {
    redis('6.0.16');
    const { status, says } = prepare();
    expect(status).toBe(1);
    expect(says).toContain('needs Redis 6.2 or newer; found 6.0');
  });

  it('installs redis-server with apt-get, after an update, without questions', () => {
    const calls = aptGet({ 'redis-server': 'echo v=7.0.15' });
    const { status, says } = prepare();
    expect({ status, says }).toEqual({
      status: 0,
      says: 'Installing redis-server (apt-get) …\n',
    });
    const [update, install] = readFileSync(calls, 'utf8').trim().split('\n');
    expect(update).toMatch(/^noninteractive .*update$/);
    expect(install).toMatch(/^noninteractive .*install -y --no-install-recommends redis-server$/);
  });

  it('installs redis with Homebrew where there is no apt-get', () => {
    command(
      'brew',
      `printf '#!/bin/sh\\necho v=8.0.0\\n' > ${bin}/redis-server; /bin/chmod 755 ${bin}/redis-server`,
    );
    expect(prepare()).toEqual({
      status: 0,
      says: 'Installing redis-server (brew install redis) …\n',
    });
  });
});

describe('preparing the tests', () => {
  it('needs a redis-server of its own, whatever REDIS_URL says', () => {
    command('chromium', 'exit 0');
    const { status, says } = prepare(['--browser'], { REDIS_URL: 'redis://localhost:6379' });
    expect(status).toBe(1);
    expect(says).toContain('The tests start one of their own: install it');
  });

  it('takes Google Chrome for a browser as well', () => {
    redis('7.2.4');
    command('openssl', 'exit 0');
    command('google-chrome', 'exit 0');
    expect(prepare(['--browser'])).toEqual({ status: 0, says: '' });
  });

  it('installs redis-server, Chromium and openssl in one go', () => {
    aptGet({ 'redis-server': 'echo v=7.0.15', chromium: 'exit 0', openssl: 'exit 0' });
    expect(prepare(['--browser'])).toEqual({
      status: 0,
      says: 'Installing redis-server, chromium, openssl (apt-get) …\n',
    });
    expect(existsSync(path.join(bin, 'chromium'))).toBe(true);
  });

  it('installs Valkey where it is asked for', () => {
    redis('7.2.4');
    aptGet({ 'valkey-server': 'exit 0' });
    expect(prepare(['--valkey'])).toEqual({
      status: 0,
      says: 'Installing valkey-server (apt-get) …\n',
    });
  });

  it('takes Valkey from the backports of a Debian that has it only there', () => {
    redis('7.2.4');
    aptGetThat(
      '',
      `*indextargets*) echo 'Debian http://mirror.example/debian/ bookworm';;
*"-t bookworm-backports "*valkey-server) ${creates('valkey-server', 'exit 0')};;`,
    );
    const { status, says } = prepare(['--valkey']);
    expect({ status, says }).toEqual({ status: 0, says: 'Installing valkey-server (apt-get) …\n' });
    expect(existsSync(path.join(bin, 'valkey-server'))).toBe(true);
  });

  it('goes on without Valkey where it cannot be had, and says what that means', () => {
    redis('7.2.4');
    aptGet({});
    const { status, says } = prepare(['--valkey']);
    expect(status).toBe(0);
    expect(says).toContain('the tests against Valkey are left out');
  });

  it('goes on without Chromium where it cannot be had, and says what that means', () => {
    redis('7.2.4');
    command('openssl', 'exit 0');
    const { status, says } = prepare(['--browser']);
    expect(status).toBe(0);
    expect(says).toContain('the tests in a browser will fail. Install Chromium');
  });
});
