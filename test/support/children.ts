import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A leadline process that can be killed at any moment. */
export type Child = {
  pid: number;
  /** Its first line: it is ready, or where it listens. */
  ready: Promise<string>;
  /** How it ended: the signal, or its exit code. */
  gone: Promise<string>;
  kill: () => Promise<void>;
};

export type ChildRole = 'child-worker' | 'child-web' | 'child-replay';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Inside node_modules, so that the packages are found from there; for each test worker its own. */
const COMPILED = path.join(
  ROOT,
  `node_modules/.cache/leadline-children-${process.env['JEST_WORKER_ID'] ?? '0'}`,
);
const ROLES: ChildRole[] = ['child-worker', 'child-web', 'child-replay'];

/** Compiled once: hundreds of processes are started, and each would compile for itself. */
export function compileChildren(): void {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      path.join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...ROLES.map((role) => path.join(ROOT, `test/support/${role}.ts`)),
      ...['--outDir', COMPILED, '--rootDir', ROOT, '--ignoreConfig', '--noCheck'],
      ...['--module', 'nodenext', '--target', 'es2023', '--types', 'node'],
      ...['--rewriteRelativeImportExtensions', '--resolveJsonModule'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the processes to be killed do not compile:\n${stdout}`);
}

export function startChild(role: ChildRole, variables: Record<string, string>): Child {
  const child = spawn(process.execPath, [path.join(COMPILED, `test/support/${role}.js`)], {
    env: { ...variables, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  const ready = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void gone.then((how) => reject(new Error(`${role} ended before it was ready: ${how}`)));
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    gone,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
