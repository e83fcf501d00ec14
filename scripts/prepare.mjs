/**
 * Makes this machine ready for the demo and the tests: the right Node, the dependencies, a
 * redis-server, with `--browser` Chromium and openssl, and with `--valkey` a valkey-server where it
 * can be had. Says nothing where all is there.
 *
 *   node scripts/prepare.mjs             for the demo; with REDIS_URL set it needs no redis-server
 *   node scripts/prepare.mjs --browser   for the tests, which start a redis-server of their own
 *   node scripts/prepare.mjs --browser --valkey   for the tests against every kind of Redis
 *
 * It runs before anything is installed, so it has no dependencies, and it is written so that an
 * old Node can still read it and say what is wrong.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MIN = [20, 19];
/** BullMQ's and leadline's scripts use what Redis has had since. */
const REDIS_MIN = [6, 2];

const DOCKER_LINE =
  'docker run -d -p 6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BROWSERS_ON_MACOS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Answers what is wrong with this version of Node (`process.versions.node`); undefined: nothing. */
export function nodeProblem(version) {
  if (!isOlder(version, NODE_MIN)) return undefined;
  return `leadline needs Node.js ${NODE_MIN.join('.')} or newer; found ${version}. Install a newer one (https://nodejs.org), then run this again.`;
}

/**
 * Is what npm installed (its own record, node_modules/.package-lock.json) what package-lock.json
 * asks for? Contents are compared, not times: a checkout touches files without changing them.
 */
export function dependenciesMatch(wanted, installed) {
  const packages = Object.entries(wanted.packages).filter(([place]) => place !== '');
  return packages.every(([place, { version, optional, devOptional }]) => {
    const found = installed.packages[place];
    if (!found) return optional === true || devOptional === true;
    return found.version === version;
  });
}

function prepare(options) {
  const wrongNode = nodeProblem(process.versions.node);
  if (wrongNode) return stop(wrongNode);
  prepareDependencies(options.folder);

  const needsRedis = options.browser || !process.env.REDIS_URL;
  const missing = [];
  if (needsRedis && !onPath('redis-server')) missing.push('redis-server');
  if (options.browser && !findBrowser()) missing.push('chromium');
  if (options.browser && !onPath('openssl')) missing.push('openssl');
  if (missing.length > 0) install(missing);

  if (options.valkey && !onPath('valkey-server')) prepareValkey();

  if (needsRedis) requireRedis(options);
  if (options.browser && !findBrowser()) {
    say(
      'Chromium is missing and could not be installed, so the tests in a browser will fail. Install Chromium or Google Chrome, so that `chromium` or `google-chrome` is on the PATH.',
    );
  }
}

function prepareDependencies(folder) {
  const wanted = readJson(path.join(folder, 'package-lock.json'));
  const installed = readJson(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted) stop(`There is no package-lock.json in ${folder}: this is not a whole checkout.`);
  if (installed && dependenciesMatch(wanted, installed)) return;
  say('Installing the dependencies (npm ci) …');
  const npm = npmCommand();
  const run = spawnSync(
    npm.command,
    [...npm.first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: npm.shell },
  );
  if (run.status !== 0) stop('npm ci did not succeed: what it says stands above.');
}

/** Under `npm run`, npm tells where it is; that one is right also where several are installed. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.c?js$/.test(running)) {
    return { command: process.execPath, first: [running], shell: false };
  }
  return { command: 'npm', first: [], shell: process.platform === 'win32' };
}

function requireRedis(options) {
  const server = onPath('redis-server');
  if (!server) {
    const remedy = options.browser
      ? 'The tests start one of their own: install it (apt-get install redis-server, brew install redis) and run this again.'
      : `Install it (apt-get install redis-server, brew install redis), or start one and name it:\n  ${DOCKER_LINE}\n  export REDIS_URL=redis://127.0.0.1:6379`;
    stop(`redis-server was not found, and could not be installed here. ${remedy}`);
  }
  const version = /v=(\d+\.\d+)/.exec(spawnSync(server, ['--version']).stdout?.toString() ?? '');
  if (version && isOlder(version[1], REDIS_MIN)) {
    stop(
      `leadline needs Redis ${REDIS_MIN.join('.')} or newer; found ${version[1]} (${server}). Upgrade it, or for the demo start a newer one and name it:\n  ${DOCKER_LINE}\n  export REDIS_URL=redis://127.0.0.1:6379`,
    );
  }
}

/** Tries apt-get, then Homebrew. Whether it helped is seen afterwards, by looking again. */
const BREW_NAMES = {
  'redis-server': ['redis'],
  chromium: ['--cask', 'chromium'],
  openssl: ['openssl'],
};

