export type Running = {
  /** Takes how something that was just started is stopped. */
  started: (stop: () => Promise<void>) => Promise<void>;
  /** Resolves at the first signal; a second one ends the process at once. */
  toldToStop: Promise<void>;
};

export type StopOptions<Result> = {
  /** The answer where a signal came before the work had ended. */
  interrupted: Result;
  /** Past `withinMs` a stop is no longer graceful, and the process ends. */
  hard?: { withinMs: number; late: () => void };
};

/**
 * Runs `work` and stops what it started, last first, however it ends: by itself, by an error, or by
 * a signal in its middle. Nothing may outlive a command, and least of all a Redis of its own, which
 * is in a process group that a Ctrl-C does not reach.
 */
export async function stopWhatWasStarted<Result>(
  work: (running: Running) => Promise<Result>,
  { interrupted, hard }: StopOptions<Result>,
): Promise<Result> {
  const stops: (() => Promise<void>)[] = [];
  const signal = nextSignal();
  let over = false;

  async function started(stop: () => Promise<void>): Promise<void> {
    if (!over) {
      stops.push(stop);
      return;
    }
    await stop();
    throw new Error('started when the command was over');
  }

  const working = work({ started, toldToStop: signal.told });
  // What fails after a signal fails because everything is being stopped.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, signal.told.then(() => settledOr(working, interrupted))]);
  } finally {
    over = true;
    const late = hard && setTimeout(() => endNow(hard.late), hard.withinMs);
    await stopAll(stops.toReversed());
    clearTimeout(late);
    signal.forget();
  }
}

/** Work that was only waiting for the signal has an answer of its own, a moment later. */
function settledOr<Result>(working: Promise<Result>, interrupted: Result): Promise<Result> {
  const moment = new Promise<Result>((resolve) => {
    setImmediate(() => resolve(interrupted));
  });
  return Promise.race([working, moment]);
}

/** Each is stopped even if one before it would not. */
async function stopAll([stop, ...rest]: (() => Promise<void>)[]): Promise<void> {
  try {
    await stop?.();
  } finally {
    if (rest.length > 0) await stopAll(rest);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function nextSignal(): { told: Promise<void>; forget: () => void } {
  const heard = new AbortController();
  const told = new Promise<void>((resolve) => {
    heard.signal.addEventListener('abort', () => resolve());
  });
  const hear = () => {
    if (heard.signal.aborted) process.exit(1);
    heard.abort();
  };
  for (const each of SIGNALS) process.on(each, hear);
  return {
    told,
    forget: () => {
      for (const each of SIGNALS) process.off(each, hear);
    },
  };
}

function endNow(late: () => void): never {
  late();
  process.exit(1);
}
