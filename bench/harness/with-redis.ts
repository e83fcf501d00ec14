import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPrivateRedis } from '../../src/systems/redis/private-redis.ts';

/** A redis-server of a benchmark's own, and a folder for who uses it. */
export type Place = { url: string; folder: string };

/** Lends a place that is gone afterwards. `args` are the server's, beside those of production. */
export async function withRedis<Result>(
  use: (place: Place) => Promise<Result>,
  args: string[] = [],
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-bench-'));
  const redis = await startPrivateRedis({ folder, args });
  try {
    return await use({ url: redis.url, folder });
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
