/**
 * The one direction of the code, room by room: what each room of src/ may import.
 *
 *   lead ← routing ← workflow's contracts ← stages ← workflow ← intake, systems, console,
 *   monitoring ← compose ← commands ← main
 *
 * Each room has its list of what it may know; everything that is not on it is refused.
 */

/** What stages and adapters need to know of the workflow: types, and no running part. */
const contracts =
  '^src/workflow/(ports|system-failure|ledger|queues|steps|stage|effect-once|configurations)\\.ts$';

const rooms = {
  lead: [],
  routing: ['^src/lead/'],
  stages: ['^src/lead/', '^src/routing/', contracts],
  workflow: ['^src/lead/', '^src/routing/', '^src/stages/'],
  intake: ['^src/lead/', '^src/workflow/'],
  systems: ['^src/lead/', '^src/routing/', '^src/stages/[^/]+-settings\\.ts$', '^src/workflow/'],
  sandbox: ['^src/lead/'],
  browser: [],
  settings: [
    '^src/lead/',
    '^src/routing/',
    '^src/stages/[^/]+-settings\\.ts$',
    '^src/intake/source-settings\\.ts$',
    // What REDIS_URL can say: text, and nothing that runs.
    '^src/systems/redis/redis-url\\.ts$',
  ],
  monitoring: ['^src/lead/', '^src/workflow/', '^src/settings/'],
  console: ['^src/lead/', '^src/routing/', '^src/workflow/', '^src/monitoring/'],
  compose: ['^src/(?!commands/|main\\.ts)'],
  commands: ['^src/(?!main\\.ts)'],
};

/** The wiring is one room, though it stands in several files. */
const wiring = 'compose|web|worker';

/** A room is a folder, a file of that name, or both: `src/compose.ts`, `src/compose/`. */
const inRoom = (room) => `^src/(${room === 'compose' ? wiring : room})(/|[.]ts$)`;

const oneDirection = Object.entries(rooms).map(([room, mayKnow]) => ({
  name: `one-direction-${room}`,
  comment: `src/${room} may import itself and: ${mayKnow.join(' ') || 'nothing else of ours'}`,
  severity: 'error',
  from: { path: inRoom(room) },
  to: { path: '^src/', pathNot: [inRoom(room), ...mayKnow] },
}));

/** Parsing libraries without I/O, clock or dice. */
const pureLibraries = [
  'zod',
  'libphonenumber-js',
  'validator',
  'tldts',
  'i18n-iso-countries',
  'disposable-email-domains-js',
  'email-providers',
  'luxon',
];

const homeless = '[/-](utils?|helpers?|common|misc|shared)[/.]';

module.exports = {
  forbidden: [
    ...oneDirection,
    {
      name: 'workflow-contracts-know-no-stage',
      comment: 'Stages are built on the contracts, so the contracts cannot know the stages.',
      severity: 'error',
      from: { path: contracts },
      to: { path: '^src/', pathNot: ['^src/lead/', '^src/routing/', contracts] },
    },
    {
      name: 'pure-rooms-use-parsing-libraries-only',
      comment: 'src/lead and src/routing do no I/O, read no clock and roll no dice.',
      severity: 'error',
      from: { path: '^src/(lead|routing)/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: `node_modules/(${pureLibraries.join('|')})/`,
      },
    },
    {
      name: 'pure-rooms-use-no-part-of-node',
      comment: 'URLs are parsing; everything else of Node is I/O, clock or dice.',
      severity: 'error',
      from: { path: '^src/(lead|routing)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?url$' },
    },
    {
      name: 'systems-do-not-know-each-other',
      comment: 'Each outside system can be replaced by itself. systems/http is their transport.',
      severity: 'error',
      from: { path: '^src/systems/([^/]+)/' },
      to: { path: '^src/systems/', pathNot: ['^src/systems/$1/', '^src/systems/http/'] },
    },
    {
      name: 'compose-is-for-commands',
      comment: 'Only commands, main and tests ask for the wired whole.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${wiring}|commands|main)(/|[.]ts$)` },
      to: { path: inRoom('compose') },
    },
    {
      name: 'settings-are-for-compose',
      comment: 'Every other room is handed the part of the settings that it needs.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(settings|${wiring}|commands|monitoring|main)(/|[.]ts$)` },
      to: { path: inRoom('settings') },
    },
    {
      name: 'every-file-has-a-room',
      comment: 'A new room is a decision: name it above, with what it may know.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main[.]ts$', ...Object.keys(rooms).map(inRoom)] },
      to: {},
    },
    {
      name: 'nothing-imports-main',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that neither imports nor is imported belongs to nobody.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^src/browser/'] },
      to: {},
    },
    {
      name: 'no-homeless-names',
      comment: 'A helper without a home is a missing noun: name it and give it a file.',
      severity: 'error',
      from: { path: homeless },
      to: {},
    },
    {
      name: 'no-homeless-imports',
      comment: 'A helper without a home is a missing noun: name it and give it a file.',
      severity: 'error',
      from: {},
      to: { path: homeless, pathNot: 'node_modules' },
    },
    {
      name: 'no-development-dependencies',
      comment: 'What the product imports has to be installed in production.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-broken-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for dependency-cruiser to parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
