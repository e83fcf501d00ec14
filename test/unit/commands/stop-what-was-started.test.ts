import { describe, expect, it } from '@jest/globals';
import { stopWhatWasStarted } from '../../../src/commands/stop-what-was-started.ts';

function stoppable(log: string[], name: string): () => Promise<void> {
  return async () => {
    log.push(name);
  };
}

describe('stopping what a command has started', () => {
  it('stops it last first once the work has ended, and answers what the work answered', async () => {
    const log: string[] = [];
    const answer = await stopWhatWasStarted(
      async ({ started }) => {
        await started(stoppable(log, 'redis'));
        await started(stoppable(log, 'web'));
        log.push('worked');
        return 0;
      },
      { interrupted: 1 },
    );
    expect(answer).toBe(0);
    expect(log).toEqual(['worked', 'web', 'redis']);
  });

  it('stops it where the work fails, and tells of the failure', async () => {
    const log: string[] = [];
    const failing = stopWhatWasStarted(
      async ({ started }) => {
        await started(stoppable(log, 'redis'));
        throw new Error('Port 8080 is in use');
      },
      { interrupted: 1 },
    );
    await expect(failing).rejects.toThrow('Port 8080 is in use');
    expect(log).toEqual(['redis']);
  });

  it('stops it at a signal in the middle of the work', async () => {
    const log: string[] = [];
    const answer = await stopWhatWasStarted(
      async ({ started }) => {
        await started(stoppable(log, 'redis'));
        process.emit('SIGTERM');
        return new Promise<number>(() => undefined);
      },
      { interrupted: 1 },
    );
    expect(answer).toBe(1);
    expect(log).toEqual(['redis']);
  });

  it('answers for itself where the work was only waiting for the signal', async () => {
    const answer = await stopWhatWasStarted(
      async ({ toldToStop }) => {
        process.emit('SIGINT');
        await toldToStop;
        return 0;
      },
      { interrupted: 1 },
    );
    expect(answer).toBe(0);
  });

  it('stops at once what a signal has overtaken, and lets the work go no further', async () => {
    const log: string[] = [];
    let spawned: () => void = () => undefined;
    const spawning = new Promise<void>((resolve) => {
      spawned = resolve;
    });
    let went: Promise<void> = Promise.resolve();
    await stopWhatWasStarted(
      async ({ started }) => {
        process.emit('SIGTERM');
        went = spawning.then(() => started(stoppable(log, 'redis')));
        await went;
        return 0;
      },
      { interrupted: 1 },
    );
    spawned();
    await expect(went).rejects.toThrow('started when the command was over');
    expect(log).toEqual(['redis']);
  });

  it('stops all the rest where one of them would not', async () => {
    const log: string[] = [];
    const stopping = stopWhatWasStarted(
      async ({ started }) => {
        await started(stoppable(log, 'redis'));
        await started(async () => {
          throw new Error('the worker would not stop');
        });
        return 0;
      },
      { interrupted: 1 },
    );
    await expect(stopping).rejects.toThrow('the worker would not stop');
    expect(log).toEqual(['redis']);
  });
});
