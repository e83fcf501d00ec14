export type Row = (string | number | undefined)[];

const GAP = '  ';

/** Columns under their heads, aligned to the left; nothing is cut. */
export function table(head: string[], rows: Row[]): string {
  const texts = rows.map((row) => row.map((cell) => oneLine(`${cell ?? '-'}`)));
  const widths = head.map((title, column) =>
    Math.max(widthOf(title), ...texts.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join(GAP)
      .trimEnd();
  return [heading(line(head)), ...texts.map(line)].join('\n');
}

/** Names and values, one a line, values aligned. What is undefined has no line. */
export function pairs(values: [name: string, value: string | number | undefined][]): string {
  const shown = values.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)));
  return shown
    .map(
      ([name, value]) =>
        `${oneLine(name)}${' '.repeat(width - widthOf(name))}${GAP}${oneLine(`${value}`)}`,
    )
    .join('\n');
}

export function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}

/** Bold where somebody reads it on a terminal. */
export function heading(text: string): string {
  const plain = !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return plain ? text : `\u001B[1m${text}\u001B[22m`;
}

/** What came from outside must neither draw on the terminal nor break the lines. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

const GRAPHEMES = new Intl.Segmenter('en');

function widthOf(text: string): number {
  return Array.from(GRAPHEMES.segment(text)).length;
}
