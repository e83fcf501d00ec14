/** What became of one item: an Error fails its own caller and nobody else's. */
export type Outcome<Answer> = { answer: Answer } | { error: Error };

type Waiting<Item, Answer> = {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/** A script holds up everybody else's commands for as long as it runs: some 3 ms for so many. */
const ITEMS_MAX = 64;
const CHARACTERS_MAX = 1_000_000;

/**
 * One call for all that was asked in the same turn of the event loop: under load hundreds of
 * submissions share one round trip (and with `appendfsync always` one fsync), and a lone one waits
 * for nobody. `ask` answers one outcome an item, in their order; where it fails, all of them fail.
 */
export function gathered<Item, Answer>(
  ask: (items: Item[]) => Promise<Outcome<Answer>[]>,
  options: {
    /** How long the item's texts are; without it items count as small. */
    sizeOf?: (item: Item) => number;
  } = {},
): (item: Item) => Promise<Answer> {
  const { sizeOf = () => 1 } = options;
  let waiting: Waiting<Item, Answer>[] = [];
  let size = 0;

  function send(): void {
    const sent = waiting;
    waiting = [];
    size = 0;
    if (sent.length > 0) void settle(sent);
  }

  async function settle(sent: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const outcomes = await ask(sent.map(({ item }) => item));
      for (const [at, { resolve, reject }] of sent.entries()) {
        const outcome = outcomes[at];
        if (outcome === undefined) reject(new Error('Redis answered for too few of them'));
        else if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.answer);
      }
    } catch (error) {
      for (const { reject } of sent) reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ item, resolve, reject });
      size += sizeOf(item);
      if (waiting.length >= ITEMS_MAX || size >= CHARACTERS_MAX) send();
    });
}

/**
 * Lua: runs `one(first, last)` for each item, whose arguments stand behind their number in ARGV
 * from `at` on. Answers a text an item; one that begins with "!" is an error of that item's own. That
 * this is no master any more is nobody's own: the connection has to learn it.
 */
export const EACH_ITEM = `
local function eachItem(at, one)
  local answers = {}
  while at <= #ARGV do
    local count = tonumber(ARGV[at])
    local ok, answer = pcall(one, at + 1, at + count)
    if not ok then
      local words = type(answer) == 'table' and answer.err or tostring(answer)
      if string.find(words, 'READONLY', 1, true) then error(words) end
      answer = '!' .. words
    end
    answers[#answers + 1] = answer
    at = at + count + 1
  end
  return answers
end
`;

/** The other end of EACH_ITEM. */
export function outcomesOf(answers: unknown): Outcome<string>[] {
  if (!Array.isArray(answers)) return [];
  return answers.map((each): Outcome<string> => {
    const answer = String(each);
    return answer.startsWith('!') ? { error: new Error(answer.slice(1)) } : { answer };
  });
}

/** The arguments of all items, each behind their number. */
export function itemArguments(items: (string | number)[][]): (string | number)[] {
  const all: (string | number)[] = [];
  for (const item of items) {
    all.push(item.length);
    for (const each of item) all.push(each);
  }
  return all;
}
