/** How one item ended: as if it had had a call of its own. */
export type ItemEnd<Result> = { done: Result } | { failed: unknown };

/**
 * `alone`: the answer for many does not say what became of this one, and asking for it by itself
 * does, and is safe to do.
 */
export type ItemAnswer<Result> = ItemEnd<Result> | { alone: true };

export type CombinedCall<Item, Result> = {
  /** Waits until one call may be made. What it throws ends everything that waits for it. */
  leave: () => Promise<void>;
  one: (item: Item) => Promise<Result>;
  /** The answer for each item, in order. What it throws ends them all, unless `canBeOwedToOne`. */
  many: (items: Item[]) => Promise<ItemAnswer<Result>[]>;
  /** Was everything refused, and can a single item be to blame? Then the others go without it. */
  canBeOwedToOne: (failure: unknown) => boolean;
};

export type Entry<Item, Result> = { item: Item; end: (end: ItemEnd<Result>) => void };

/** What is left to be done for some of the items after a call. */
export type Repair = () => Promise<void>;

const NO_REPAIR: Repair = async () => undefined;

/**
 * Makes one call for these items, for which there is leave, and ends those that the answer decides.
 * Never throws. A refusal of all of them is halved until it is found whose it is.
 */
export async function callFor<Item, Result>(
  entries: Entry<Item, Result>[],
  combined: CombinedCall<Item, Result>,
): Promise<Repair> {
  const [only, ...others] = entries;
  if (only && others.length === 0) {
    only.end(await ended(combined.one(only.item)));
    return NO_REPAIR;
  }
  const answer = await ended(combined.many(entries.map(({ item }) => item)));
  if ('failed' in answer) {
    if (combined.canBeOwedToOne(answer.failed)) return () => repair(halves(entries), combined);
    for (const entry of entries) entry.end(answer);
    return NO_REPAIR;
  }
  const alone = entries.filter((entry, place) => {
    const end = answer.done[place] ?? { alone: true };
    if (!('alone' in end)) entry.end(end);
    return 'alone' in end;
  });
  return () =>
    repair(
      alone.map((entry) => [entry]),
      combined,
    );
}

async function repair<Item, Result>(
  groups: Entry<Item, Result>[][],
  combined: CombinedCall<Item, Result>,
): Promise<void> {
  const repairs = groups.map(async (entries) => {
    const leave = await ended(combined.leave());
    if ('failed' in leave) {
      for (const entry of entries) entry.end(leave);
      return;
    }
    const next = await callFor(entries, combined);
    await next();
  });
  await Promise.all(repairs);
}

function halves<T>(entries: T[]): T[][] {
  const middle = Math.ceil(entries.length / 2);
  return [entries.slice(0, middle), entries.slice(middle)];
}

/** A failure as a value: what it means is decided item by item. */
function ended<T>(attempt: Promise<T>): Promise<ItemEnd<T>> {
  return attempt.then(
    (done) => ({ done }),
    (failed: unknown) => ({ failed }),
  );
}
