import { type CombinedCall, callFor, type Entry } from './combined-call.ts';

export type GathererOptions<Item, Result> = CombinedCall<Item, Result> & {
  /** The receiver's limit of items a call. */
  itemsMax: number;
  /** Items with the same key are never in one call; undefined is like no other. */
  keyOf: (item: Item) => string | undefined;
  /**
   * Of two items with the same key: `shared` asks once for both while the first has not been sent;
   * `apart` sends the second when the first has ended.
   */
  twins: 'shared' | 'apart';
};

/**
 * Makes one call of what would be many, without ever waiting for more to come: an item goes at once
 * when nothing is under way, and what arrives during a call, or while no call may be made, goes
 * together in the next one. A full call goes without waiting for the one before it.
 *
 * Each item gets what a call of its own would have given it. Repairs (a refused half, an item to be
 * asked for alone) hold nobody up.
 */
export function createGatherer<Item, Result>(
  options: GathererOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const line = createLine<Item, Result>(options, next);
  let calls = 0;
  let asking = false;

  /** Asks for leave where there is something to send and no reason to wait for more. */
  function next(): void {
    const due = asking ? 0 : line.ready().length;
    if (due === 0 || (calls > 0 && due < options.itemsMax)) return;
    asking = true;
    options.leave().then(
      () => {
        asking = false;
        void send(line.depart());
        next();
      },
      (failure: unknown) => {
        asking = false;
        line.endAll(failure);
      },
    );
  }

  async function send(entries: Entry<Item, Result>[]): Promise<void> {
    calls += 1;
    const repair = await callFor(entries, options);
    calls -= 1;
    next();
    await repair();
  }

  return line.add;
}

type Line<Item, Result> = {
  add: (item: Item) => Promise<Result>;
  /** The items that the next call could have. */
  ready: () => Entry<Item, Result>[];
  /** The same, and takes them out of the line. */
  depart: () => Entry<Item, Result>[];
  /** Everything that waits ends with this failure. */
  endAll: (failure: unknown) => void;
};

type Waiting<Item, Result> = Entry<Item, Result> & { key: string | undefined };

/** Who waits for a call, in order. `onReady` is told when somebody may have become ready. */
function createLine<Item, Result>(
  { itemsMax, keyOf, twins }: Pick<GathererOptions<Item, Result>, 'itemsMax' | 'keyOf' | 'twins'>,
  onReady: () => void,
): Line<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  /** By key: what waits and can be shared, and what was sent and keeps its twins waiting. */
  const shared = new Map<string, Promise<Result>>();
  const sent = new Set<string>();

  function add(item: Item): Promise<Result> {
    const key = keyOf(item);
    const twin = key === undefined ? undefined : shared.get(key);
    if (twin) return twin;
    const result = new Promise<Result>((resolve, reject) => {
      const end: Entry<Item, Result>['end'] = (ended) => {
        if ('done' in ended) resolve(ended.done);
        else reject(ended.failed);
        if (key !== undefined && sent.delete(key)) onReady();
      };
      waiting.push({ item, key, end });
    });
    if (twins === 'shared' && key !== undefined) shared.set(key, result);
    onReady();
    return result;
  }

  function ready(): Waiting<Item, Result>[] {
    const keys = new Set(sent);
    const found: Waiting<Item, Result>[] = [];
    for (const entry of waiting) {
      if (found.length === itemsMax) break;
      if (entry.key !== undefined && keys.has(entry.key)) continue;
      if (entry.key !== undefined) keys.add(entry.key);
      found.push(entry);
    }
    return found;
  }

  function depart(): Waiting<Item, Result>[] {
    const leaving = ready();
    const gone = new Set(leaving);
    waiting = waiting.filter((entry) => !gone.has(entry));
    for (const { key } of leaving) {
      if (key === undefined) continue;
      shared.delete(key);
      if (twins === 'apart') sent.add(key);
    }
    return leaving;
  }

  function endAll(failure: unknown): void {
    const ending = waiting;
    waiting = [];
    shared.clear();
    for (const { end } of ending) end({ failed: failure });
  }

  return { add, ready, depart, endAll };
}
