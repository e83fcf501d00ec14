import type { Accept, Acceptance, AcceptUnavailable } from '../../../src/intake/accept.ts';
import { createDurableAccept } from '../../../src/intake/accept-durably.ts';
import { createLedgerDoor } from '../../../src/intake/accept-in-ledger.ts';
import { createJournalDrainer } from '../../../src/intake/accept-journaled.ts';
import { createPendingSubmissions } from '../../../src/intake/accept-pending.ts';
import { LedgerUnavailable } from '../../../src/workflow/ledger.ts';
import { createMemoryJournal } from '../../support/memory-journal.ts';

/** How the ledger behaves in a test. */
export type LedgerMood = 'works' | 'refuses' | 'hangs' | 'disconnected';

/** The intake's keeping, on a ledger whose mood the test chooses, and a clock that it moves. */
export function aDurableIntake() {
  let mood: LedgerMood = 'works';
  let clock = 1_000_000;
  let poison = '';
  /** Moods to come, each after so many more questions. */
  let coming: { after: number; mood: LedgerMood }[] = [];
  const asked: string[] = [];
  const inLedger: string[] = [];
  const seen = new Map<string, string>();
  const counted: string[] = [];
  const alarms: AcceptUnavailable[] = [];

  const accept: Accept = async ({ leadId, duplicateKeys }) => {
    const [change] = coming;
    if (change && asked.length >= change.after) {
      coming = coming.slice(1);
      mood = change.mood;
    }
    asked.push(leadId);
    if (mood === 'hangs') return new Promise(() => undefined);
    if (mood === 'refuses' || leadId === poison) throw new LedgerUnavailable('writing');
    if (inLedger.includes(leadId)) return { leadId, duplicate: false };
    const first = duplicateKeys.map(({ key }) => seen.get(key)).find(Boolean);
    if (first !== undefined) return { leadId: first, duplicate: true };
    for (const { key } of duplicateKeys) seen.set(key, leadId);
    inLedger.push(leadId);
    return { leadId, duplicate: false };
  };

  const world = {
    now: () => clock,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    metrics: { count: (name: string) => counted.push(name), observe: ignore, gauge: ignore },
  };
  const journal = createMemoryJournal();
  const pending = createPendingSubmissions(world.now);
  const ledger = createLedgerDoor({
    accept,
    connected: () => mood !== 'disconnected',
    now: world.now,
    withinMs: 5,
  });
  const { drainOnce } = createJournalDrainer({ ledger, journal, pending, world });

  return {
    accept: createDurableAccept({
      ledger,
      journal,
      pending,
      world,
      onNotKept: (error) => alarms.push(error),
    }),
    drainOnce,
    journal,
    ledger,
    asked,
    inLedger,
    counted,
    alarms,
    turn: (next: LedgerMood) => {
      mood = next;
    },
    /** The mood changes when the ledger has been asked so often from now on, and then again. */
    turnAfter: (first: number, then: LedgerMood, second = 0, atLast = then) => {
      const from = asked.length + first;
      coming = [
        { after: from, mood: then },
        { after: from + second, mood: atLast },
      ];
    },
    /** The ledger works, but not for this lead. */
    spoil: (leadId: string) => {
      poison = leadId;
    },
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

export function aSubmission(leadId: string, key = leadId): Acceptance {
  return {
    leadId,
    source: 'contact-page',
    receivedAt: '2026-11-02T09:00:00.000Z',
    state: 'in_flight',
    raw: { contentType: 'text/plain', bodyBase64: '', headers: {} },
    duplicateKeys: [{ key, ttlMs: 60_000 }],
  };
}

function ignore(): void {}
