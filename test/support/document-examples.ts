import { isMap, parseDocument, type YAMLMap } from 'yaml';

/**
 * What a document shows, in its order. Fenced blocks say in their first line what they are:
 *
 *     console            commands after `$ `, each with what it prints; a line … leaves some out
 *     json lead.json     a file that the commands read
 *     yaml team.yaml     a part of that file; with a folder before it, of a copy of the sample
 *     sh                 other commands, which are not run
 *
 * and comments such as `<!-- leads: 3 DE -->` what happens between them.
 */
export type Example =
  | { kind: 'command'; line: number; command: string; printed: string }
  | { kind: 'file'; line: number; name: string; text: string }
  | { kind: 'configuration'; line: number; folder?: string; file: string; text: string }
  | { kind: 'happens'; line: number; what: string; rest: string };

const FENCE = /^```(\w+)(?: (\S+))?$/;
const HAPPENS = /^<!-- (\w+): ?(.*?) ?-->$/;

export function examplesIn(document: string): Example[] {
  const lines = document.split('\n');
  const examples: Example[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? '';
    const [, what, rest = ''] = HAPPENS.exec(text) ?? [];
    if (what !== undefined) examples.push({ kind: 'happens', line: index + 1, what, rest });
    const [fence, language = '', name = ''] = FENCE.exec(text) ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    if (end === -1) throw new Error(`line ${index + 1}: the block does not end`);
    examples.push(...inBlock(language, name, lines.slice(index + 1, end), index + 2));
    index = end;
  }
  return examples;
}

function inBlock(language: string, name: string, lines: string[], line: number): Example[] {
  const text = lines.join('\n');
  if (language === 'console') return commandsIn(lines, line);
  if (name === '') return [];
  if (language !== 'yaml') return [{ kind: 'file', line, name, text }];
  const [file = '', folder] = name.split('/').toReversed();
  return [{ kind: 'configuration', line, file, text, ...(folder !== undefined && { folder }) }];
}

function commandsIn(lines: string[], line: number): Example[] {
  const starts = lines.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []));
  return starts.map((start, at) => ({
    kind: 'command',
    line: line + start,
    command: (lines[start] ?? '').slice(2),
    printed: lines
      .slice(start + 1, starts[at + 1])
      .join('\n')
      .trimEnd(),
  }));
}

/**
 * A file of the configuration with a part of it put in: keys replace keys of the same name, markets
 * the market of the same name; a new market comes first. Comments and everything else stay.
 */
export function withPart(file: string, part: string): string {
  const whole = parseDocument(file);
  mergeInto(whole.contents as YAMLMap, parseDocument(part).contents as YAMLMap);
  return whole.toString();
}

function mergeInto(whole: YAMLMap, part: YAMLMap): void {
  for (const { key, value } of part.items) {
    const before = whole.get(key);
    if (String(key) === 'markets') mergeMarkets(before as YAMLMap, value as YAMLMap);
    else if (isMap(before) && isMap(value)) mergeInto(before, value);
    else whole.set(key, value);
  }
}

function mergeMarkets(whole: YAMLMap, part: YAMLMap): void {
  const markets = whole.items as unknown as YAMLMap[];
  for (const market of part.items as unknown as YAMLMap[]) {
    const same = markets.find((one) => one.get('name') === market.get('name'));
    if (same) mergeInto(same, market);
    else markets.unshift(market);
  }
}

/**
 * Whether a command printed what the document shows. A line … stands for any number of lines, and
 * the width of columns does not count. Hashes of configurations change with every word of the
 * sample: they only have to be the same where the document has the same.
 */
export function shows(printed: string, shown: string): boolean {
  if (shown === '') return !printed.includes('(exit code');
  const parts = numbered(shown)
    .split(/^\s*…$/m)
    .map((part) => part.replace(/^\n/, '').replace(/\n$/, ''));
  let rest = `\n${numbered(printed)}\n`;
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const at = rest.indexOf(`\n${part}\n`);
    if (at === -1 || (index === 0 && at !== 0)) return false;
    rest = rest.slice(at + part.length + 1);
  }
  return parts.at(-1) === '' || rest === '\n';
}

function numbered(text: string): string {
  const seen: string[] = [];
  const trimmed = text
    .replaceAll(/(\S) {2,}/g, '$1  ')
    .replaceAll(/ +$/gm, '')
    .trimEnd();
  return trimmed.replaceAll(/(?<![\w-])[0-9a-f]{12}(?![\w-])/g, (hash) => {
    if (!seen.includes(hash)) seen.push(hash);
    return `#${seen.indexOf(hash)}`;
  });
}
