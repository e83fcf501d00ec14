import { describe, expect, it } from '@jest/globals';
import {
  NEW_STANDING,
  nextInTurn,
  owed,
  sharesOf,
  withTake,
} from '../../../src/routing/fair-share.ts';
import type { PoolState } from '../../../src/routing/rotation-state.ts';
import { readEnvironment } from '../../../src/settings/environment.ts';
import { loadSettings } from '../../../src/settings/load-settings.ts';
import { exampleVariables } from '../../support/company.ts';
import { type Example, examplesIn, shows, withPart } from '../../support/document-examples.ts';
import { repositoryFile } from '../../support/repository-files.ts';

const DOCUMENT = repositoryFile('docs/routing.md').text;
const NOW = Date.parse('2026-11-24T09:00:00Z');

type Part = Extract<Example, { kind: 'configuration' }>;

const parts = examplesIn(DOCUMENT).filter((one): one is Part => one.kind === 'configuration');

/** What is wrong with the sample company when this part is put into it. */
function wrongWith({ file, text }: Part): string[] {
  const { environment } = readEnvironment({ ...exampleVariables(), LEADLINE_CONFIG: 'config' });
  const loaded = loadSettings(
    {
      ...{ environment, configFolder: 'config' },
      readFile: (path) => {
        const { text: whole } = repositoryFile(path);
        return path.endsWith(file) ? withPart(whole, text) : whole;
      },
    },
    NOW,
  );
  return loaded.ok ? [] : loaded.problems.map(({ says }) => says);
}

describe('each part of a configuration in the page on routing', () => {
  it.each(parts.filter(({ folder }) => folder !== 'broken'))(
    'is right in the sample company: $file, line $line',
    (part) => {
      expect(wrongWith(part)).toEqual([]);
    },
  );

  it('is wrong where the page says so', () => {
    const broken = parts.filter(({ folder }) => folder === 'broken');
    expect(broken.map((part) => wrongWith(part).length)).toEqual([1]);
  });
});

describe('each rotation that the page works out by hand', () => {
  const tables = tablesIn(DOCUMENT).filter(({ head }) => head[0] === 'Lead');

  it('is there', () => {
    expect(tables).toHaveLength(2);
  });

  it.each(tables)('comes out as the rotation does: line $line', ({ head, rows }) => {
    expect(rows).toEqual(rotationOf(head, rows));
  });
});

type Table = { line: number; head: string[]; rows: string[][] };

function tablesIn(text: string): Table[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const isHead = line.startsWith('|') && /^\|(-+\|)+$/.test(lines[index + 1] ?? '');
    if (!isHead) return [];
    const after = lines.slice(index + 2);
    const length = after.findIndex((row) => !row.startsWith('|'));
    return [{ line: index + 1, head: cellsOf(line), rows: after.slice(0, length).map(cellsOf) }];
  });
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** The same rows, filled in by the rotation: who gets each lead, and what all are owed then. */
function rotationOf(head: string[], rows: string[][]): string[][] {
  const members = head.flatMap((name) => {
    const [, member, weight] = /^(\w+) \((\d+)\)$/.exec(name) ?? [];
    return member === undefined ? [] : [{ member, weight: Number(weight) }];
  });
  let standings: PoolState['members'] = {};
  return rows.map(([number = '', could = '']) => {
    const seats = members
      .filter(({ member }) => could.split(', ').includes(member))
      .map((one) => ({ ...one, standing: standings[one.member] ?? NEW_STANDING }));
    const { member } = nextInTurn(seats);
    const take = { pool: 'dach', member, counts: 1, shares: sharesOf(seats) };
    const change = withTake(standings, take);
    standings = change.members;
    const owing = members.map((one) => signed(owed(standings[one.member] ?? NEW_STANDING)));
    const row = [number, could, member, ...owing];
    return head.includes('Written off') ? [...row, largest(change.writtenOff)] : row;
  });
}

function signed(amount: number): string {
  const rounded = Math.round(Math.abs(amount) * 100) / 100;
  if (rounded === 0) return '0';
  return `${amount < 0 ? '−' : '+'}${rounded}`;
}

/** Who is owed less by it; the others share what is owed more. */
function largest(writtenOff: Record<string, number>): string {
  const [first] = Object.entries(writtenOff).toSorted(([, one], [, other]) => one - other);
  return first === undefined ? '' : `${first[0]} ${signed(first[1])}`;
}

describe('what a document shows of a command', () => {
  const printed = 'one\n\ntwo 0123456789ab\nthree   0123456789ab\nfour';

  it('may leave lines out, at the marks', () => {
    expect(shows(printed, '…\ntwo 0123456789ab\n…')).toBe(true);
    expect(shows(printed, 'one\n…\nfour')).toBe(true);
    expect(shows(printed, 'one\nfour')).toBe(false);
    expect(shows(printed, 'two 0123456789ab\n…')).toBe(false);
    expect(shows(printed, 'one\n…\nthree  0123456789ab')).toBe(false);
  });

  it('may name a configuration by another hash, as long as it is one and the same', () => {
    expect(shows(printed, printed.replaceAll('0123456789ab', 'ffffffffffff'))).toBe(true);
    expect(shows(printed, printed.replace('0123456789ab', 'ffffffffffff'))).toBe(false);
  });

  it('hides no failure', () => {
    expect(shows('(exit code 1)', '')).toBe(false);
    expect(shows('done', '')).toBe(true);
  });
});
