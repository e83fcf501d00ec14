import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FORM_SOURCES } from '../../src/intake/sources/index.ts';
import { CONDITIONS } from '../../src/routing/conditions/index.ts';
import { WORKFLOW_MAP } from '../../src/workflow/map.ts';
import { mapSection } from '../../src/workflow/map-table.ts';
import { STAGES } from '../../src/workflow/steps.ts';
import {
  hasRepositoryFile,
  type RepositoryFile,
  repositoryFile,
  repositoryFiles,
} from '../support/repository-files.ts';

/**
 * The rules of the house that no linter knows. Each test answers the list of offences, so that a
 * failure names the file and the line.
 */

const SELF = 'test/unit/tidy.test.ts';
const source = repositoryFiles(['src'], ['.ts']);
const tests = repositoryFiles(['test'], ['.ts', '.js']);
const code = [...source, ...tests, ...repositoryFiles(['scripts'], ['.ts', '.mjs'])];
const withoutSelf = code.filter(({ path }) => path !== SELF);

/** `path:line  text` of every line that the pattern is found in. */
function found(files: RepositoryFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}  ${line.trim()}`] : [],
      ),
  );
}

function isComment(offence: string): boolean {
  return /^\S+ {2}(\/\/|\/?\*)/.test(offence);
}

/** What these files export under a declared type, such as every `FormSource`. */
async function exportsOf(
  folder: string,
  type: RegExp,
): Promise<{ path: string; value: unknown }[]> {
  const files = repositoryFiles([folder], ['.ts']).flatMap(({ path, text }) => {
    const name = type.exec(text)?.[1];
    return name === undefined ? [] : [{ path, name }];
  });
  return Promise.all(
    files.map(async ({ path, name }) => {
      const module = (await import(`../../${path}`)) as Record<string, unknown>;
      return { path, value: module[name] };
    }),
  );
}

describe('every file', () => {
  it('has at most 300 lines', () => {
    const long = code
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('is named in kebab-case, after what it holds and not after being of help', () => {
    const names = code.map(({ path }) => path);
    expect(names.filter((name) => !/^[a-z0-9./-]+$/.test(name))).toEqual([]);
    expect(
      names.filter((name) => /[/-](utils?|helpers?|common|misc|shared)[/.]/.test(name)),
    ).toEqual([]);
  });

  it('has nothing that was left for later', () => {
    // TODO in quotes is a type of HubSpot's tasks.
    const later = /(\/\/|\*).*\b(TODO|FIXME|XXX|HACK)\b|remove before merge/i;
    expect(found(withoutSelf, later)).toEqual([]);
  });

  it('names no path of one machine and no package registry', () => {
    const texts = [
      'README.md',
      'package-lock.json',
      'package.json',
      'docker-compose.yml',
      'Dockerfile',
    ];
    const files = [
      ...withoutSelf,
      ...repositoryFiles(['docs', 'config'], ['']),
      ...texts.map(repositoryFile),
    ];
    expect(
      found(files, /(^|[^\w.])\/(work|root|farm)\/|https?:\/\/registry\.|"resolved":/),
    ).toEqual([]);
  });

  it('exports by name only', () => {
    const needed = ['test/support/closing-line-reporter.js'];
    const files = withoutSelf.filter(({ path }) => !needed.includes(path));
    expect(found(files, /^export default\b|\bas default\b/)).toEqual([]);
  });
});

describe('the world outside', () => {
  /** Where the clock, the dice, the environment and the terminal are handed out. */
  const handsOut = /^src\/(compose(\/.*)?|settings\/.*|commands\/.*|main)(\.ts|$)/;
  const others = source.filter(({ path }) => !handsOut.test(path));
  const world =
    /\bDate\.now\b|\bnew Date\(\s*\)|\bDateTime\.(now|utc|local)\(\s*\)|\bMath\.random\b|\bprocess\.env\b|\bconsole\.\w/;

  it('is handed in everywhere but in compose, settings, commands and main', () => {
    expect(found(others, world).filter((offence) => !isComment(offence))).toEqual([]);
  });
});

describe('every document', () => {
  it('links to files that are there', () => {
    const documents = [
      ...repositoryFiles(['docs'], ['.md']),
      ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map(repositoryFile),
    ];
    const links = documents.flatMap((document) =>
      [...document.text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => ({
        from: document.path,
        to: path.posix.join(path.posix.dirname(document.path), link),
      })),
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter(({ to }) => !hasRepositoryFile(to))).toEqual([]);
  });
});

describe('every test', () => {
  const suites = tests.filter(
    ({ path }) => path.endsWith('.test.ts') || path.endsWith('.contract.ts'),
  );

  it('runs', () => {
    const idle = /\b(it|test|describe)\.(skip|only|todo|failing)\b|\b[xf](it|describe)\(|\bxtest\(/;
    expect(
      found(
        suites.filter(({ path }) => path !== SELF),
        idle,
      ),
    ).toEqual([]);
  });

  it('has a name of its own in its file', () => {
    const twice = suites.flatMap(({ path, text }) => {
      const names = [...text.matchAll(/\b(?:it|test)\(\s*(['"`])(.*?)\1\s*,/g)].map(
        ([, , name]) => name,
      );
      return names
        .filter((name, index) => names.indexOf(name) !== index)
        .map((name) => `${path}  ${name}`);
    });
    expect(twice).toEqual([]);
  });

  it('stands in for no module', () => {
    expect(
      found(
        suites.filter(({ path }) => path !== SELF),
        /jest\.(mock|unstable_mockModule|doMock)\(|toMatch(Inline)?Snapshot/,
      ),
    ).toEqual([]);
  });
});

describe('what is registered', () => {
  it('holds every source adapter, each under its own name', async () => {
    const adapters = await exportsOf('src/intake/sources', /^export const (\w+): FormSource\b/m);
    const registered: unknown[] = Object.values(FORM_SOURCES);
    expect(adapters.length).toBeGreaterThan(0);
    expect(
      adapters.filter(({ value }) => !registered.includes(value)).map(({ path }) => path),
    ).toEqual([]);
    expect(
      Object.entries(FORM_SOURCES).filter(([vendor, adapter]) => adapter.vendor !== vendor),
    ).toEqual([]);
  });

  it('holds every routing condition', async () => {
    const conditions = await exportsOf(
      'src/routing/conditions',
      /^export const (\w+): Condition</m,
    );
    const registered: unknown[] = Object.values(CONDITIONS);
    expect(conditions.length).toBeGreaterThan(0);
    expect(
      conditions.filter(({ value }) => !registered.includes(value)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('the workflow map', () => {
  const paths = source.map(({ path }) => path);

  it('has every stage, in order, and each stage has its file', () => {
    const names = WORKFLOW_MAP.stages.map(({ name }) => name);
    expect(names).toEqual([...STAGES]);
    expect(names.filter((name) => !paths.includes(`src/stages/${name}.ts`))).toEqual([]);
  });

  it('names decision points that exist', () => {
    expect(WORKFLOW_MAP.decisions.filter(({ where }) => !paths.includes(where))).toEqual([]);
  });

  it('is what the README shows (npm run readme writes it)', () => {
    const [, shown] =
      /<!-- map:start -->\n(.*)\n<!-- map:end -->/s.exec(repositoryFile('README.md').text) ?? [];
    expect(shown?.trim()).toBe(mapSection(WORKFLOW_MAP));
  });
});
