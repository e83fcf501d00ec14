import validator from 'validator';
import { entryLines, type Lines, poolInWords, standingLines } from '../routing/standing-words.ts';
import type { PoolStandings } from '../routing/standings.ts';
import type { Team } from '../routing/team.ts';
import type { ShownRotation } from '../workflow/show-rotation.ts';

/** How leads are shared out, for the team to read. No script, nothing from outside. */
export function rotationPage({ pools, entries }: ShownRotation, team: Team): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>leadline: rotation</title>',
    '<meta name="viewport" content="width=device-width">',
    `<style>${STYLE}</style><h1>How leads are shared out</h1>`,
    `<p>${MEANING}</p>`,
    ...pools.map(poolSection),
    '<h2>Why standings changed</h2>',
    tableOf(entryLines(entries, team)),
    '</html>',
  ].join('\n');
}

const MEANING =
  'Each lead that a pool gives is divided, by weight, among all who could have taken it: that is ' +
  'their fair share. What somebody is owed is their fair share and credit less the leads they have ' +
  'taken; nobody is more than one lead away from it, credits aside. While somebody is away, nothing ' +
  'is divided to them.';

const STYLE =
  'body{font:16px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}' +
  'table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;' +
  'border-bottom:1px solid #ccc}';

function poolSection(pool: PoolStandings): string {
  return [
    `<h2>Pool ${text(pool.pool)}</h2>`,
    `<p>${text(poolInWords(pool))}.</p>`,
    tableOf(standingLines(pool)),
  ].join('\n');
}

function tableOf({ head, rows }: Lines): string {
  return `<table>${[lineOf(head, 'th'), ...rows.map((row) => lineOf(row, 'td'))].join('\n')}</table>`;
}

function lineOf(cells: string[], tag: 'td' | 'th'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
}

function text(value: string): string {
  return validator.escape(value);
}
