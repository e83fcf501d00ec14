import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { ConfigPath, ConfigProblem, Place } from './config-problem.ts';
import { scalarsIn } from './config-scalars.ts';
import { isSecretField, withoutSecrets } from './secret-fields.ts';

/** One YAML file, read, with the place of everything in it. */
export type ConfigFile = {
  name: string;
  document: Document.Parsed;
  /** The file could be read as YAML; its content may still be wrong. */
  readable: boolean;
  /** What is wrong with it as YAML. */
  problems: ConfigProblem[];
  /** As plain data. Read it after references have been replaced. */
  value: () => unknown;
  /** Of a value, or of the key before it; of what encloses it when it is not there. */
  placeOf: (path: ConfigPath, of?: 'key' | 'value') => Place;
  /** Aliases resolved; null or undefined where nothing stands. */
  nodeAt: (path: ConfigPath) => Node | null | undefined;
  /** The value just as it stands in the file, `${NAME}` unreplaced. Empty: it is not there. */
  written: (path: ConfigPath) => string;
};

/** @throws never: what cannot be read is a problem with its place. */
export function readConfigFile(name: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const shown = withoutSecretValues(text, document);
  const place = (from: number, to: number) => placeIn(shown, lines, from, to);
  const problems = withoutConsequences([...document.errors, ...document.warnings]).map((error) =>
    yamlProblem(name, place(...error.pos), error.code, error.message),
  );
  const { value, refusal } = readValue(document);
  if (refusal !== undefined) {
    problems.push(yamlProblem(name, place(0, 0), 'BAD_ALIAS', refusal));
  }
  return {
    name,
    document,
    readable: problems.every(({ found }) => found === DUPLICATE_KEY),
    problems,
    value: () => readValue(document).value ?? value,
    placeOf: (path, of = 'value') => {
      const [from, to] = rangeOf(document, path, of);
      return place(from, to);
    },
    nodeAt: (path) => nodeAt(document, path)?.node,
    written: (path) => {
      const node = nodeAt(document, path)?.node;
      return node?.range ? text.slice(node.range[0], node.range[1]) : '';
    },
  };
}

/** One space too few makes an error of every line after it: the first of them is the one to mend. */
function withoutConsequences<Problem extends { code: string }>(problems: Problem[]): Problem[] {
  const first = problems.find(({ code }) => code !== 'DUPLICATE_KEY');
  return problems.filter((problem) => problem === first || problem.code === 'DUPLICATE_KEY');
}

const DUPLICATE_KEY = 'a key that stands there twice';

/** Aliases that name nothing, or that multiply without end, show only here. */
function readValue(document: Document.Parsed): { value?: unknown; refusal?: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

/** What YAML's own error codes mean to somebody who edits a file. */
const YAML_ADVICE: Record<string, string> = {
  DUPLICATE_KEY: 'Keep one of the two, or rename one.',
  TAB_AS_INDENT: 'Indent with spaces; YAML does not allow tabs.',
  BAD_INDENT: 'Check the indentation of this line and the one above, and for a bracket left open.',
  BLOCK_AS_IMPLICIT_KEY:
    'Check the indentation of this line and the one above; put a value that contains ": " in quotes.',
  MISSING_CHAR:
    'Check the indentation of this line and the one above, and for a quote or bracket left open.',
  BAD_ALIAS: 'Define the anchor (&name) before its alias (*name), or write the values out.',
};

function yamlProblem(file: string, place: Place, code: string, message: string): ConfigProblem {
  const duplicate = code === 'DUPLICATE_KEY';
  const doThis = YAML_ADVICE[code];
  return {
    file,
    ...place,
    path: '',
    found: duplicate ? DUPLICATE_KEY : 'text that is not YAML',
    expected: duplicate ? 'each key once' : 'YAML',
    says: duplicate
      ? 'this key stands here a second time; the file would mean something else than it says'
      : `not readable as YAML: ${message}`,
    ...(doThis === undefined ? {} : { doThis }),
  };
}

type Range = [from: number, to: number];
type Found = { node: Node | null; key: Node | null };

/** The node at a path, and the key that it stands behind. Undefined: there is no such thing. */
function nodeAt(document: Document.Parsed, path: ConfigPath): Found | undefined {
  let found: Found = { node: document.contents, key: null };
  for (const step of path) {
    const next = stepInto(resolved(found.node, document), step);
    if (next === undefined) return undefined;
    found = next;
  }
  return { ...found, node: resolved(found.node, document) };
}

function stepInto(node: Node | null, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { node: asNode(pair.value), key: asNode(pair.key) };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(step)];
  return item === undefined ? undefined : { node: asNode(item), key: null };
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function resolved(node: Node | null, document: Document.Parsed): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? node) : node;
}

function rangeOf(document: Document.Parsed, path: ConfigPath, of: 'key' | 'value'): Range {
  const found = nodeAt(document, path);
  if (found === undefined) return enclosing(document, path);
  const value = usable(found.node);
  const key = usable(found.key);
  return (of === 'key' ? (key ?? value) : (value ?? key)) ?? enclosing(document, path);
}

/** For what is missing: the key of the nearest thing around it, or the file's first character. */
function enclosing(document: Document.Parsed, path: ConfigPath): Range {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const found = nodeAt(document, path.slice(0, depth));
    const range = usable(found?.key) ?? usable(found?.node);
    if (range) return range;
  }
  return [0, 0];
}

/** A node such as the nothing behind `key:` has a range without extent: no place to point at. */
function usable(node: Node | null | undefined): Range | undefined {
  if (!node?.range || node.range[1] <= node.range[0]) return undefined;
  return [node.range[0], node.range[1]];
}

/** Of the same length, so that places in it are places in the file. */
function withoutSecretValues(text: string, document: Document.Parsed): string {
  let shown = text;
  for (const { scalar, path } of scalarsIn(document)) {
    const [from, to] = scalar.range ?? [0, 0];
    if (isSecretField(path) && !text.slice(from, to).includes('${')) {
      shown = shown.slice(0, from) + shown.slice(from, to).replaceAll(/\S/g, '*') + shown.slice(to);
    }
  }
  return shown;
}

function placeIn(text: string, lines: LineCounter, from: number, to: number): Place {
  const { line, col } = lines.linePos(from);
  const start = lines.lineStarts[line - 1] ?? 0;
  const end = text.indexOf('\n', start);
  const written = text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
  const length = Math.max(1, Math.min(to, start + written.length) - from);
  return {
    line: Math.max(1, line),
    column: Math.max(1, col),
    length,
    sourceLine: withoutSecrets(written),
  };
}
