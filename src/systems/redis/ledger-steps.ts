import {
  type EffectRecord,
  type Ledger,
  LostJob,
  type StepEnd,
  type StoryEvent,
} from '../../workflow/ledger.ts';
import { replayFrom, stepKey, stepOf } from '../../workflow/steps.ts';
import { guarded } from './connection.ts';
import type { LedgerContext } from './ledger-context.ts';

type Effects = Pick<Ledger, 'attemptEffect' | 'recordEffect' | 'forgetAttempt'>;
type Steps = Pick<
  Ledger,
  | 'tell'
  | 'touch'
  | 'hold'
  | 'countAttempt'
  | 'endStep'
  | 'markDead'
  | 'reviveStep'
  | 'discardSteps'
>;

/** The marks around each effect. */
export function ledgerEffects({ redis, prefix, keys, run }: LedgerContext): Effects {
  return {
    attemptEffect: async (leadId, effect, at, fence) => {
      const mark: EffectRecord = { state: 'attempted', at };
      const written = await guarded('marking an attempt', () =>
        run.attemptEffect(
          fence?.lockKey ?? keys.leads,
          prefix,
          leadId,
          at,
          effect,
          JSON.stringify(mark),
          fence?.token ?? '',
        ),
      );
      if (written !== 1) throw new LostJob(leadId);
    },
    recordEffect: async (leadId, effect, value, at) => {
      const made: EffectRecord = { state: 'made', at, value: value ?? null };
      await guarded('recording an effect', () =>
        run.setField(prefix, leadId, `e:${effect}`, JSON.stringify(made)),
      );
    },
    forgetAttempt: (leadId, effect) =>
      guarded('forgetting an attempt', async () => {
        await redis.hdel(keys.lead(leadId), `e:${effect}`);
      }),
  };
}

/** Names and values of the record's fields, by turns. */
function madeFields({ made }: StepEnd): string[] {
  return [...(made ?? [])].flatMap(([effect, { state, at, value }]) => [
    `e:${effect}`,
    JSON.stringify({ state, at, value: value ?? null } satisfies EffectRecord),
  ]);
}

/** How steps end, fail, die and come back. */
export function ledgerSteps({ redis, prefix, keys, run }: LedgerContext): Steps {
  return {
    tell: (leadId, event) =>
      guarded('telling the story', async () => {
        await run.tell(prefix, leadId, JSON.stringify(event));
      }),
    touch: (leadId, at) =>
      guarded('touching a lead', async () => {
        await redis.zadd(keys.open, 'XX', at, leadId);
      }),
    hold: (leadId, until, says, at) =>
      guarded('holding a lead', async () => {
        const event: StoryEvent = { at, step: 'assign', what: 'held', says };
        const held = { since: at, until, says };
        await run.hold(prefix, leadId, JSON.stringify(held), JSON.stringify(event));
      }),
    countAttempt: (leadId, step, at) =>
      guarded('counting an attempt', async () =>
        Number(await run.countAttempt(prefix, leadId, step, at)),
      ),
    endStep: async (leadId, step, end, at, fence) => {
      const result = end.result === undefined ? '' : JSON.stringify(end.result);
      const event: StoryEvent = { at, step, what: end.state, says: end.says };
      const written = await guarded('ending a step', () =>
        run.endStep(
          fence?.lockKey ?? keys.leads,
          prefix,
          leadId,
          at,
          step,
          end.state,
          result,
          JSON.stringify(event),
          fence?.token ?? '',
          ...madeFields(end),
        ),
      );
      if (written === -2) throw new LostJob(leadId);
      return written === 1;
    },
    markDead: async (deadLetter) => {
      const { leadId, step, at, words } = deadLetter;
      const event: StoryEvent = { at, step, what: 'dead', says: words };
      await guarded('marking a dead letter', () =>
        run.markDead(prefix, leadId, at, step, JSON.stringify(deadLetter), JSON.stringify(event)),
      );
    },
    reviveStep: (leadId, step, at) => {
      const event: StoryEvent = { at, step, what: 'replayed', says: 'put back by operations' };
      const first = stepKey(replayFrom(stepOf(step)));
      return guarded('reviving a step', async () =>
        Number(await run.revive(prefix, leadId, at, step, JSON.stringify(event), first)),
      );
    },
    discardSteps: async (leadId, steps, says, at) => {
      const event: StoryEvent = { at, what: 'discarded', says };
      await guarded('discarding', () =>
        run.discard(prefix, leadId, at, JSON.stringify(event), ...steps),
      );
    },
  };
}
