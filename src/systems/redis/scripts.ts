import { hash } from 'node:crypto';
import type { Redis } from './redis-client.ts';

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
 *
 * @param anchor any key of the same prefix, for the scripts that name none: by its first key a
 *   cluster knows on which of its nodes a script has to run
 */
export function scriptsOn<Name extends string>(
  redis: Redis,
  scripts: Record<Name, Script>,
  anchor?: string,
): Record<Name, (...args: (string | number)[]) => Promise<unknown>> {
  const callers = {} as Record<Name, (...args: (string | number)[]) => Promise<unknown>>;
  for (const [name, { numberOfKeys, lua }] of Object.entries<Script>(scripts)) {
    const command = `leadline_${name}`;
    const anchored = numberOfKeys === 0;
    if (anchored && anchor === undefined) throw new Error(`the script ${name} has no key`);
    redis.defineCommand(command, { numberOfKeys: Math.max(1, numberOfKeys), lua });
    const run = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[
      command
    ];
    if (!run) throw new Error(`the script ${name} could not be registered`);
    callers[name as Name] = (...args) => run.apply(redis, anchored ? [anchor, ...args] : args);
  }
  return callers;
}
