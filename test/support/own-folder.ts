import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Starts something in a folder of its own, which goes with it when it is stopped. */
export async function inOwnFolder<Started extends { stop: () => Promise<unknown> }>(
  start: (folder: string) => Promise<Started>,
): Promise<Started> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-started-'));
  const started = await start(folder);
  return {
    ...started,
    stop: async () => {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
