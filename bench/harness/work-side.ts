import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { Redis } from 'ioredis';

/** Work that can be laid ready, and then be done while the time is taken. */
export type Work = {
  /** Lays so many leads ready. */
  prepare: (leads: number) => Promise<void>;
  /** Begins the work, and ends when all of it is done, by this process or by others beside it. */
  run: (leads: number) => Promise<void>;
  /** What this process has changed outside since `run` began, where that is told (effects.ts). */
  effects?: () => string[];
  stop: () => Promise<void>;
};

/** What one piece of work took: the time, and CPU time of the process and of its Redis. */
export type WorkDone = {
  seconds: number;
  cpuMicros: number;
  redisMicros: number;
  effects: string[];
};

export type WorkAsked = { prepare: number } | { run: number } | 'stop';

/** The other end of `startWork` (work.ts). */
export function serveAsWork(redisUrl: string, work: Work): void {
  const redis = new Redis(redisUrl);

  async function prepare(leads: number): Promise<'prepared'> {
    await redis.flushall();
    await work.prepare(leads);
    return 'prepared';
  }

  async function run(leads: number): Promise<WorkDone> {
    const redisBefore = await redisCpu(redis);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await profiled(() => work.run(leads));
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(before);
    return {
      seconds,
      cpuMicros: user + system,
      redisMicros: (await redisCpu(redis)) - redisBefore,
      effects: work.effects?.() ?? [],
    };
  }

  process.on('message', (asked: WorkAsked) => {
    if (asked === 'stop') {
      redis.disconnect();
      void work.stop().then(() => process.exit(0));
      return;
    }
    const answer = 'prepare' in asked ? prepare(asked.prepare) : run(asked.run);
    answer.then(
      (done) => process.send?.(done),
      (error: unknown) => process.send?.({ failed: String(error) }),
    );
  });
  process.send?.('ready');
}

/** Where BENCH_PROFILES names a folder, the CPU profile of this and nothing else is left there. */
async function profiled(run: () => Promise<void>): Promise<void> {
  const folder = process.env['BENCH_PROFILES'];
  if (!folder) return run();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const name = `${path.basename(process.argv[1] ?? '', '.js')}-${process.pid}.cpuprofile`;
  writeFileSync(path.join(folder, name), JSON.stringify(profile));
}

/** Microseconds since it was started. */
export async function redisCpu(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = ['used_cpu_user', 'used_cpu_sys'].map((name) =>
    Number(new RegExp(`^${name}:(.+)`, 'm').exec(info)?.[1] ?? 0),
  );
  return seconds.reduce((sum, each) => sum + each, 0) * 1_000_000;
}
