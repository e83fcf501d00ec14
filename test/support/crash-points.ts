import type { Around } from '../../src/compose.ts';
import { type Step, stepKey } from '../../src/workflow/steps.ts';

/**
 * A moment of a leadline's work: `after ledger.endStep task`, or `before crm.createTask #2` for the
 * second call of that kind.
 */
export type CrashPoint = string;

/** The calls that change something outside the process: only these leave anything behind. */
const CHANGES: Record<string, string[]> = {
  ledger: [
    'tell',
    'attemptEffect',
    'recordEffect',
    'forgetAttempt',
    'countAttempt',
    'endStep',
    'markDead',
    'reviveStep',
    'discardSteps',
  ],
  'intake-ledger': ['accept'],
  'intake-queues': ['add'],
  journal: ['append', 'acknowledge'],
  queues: ['add', 'putBack', 'remove', 'addDeadLetter', 'removeDeadLetter'],
  people: ['lease', 'release', 'remember'],
  rotation: ['decideOnce'],
  systems: ['leaveAlone', 'pause', 'resume'],
  crm: ['createContact', 'updateContact', 'createTask'],
  alerts: ['post', 'say', 'update'],
};

/** Whatever other port there is, is a conversion destination. */
const OF_DESTINATIONS = ['send'];

/** Calls `reached` before and after each change, in the wiring of production. */
export function crashPoints(reached: (point: CrashPoint) => void): Around {
  const counts = new Map<string, number>();

  function numbered(point: string): CrashPoint {
    const count = (counts.get(point) ?? 0) + 1;
    counts.set(point, count);
    return count === 1 ? point : `${point} #${count}`;
  }

  return (name, port) =>
    new Proxy(port, {
      get: (target, property, receiver) => {
        const original: unknown = Reflect.get(target, property, receiver);
        const changes = CHANGES[name] ?? OF_DESTINATIONS;
        if (typeof original !== 'function' || !changes.includes(String(property))) return original;
        return async (...given: unknown[]) => {
          const call = `${name}.${String(property)}${aboutWhat(given)}`;
          reached(numbered(`before ${call}`));
          const answer = (await original(...given)) as unknown;
          reached(numbered(`after ${call}`));
          return answer;
        };
      },
    });
}

/** Kills its own process at this point, as the kernel or an operator would. */
export function dieAt(chosen: CrashPoint): Around {
  return crashPoints((point) => {
    if (point === chosen) process.kill(process.pid, 'SIGKILL');
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which step or effect a call is about, where its arguments tell. */
function aboutWhat([first, second]: unknown[]): string {
  if (typeof first === 'object' && first !== null && 'stage' in first) {
    return ` ${stepKey(first as Step)}`;
  }
  if (typeof first === 'object' && first !== null && 'step' in first)
    return ` ${String(first.step)}`;
  return typeof second === 'string' && !UUID.test(second) ? ` ${second}` : '';
}
