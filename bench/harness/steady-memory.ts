import { startWorker } from '../../src/worker.ts';
import { at } from './figures.ts';
import type { InstantLeadline } from './instant-leadline.ts';

/** Half of what one core completes: the rest is for the machine's other work. */
const LEADS_A_SECOND = 200;
const ROUND_MS = 1_000;
const WARM_UP_SHARE = 0.2;

/**
 * Resident megabytes of a process that accepts and completes for so long, web and worker in one:
 * the medians of the first and of the last third, after a warm-up.
 */
export async function memoryOver(
  { accept, leadline }: Pick<InstantLeadline, 'accept' | 'leadline'>,
  ms: number,
): Promise<{ early: number; late: number; accepted: number }> {
  const worker = startWorker(leadline);
  const resident: number[] = [];
  const until = performance.now() + ms;
  let accepted = 0;
  while (performance.now() < until) {
    const next = performance.now() + ROUND_MS;
    await accept(LEADS_A_SECOND);
    accepted += LEADS_A_SECOND;
    resident.push(process.memoryUsage().rss / 1_000_000);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await worker.close();
  const warm = resident.slice(Math.floor(resident.length * WARM_UP_SHARE));
  const third = Math.max(1, Math.floor(warm.length / 3));
  return { early: median(warm.slice(0, third)), late: median(warm.slice(-third)), accepted };
}

function median(values: number[]): number {
  return at(values, 0.5);
}
