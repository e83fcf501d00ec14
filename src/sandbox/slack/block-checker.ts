import { z } from 'zod';
import { type Block, blockSchema, viewSchema } from './block-kit-rules.ts';

/** One thing that Slack would not take. `pointer` is a JSON pointer into what was sent. */
export type BlockProblem = { message: string; pointer: string };

const BLOCKS_PER_MESSAGE = 50;

/** Slack's limit over all texts is undocumented; refusals were reported from 11,300 upwards. */
export const BLOCK_CHARACTERS_MAX = 11_000;

const messageBlocks = z.array(blockSchema).max(BLOCKS_PER_MESSAGE);

/** Checks the blocks of a message as Slack does. */
export function checkBlocks(
  sent: unknown,
  root = '/blocks',
): { blocks: Block[]; problems: BlockProblem[] } {
  const read = messageBlocks.safeParse(sent);
  if (!read.success) return { blocks: [], problems: problemsOf(read.error, sent, root) };
  return { blocks: read.data, problems: repeatedIds(read.data, root) };
}

/** Checks a modal, which has rules of its own around the same blocks. */
export function checkView(sent: unknown, root: string): BlockProblem[] {
  const read = viewSchema.safeParse(sent);
  return read.success ? [] : problemsOf(read.error, sent, root);
}

function problemsOf(error: z.ZodError, value: unknown, root: string): BlockProblem[] {
  return error.issues.map((issue) => ({
    message: slackWords(issue, valueAt(value, issue.path)),
    pointer: root + issue.path.map((step) => `/${String(step)}`).join(''),
  }));
}

/** The sum of everything that is read as text in the blocks. */
export function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + charactersIn(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const [key, inner] of Object.entries(value)) {
    sum += key === 'text' && typeof inner === 'string' ? inner.length : charactersIn(inner);
  }
  return sum;
}

/** The wording that Slack uses in `errors`, for the same mistakes. */
function slackWords(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_union':
      return `unsupported type: ${String(found)}`;
    case 'invalid_value':
      return issue.path.at(-1) === 'type'
        ? `unsupported type: ${String(found)}`
        : `must be a valid enum value: ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_type':
      return found === undefined
        ? `missing required field: ${String(issue.path.at(-1))}`
        : `must provide ${issue.expected === 'object' ? 'an object' : `a ${issue.expected}`}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be less than ${Number(issue.maximum) + 1} characters`;
    case 'too_small':
      return issue.origin === 'array'
        ? `no fewer than ${issue.minimum} items allowed`
        : `must be more than ${Number(issue.minimum) - 1} characters`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'not_multiple_of':
      break;
  }
  return issue.message;
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    value,
  );
}

/** `block_id` and `action_id` are unique within a message. */
function repeatedIds(blocks: Block[], root: string): BlockProblem[] {
  const problems: BlockProblem[] = [];
  const seen = new Set<string>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${key}`;
      if ((key === 'block_id' || key === 'action_id') && typeof inner === 'string') {
        if (seen.has(`${key} ${inner}`))
          problems.push({ message: `${key} must be unique`, pointer: at });
        seen.add(`${key} ${inner}`);
      }
      visit(inner, at);
    }
  };
  visit(blocks, root);
  return problems;
}
