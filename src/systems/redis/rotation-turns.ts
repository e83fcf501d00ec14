import { randomUUID } from 'node:crypto';

export type RotationTurns = {
  /**
   * Runs a change, or has it wait for this process' turn. `lost` says that another process was
   * faster, so that the next ones take turns.
   */
  enter: <T>(change: (lost: () => void) => Promise<T>) => Promise<T>;
};

type Options = {
  /** Answers whether this process has the turn now, for `forMs` at most. */
  take: (token: string, forMs: number) => Promise<boolean>;
  give: (token: string) => Promise<void>;
  /** Between two looks whether it is our turn: some milliseconds. */
  pause: () => Promise<unknown>;
};

/** The changes of one turn: as many as a worker holds leads of a stage. */
const CHANGES_MAX = 100;

/** Longer than a turn takes; who dies in one holds up the others for so long at most. */
const TURN_MS = 1_000;

/** Who has had no turn by then goes on without: a turn saves work, and keeps nothing right. */
const LOOKS_MAX = 1_000;

/** After so many turns that nobody else wanted, no more are taken. */
const CALM_AFTER_TURNS = 50;

/**
 * Who changes the rotation, while several processes do. Each makes its changes from those it has
 * just made (rotation-head.ts), so one commit of another brings hundreds of them to nothing, and
 * all of them are decided again: with four workers four of five commits were lost. By turns none
 * is. Meanwhile the others' changes gather, and a process that is alone never takes one.
 */
export function createRotationTurns({ take, give, pause }: Options): RotationTurns {
  let waiting: (() => Promise<unknown>)[] = [];
  let turnsToCalm = 0;
  let busy = false;

  function lost(): void {
    turnsToCalm = CALM_AFTER_TURNS;
  }

  async function whenOurs(token: string): Promise<void> {
    if (await take(token, TURN_MS)) {
      turnsToCalm -= 1;
      return;
    }
    lost();
    for (let looks = 1; looks < LOOKS_MAX; looks += 1) {
      await pause();
      if (await take(token, TURN_MS)) return;
    }
  }

  async function goByTurns(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const token = randomUUID();
      await whenOurs(token);
      const now = waiting.slice(0, CHANGES_MAX);
      waiting = waiting.slice(CHANGES_MAX);
      await Promise.allSettled(now.map((change) => change()));
      await give(token);
      // The others look again meanwhile.
      if (waiting.length > 0) await pause();
    }
    busy = false;
  }

  return {
    enter: (change) => {
      if (turnsToCalm <= 0 && !busy) return change(lost);
      return new Promise((resolve, reject) => {
        waiting.push(() => change(lost).then(resolve, reject));
        if (!busy) void goByTurns();
      });
    },
  };
}
