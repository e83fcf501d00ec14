import type { SayAlarm } from '../../src/monitoring/alarms.ts';

/** Stands for the operations channel: keeps what was said, and can be out of order. */
export type SayBook = {
  say: SayAlarm;
  said: { text: string; threadTs?: string }[];
  broken: boolean;
};

export function createSayBook(): SayBook {
  const book: SayBook = {
    said: [],
    broken: false,
    say: async (text, thread) => {
      if (book.broken) throw new Error('slack is away');
      book.said.push({ text, ...(thread && { threadTs: thread.ts }) });
      return { channel: 'C0OPS', ts: `${book.said.length}.0` };
    },
  };
  return book;
}
