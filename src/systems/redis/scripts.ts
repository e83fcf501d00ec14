import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';

type Script = { numberOfKeys: number; lua: string };

/**
 * One script that becomes known only while the connection is in use: to register it then would
 * fail, since a pipeline that waits already knows no commands that are younger than itself.
 */
export function lateScript(
  redis: Redis,
  lua: string,
): (keys: string[], args: (string | number)[]) => Promise<unknown> {
  const sha = hash('sha1', lua);
  return async (keys, args) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}

/**
 * Registers Lua scripts on a connection and answers typed callers for them. ioredis sends the
 * hash first and the text only where Redis does not know it.
 */
export function scriptsOn<Name extends string>(
  redis: Redis,
  scripts: Record<Name, Script>,
): Record<Name, (...args: (string | number)[]) => Promise<unknown>> {
  const callers = {} as Record<Name, (...args: (string | number)[]) => Promise<unknown>>;
  for (const [name, { numberOfKeys, lua }] of Object.entries<Script>(scripts)) {
    const command = `leadline_${name}`;
    redis.defineCommand(command, { numberOfKeys, lua });
    const run = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[
      command
    ];
    if (!run) throw new Error(`the script ${name} could not be registered`);
    callers[name as Name] = (...args) => run.apply(redis, args);
  }
  return callers;
}
