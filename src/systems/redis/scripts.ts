import { hash } from 'node:crypto';
import type { Redis } from './redis-client.ts';

type Script = { numberOfKeys: number; lua: string };

/**
 * One Lua script, whose hash is sent first and whose text only where Redis does not know it.
 *
 * It is no command of the connection, as ioredis would have it (`defineCommand`): every pipeline
 * takes over all of those, and one that waits already would not know a younger one.
 */
export function scriptOn(
  redis: Redis,
  { numberOfKeys, lua }: Script,
): (...keysAndArguments: (string | number)[]) => Promise<unknown> {
  const sha = hash('sha1', lua);
  return async (...given) => {
    try {
      return await redis.evalsha(sha, numberOfKeys, ...given);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(lua, numberOfKeys, ...given);
    }
  };
}

/**
 * Scripts by their names.
 *
 * @param anchor any key of the same prefix, for the scripts that name none: by its first key a
 *   cluster knows on which of its nodes a script has to run
 */
export function scriptsOn<Name extends string>(
  redis: Redis,
  scripts: Record<Name, Script>,
  anchor?: string,
): Record<Name, ReturnType<typeof scriptOn>> {
  const callers = {} as Record<Name, ReturnType<typeof scriptOn>>;
  for (const [name, { numberOfKeys, lua }] of Object.entries<Script>(scripts)) {
    if (numberOfKeys > 0) {
      callers[name as Name] = scriptOn(redis, { numberOfKeys, lua });
      continue;
    }
    if (anchor === undefined) throw new Error(`the script ${name} has no key`);
    const run = scriptOn(redis, { numberOfKeys: 1, lua });
    callers[name as Name] = (...given) => run(anchor, ...given);
  }
  return callers;
}