function install(packages) {
  if (onPath('apt-get')) {
    const asRoot = rootPrefix();
    if (asRoot) aptInstall(asRoot, packages);
    return;
  }
  if (!onPath('brew')) return;
  for (const name of packages) {
    const what = BREW_NAMES[name];
    say(`Installing ${name} (brew install ${what.join(' ')}) …`);
    report(spawnSync('brew', ['install', '--quiet', ...what], { encoding: 'utf8' }));
  }
}

function aptInstall(asRoot, packages) {
  const apt = aptCommand(asRoot);
  say(`Installing ${packages.join(', ')} (apt-get) …`);
  report(run([...apt, 'update']));
  // One after another: the tests of everything else can do without the browser.
  for (const name of packages) {
    report(run([...apt, 'install', '-y', '--no-install-recommends', name]));
  }
}

function aptCommand(asRoot) {
  const calm = ['-qq', '-o', 'DPkg::Lock::Timeout=120'];
  return [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...calm];
}

/** Nothing that leadline needs: where it cannot be had, the tests against it are left out. */
function prepareValkey() {
  const asRoot = onPath('apt-get') && rootPrefix();
  if (asRoot) {
    say('Installing valkey-server (apt-get) …');
    const apt = aptCommand(asRoot);
    const line = ['install', '-y', '--no-install-recommends', 'valkey-server'];
    run([...apt, 'update']);
    if (run([...apt, ...line]).status !== 0) installFromBackports(apt, line);
  }
  if (!onPath('valkey-server')) {
    say(
      'There is no valkey-server on this machine, and none could be installed: the tests against Valkey are left out.',
    );
  }
}

/** Debian 12 has it there only. What apt-get knows of packages otherwise stays as it is. */
function installFromBackports(apt, line) {
  const targets = run(['apt-get', 'indextargets', '--format', '$(ORIGIN) $(REPO_URI) $(CODENAME)']);
  const [, mirror, codename] = /^Debian (\S+) (\w+)$/m.exec(targets.stdout ?? '') ?? [];
  if (codename === undefined) return;
  const suite = `${codename}-backports`;
  const sources = path.join(tmpdir(), `leadline-${suite}-${process.pid}.list`);
  const own = readText('/etc/apt/sources.list') ?? '';
  writeFileSync(sources, `${own}\ndeb ${mirror} ${suite} main\n`);
  const withBackports = [...apt, '-o', `Dir::Etc::sourcelist=${sources}`];
  run([...withBackports, 'update']);
  run([...withBackports, '-t', suite, ...line]);
  rmSync(sources);
}

/** What to put before a command so that it runs as root; undefined: there is no way without asking. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!onPath('sudo')) return undefined;
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function run([command, ...args]) {
  return spawnSync(command, args, { encoding: 'utf8' });
}

/** An installer is quiet unless it failed. */
function report({ status, stdout, stderr }) {
  if (status !== 0) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
}

function findBrowser() {
  return (
    BROWSERS.map(onPath).find((found) => found !== undefined) ??
    BROWSERS_ON_MACOS.find(isExecutable)
  );
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return folders
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isOlder(version, [major, minor]) {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number);
  return foundMajor < major || (foundMajor === major && foundMinor < minor);
}

function readJson(file) {
  const text = readText(file);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** To stderr, so that a command's own output on stdout stays clean. */
function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  say(text);
  process.exit(1);
}

const thisFile = fileURLToPath(import.meta.url);
if (process.argv[1] && path.resolve(process.argv[1]) === thisFile) {
  prepare({
    folder: path.dirname(path.dirname(thisFile)),
    browser: process.argv.includes('--browser'),
    valkey: process.argv.includes('--valkey'),
  });
}
