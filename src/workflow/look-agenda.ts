import type { LeadPage, LeadStatus } from './ledger.ts';

/** Lists that leads stand in by a time. */
export type LeadTimes = {
  /**
   * The oldest first: by when they entered a status, by what `held` ones wait for, or by when they
   * were `received`. `total` counts all of that time.
   */
  within: (list: LeadList, span: TimeSpan & { limit: number }) => Promise<LeadPage>;
};

export type LeadList = LeadStatus | 'held' | 'received';

/** Both ends belong to it. */
type TimeSpan = { from: number; to: number };

/** Which overdue leads somebody has to look at, and when. */
export type LookAgenda = {
  /** Those whose turn it is, the oldest first. They stay due until something else is said of them. */
  due: (max: number) => Promise<string[]>;
  /** It needs no look any more, unless it enters a list anew. */
  done: (leadId: string) => void;
  later: (leadId: string, at: number) => void;
};

type ListedLead = LeadPage['leads'][number];

/** A lead on the agenda: the time that it stands at in its list, and when its look is due. */
type Waiting = { at: number; dueAt: number };

/** A lead may be written so much later than the time it stands at: computers' clocks differ. */
const STILL_COMING_MS = 60_000;

const PAGE = 5_000;

/**
 * Reads of the lists only what has become overdue since the last time, so that a hundred thousand
 * leads which wait for a CRM cost nothing while nothing is due for them.
 *
 * What comes in with a time of long ago (from a journal) is noticed by the number of leads: then the
 * lists are read from their beginning, and what is known is passed over.
 *
 * @param lists by status, or `held`
 * @param forgetMs so old it is nobody's matter any more
 */
export function createLookAgenda(deps: {
  times: LeadTimes;
  lists: LeadList[];
  now: () => number;
  patienceMs: () => number;
  forgetMs: number;
}): LookAgenda {
  const { times, now } = deps;
  const readers = deps.lists.map((list) => createListReader(times, list));
  const hasLateComers = lateComersIn(times);
  const waiting = new Map<string, Waiting>();

  async function due(max: number): Promise<string[]> {
    const [after, to] = [now() - deps.forgetMs, now() - deps.patienceMs()];
    const settledTo = Math.min(to, now() - STILL_COMING_MS);
    if (await hasLateComers({ from: after + 1, to: settledTo })) {
      for (const reader of readers) reader.restart();
    }
    const isDue = dueSince(after);
    for (const reader of readers) {
      await reader.readOn({ from: after + 1, to, againFrom: settledTo }, (lead) => {
        if (lead) isDue.set(lead.leadId, take(lead));
        return isDue.size < max;
      });
    }
    return [...isDue]
      .toSorted(([, one], [, other]) => one.at - other.at)
      .slice(0, max)
      .map(([leadId]) => leadId);
  }

  /** What is too old leaves the agenda. */
  function dueSince(after: number): Map<string, Waiting> {
    const found = new Map<string, Waiting>();
    for (const [leadId, each] of waiting) {
      if (each.at <= after) waiting.delete(leadId);
      else if (each.dueAt <= now()) found.set(leadId, each);
    }
    return found;
  }

  function take({ leadId, at }: ListedLead): Waiting {
    const taken = { at: Math.max(at, waiting.get(leadId)?.at ?? at), dueAt: now() };
    waiting.set(leadId, taken);
    return taken;
  }

  return {
    due,
    done: (leadId) => void waiting.delete(leadId),
    later: (leadId, dueAt) => {
      const known = waiting.get(leadId);
      if (known) waiting.set(leadId, { ...known, dueAt });
    },
  };
}

type ListReader = {
  /**
   * Reads what is new of this time. `toTake` gets each lead, and `undefined` before each page, and
   * answers whether there shall be more. From `againFrom` on everything is read again: some of it
   * may still have been on its way.
   */
  readOn: (
    span: TimeSpan & { againFrom: number },
    toTake: (lead?: ListedLead) => boolean,
  ) => Promise<void>;
  restart: () => void;
};

function createListReader(times: LeadTimes, list: LeadList): ListReader {
  /** What was read until now, so that nothing is taken twice. */
  const seen = new Map<string, number>();
  let readOnFrom = 0;

  function isNew({ leadId, at }: ListedLead): boolean {
    if (seen.get(leadId) === at) return false;
    seen.delete(leadId);
    seen.set(leadId, at);
    return true;
  }

  return {
    readOn: async ({ from: first, to, againFrom }, toTake) => {
      for (const [leadId, at] of seen) {
        if (at >= first) break;
        seen.delete(leadId);
      }
      let from = Math.max(first, Math.min(readOnFrom, againFrom));
      let limit = PAGE;
      while (from <= to && toTake()) {
        const { leads } = await times.within(list, { from, to, limit });
        for (const lead of leads) if (isNew(lead)) toTake(lead);
        const last = leads.at(-1)?.at ?? to;
        const isAll = leads.length < limit;
        // More of one moment than a page has.
        if (!isAll && last === from) limit *= 2;
        from = isAll ? to + 1 : last;
        readOnFrom = from;
      }
    },
    restart: () => void (readOnFrom = 0),
  };
}

/** Whether there are more, or fewer, leads of a time that is over than when it was asked before. */
function lateComersIn(times: LeadTimes): (span: TimeSpan) => Promise<boolean> {
  let before: { span: TimeSpan; total: number } | undefined;
  const countOf = async (span: TimeSpan) =>
    (await times.within('received', { ...span, limit: 0 })).total;
  return async (span) => {
    const changed = before !== undefined && (await countOf(before.span)) !== before.total;
    // Before the lists are read: whoever comes in meanwhile is noticed the next time.
    before = { span, total: await countOf(span) };
    return changed;
  };
}
