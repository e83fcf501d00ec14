import type { EffectRecord, Fence, Ledger } from './ledger.ts';
import { SystemFailure } from './system-failure.ts';

/**
 * A change in an outside system that must be made once.
 *
 * The rule, for every system alike: made already → its result is answered and nothing is called;
 * attempted with unknown end → `settle` finds out; else it is made. The attempt is written before
 * the call and the result after it, so that a crash in between is seen as "unknown" later.
 */
export type Effect<Result> = {
  /** Unique within the lead: `contact`, `task`, `alert`, `event~ga4`. */
  name: string;
  /** `repeated`: an earlier attempt may have made it, and `settle` could not find it. */
  make: (repeated: boolean) => Promise<Result>;
  /**
   * Looks in the outside system whether the earlier attempt arrived. Undefined: it did not, or
   * the receiver recognises a repetition by itself; then it is made (again). A receiver that can
   * be neither asked nor repeated to answers what to assume.
   */
  settle: (attemptedAt: number) => Promise<Result | undefined>;
};

export type Effects = {
  once: <Result>(effect: Effect<Result>) => Promise<Result>;
};

export function createEffects(deps: {
  leadId: string;
  recorded: Record<string, EffectRecord>;
  ledger: Pick<Ledger, 'attemptEffect' | 'recordEffect' | 'forgetAttempt'>;
  now: () => number;
  fence?: Fence;
  /** Where given, what was made last waits here: its caller writes it together with what follows. */
  unwritten?: MadeEffects;
}): Effects {
  const { leadId, recorded, ledger, now, unwritten } = deps;

  async function record<Result>(name: string, value: Result): Promise<Result> {
    const at = now();
    if (unwritten) unwritten.set(name, { state: 'made', at, value });
    else await ledger.recordEffect(leadId, name, value, at);
    recorded[name] = { state: 'made', at, value };
    return value;
  }

  async function once<Result>(effect: Effect<Result>): Promise<Result> {
    const earlier = recorded[effect.name];
    if (earlier?.state === 'made') return earlier.value as Result;
    if (earlier?.state === 'attempted') {
      const found = await effect.settle(earlier.at);
      if (found !== undefined) return record(effect.name, found);
    }

    // The first attempt's time is kept: whatever any attempt made is found by looking from there.
    const at = earlier?.at ?? now();
    if (unwritten) await writeEffects(ledger, leadId, unwritten);
    await ledger.attemptEffect(leadId, effect.name, at, deps.fence);
    recorded[effect.name] = { state: 'attempted', at };
    try {
      return await record(effect.name, await effect.make(earlier !== undefined));
    } catch (failure) {
      if (surelyNotMade(failure) && earlier === undefined) {
        await ledger.forgetAttempt(leadId, effect.name);
        delete recorded[effect.name];
      }
      throw failure;
    }
  }

  return { once };
}

/** By name: made, and not written down yet. */
export type MadeEffects = Map<string, Extract<EffectRecord, { state: 'made' }>>;

/** Where nothing else is written that they could be written together with. */
export async function writeEffects(
  ledger: Pick<Ledger, 'recordEffect'>,
  leadId: string,
  unwritten: MadeEffects,
): Promise<void> {
  for (const [name, { value, at }] of unwritten) {
    await ledger.recordEffect(leadId, name, value, at);
    unwritten.delete(name);
  }
}

/** Only a definite "no" counts. An attempt that was unknown before stays unknown. */
function surelyNotMade(failure: unknown): boolean {
  return failure instanceof SystemFailure && failure.details.when !== 'during';
}
