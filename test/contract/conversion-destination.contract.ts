import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import type { StandIn } from '../../src/sandbox/stand-in.ts';
import type { OpenDestination } from '../../src/systems/conversions/index.ts';
import type { ConversionEvent, Log } from '../../src/workflow/ports.ts';
import { SystemFailure, type SystemFailureDetails } from '../../src/workflow/system-failure.ts';

/** What the suite has to know of one kind of destination to put it through its paces. */
export type Harness = {
  startStandIn: () => Promise<StandIn>;
  /** A destination that talks to the stand-in, with a short patience. */
  connect: (standIn: StandIn, timeoutMs: number) => OpenDestination;
  event: () => ConversionEvent;
  /** How many events the outside system took, repetitions that it recognised not counted. */
  taken: (standIn: StandIn) => number;
  /** The receiver's own way to say that the credential is bad; GA4 has none but a proxy's 401. */
  badCredential: Partial<FailureOrder>;
  /** Status 200 with a body that is no success, where a body is looked at. */
  falseSuccess?: { order: Partial<FailureOrder>; kind: SystemFailureDetails['kind'] };
  /** Whether 200 without a body is a success. */
  emptyBodyIsSuccess: boolean;
};

export const silentLog: Log = { debug: drop, info: drop, warn: drop, error: drop };
function drop(): void {}

export async function failureOf(attempt: Promise<unknown>): Promise<SystemFailureDetails> {
  const outcome = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof SystemFailure)) throw new Error(`no SystemFailure: ${String(outcome)}`);
  return outcome.details;
}

const HTML = { headers: { 'content-type': 'text/html' }, body: '<html>Sorry</html>' };

export function describeConversionDestination(title: string, harness: Harness): void {
  describe(title, () => {
    let standIn: StandIn;
    let destination: OpenDestination;
    beforeAll(async () => {
      standIn = await harness.startStandIn();
      destination = harness.connect(standIn, 400);
    });
    beforeEach(() => standIn.reset());
    afterAll(async () => {
      await destination.close();
      await standIn.close();
    });
    const sendWhile = (order: Partial<FailureOrder>) => {
      standIn.fail(order);
      return failureOf(destination.send(harness.event()));
    };

    describe('when all is well', () => {
      it('hands the event over once', async () => {
        const result = await destination.send(harness.event());
        expect(result.sent).toBe(true);
        expect(harness.taken(standIn)).toBe(1);
      });

      it('passes the probe', async () => {
        await expect(destination.probe()).resolves.toBeUndefined();
      });

      it('is recognised when it sends the same event again, exactly if it says so', async () => {
        await destination.send(harness.event());
        await destination.send(harness.event());
        expect(harness.taken(standIn)).toBe(destination.dedupes ? 1 : 2);
      });
    });

    describe('when the receiver asks to slow down', () => {
      it('waits as many seconds as it says', async () => {
        const failure = await sendWhile({ status: 429, headers: { 'retry-after': '7' } });
        expect(failure).toMatchObject({ kind: 'throttled', when: 'after', retryAfterMs: 7_000 });
      });

      it('leaves the wait open when it says nothing', async () => {
        const failure = await sendWhile({ status: 429 });
        expect(failure).toMatchObject({ kind: 'throttled', when: 'after' });
        expect(failure.retryAfterMs).toBeUndefined();
      });

      it('does not read nonsense as a time', async () => {
        const failure = await sendWhile({ status: 429, headers: { 'retry-after': 'later' } });
        expect(failure.retryAfterMs).toBeUndefined();
      });
    });

    describe('when the receiver says no', () => {
      it('reads a bad credential as unauthorised', async () => {
        expect((await sendWhile(harness.badCredential)).kind).toBe('unauthorised');
      });

      it('reads an HTML page with status 500 as an outage, and quotes none of it', async () => {
        const failure = await sendWhile({ status: 500, ...HTML });
        expect(failure).toMatchObject({ kind: 'unavailable', status: 500 });
        expect(failure.words).not.toContain('Sorry');
      });

      it('does not follow a redirect', async () => {
        const failure = await sendWhile({
          status: 307,
          headers: { location: `${standIn.url}/elsewhere` },
        });
        expect(failure.kind).toBe('refused');
        expect(standIn.journal.map((entry) => entry.path)).not.toContain('/elsewhere');
      });

      it('names itself and gives advice in every failure', async () => {
        const failure = await sendWhile({ status: 500 });
        expect(failure.system).toBe(destination.name);
        expect(failure.advice).toBeTruthy();
      });
    });

    describe('when the connection fails', () => {
      it('calls a connection cut before the event was taken in ambiguous', async () => {
        const failure = await sendWhile({ how: 'reset', when: 'before' });
        expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
        expect(harness.taken(standIn)).toBe(0);
      });

      it('calls a connection cut after the event was taken in ambiguous too', async () => {
        const failure = await sendWhile({ how: 'reset', when: 'after' });
        expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
        expect(harness.taken(standIn)).toBe(1);
      });

      it('gives up on an answer whose body does not come', async () => {
        const failure = await sendWhile({ how: 'slow-body', status: 200, body: '{"a":1}' });
        expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
      });

      it('gives up on an answer that does not come at all', async () => {
        const failure = await sendWhile({ how: 'hang' });
        expect(failure).toMatchObject({ kind: 'unavailable', when: 'during' });
      });

      it('knows that nothing was sent when nobody listens', async () => {
        const gone = await harness.startStandIn();
        const unreachable = harness.connect(gone, 400);
        await gone.close();
        const failure = await failureOf(unreachable.send(harness.event()));
        expect(failure).toMatchObject({ kind: 'unavailable', when: 'before' });
        await unreachable.close();
      });
    });

    describe('when the answer is not what it seems', () => {
      it('takes 200 without a body for what it is worth there', async () => {
        standIn.fail({ status: 200, body: '' });
        const outcome = await destination.send(harness.event()).then(
          (result) => result.sent,
          (error: unknown) => error,
        );
        expect(outcome === true).toBe(harness.emptyBodyIsSuccess);
      });

      it('does not take 200 with an error in it for a success', async () => {
        // Where bodies mean nothing, the nearest thing is a status that only looks well-meaning.
        const { order, kind } = harness.falseSuccess ?? {
          order: { status: 304 },
          kind: 'refused' as const,
        };
        expect((await sendWhile(order)).kind).toBe(kind);
      });
    });
  });
}
