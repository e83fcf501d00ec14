import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const RANDOM_BYTES = 16;
const IDS_AT_ONCE = 256;
const SEQUENCE_END = 2 ** 32;

/**
 * UUIDv7, each greater than the one before (RFC 9562, 6.2: a counter that begins at random in every
 * millisecond). Random bytes are fetched for many ids at a time, since each question costs.
 */
export function createLeadIds(now: () => number): () => string {
  const bytes = new Uint8Array(RANDOM_BYTES * IDS_AT_ONCE);
  let at = bytes.length;
  let msecs = Number.NEGATIVE_INFINITY;
  let seq = 0;

  return () => {
    if (at === bytes.length) {
      randomFillSync(bytes);
      at = 0;
    }
    const random = bytes.slice(at, at + RANDOM_BYTES);
    at += RANDOM_BYTES;
    const time = now();
    seq += 1;
    if (time > msecs) {
      msecs = time;
      seq = new DataView(random.buffer).getUint32(0) >>> 1;
    } else if (seq === SEQUENCE_END) {
      msecs += 1;
      seq = 0;
    }
    return v7({ random, msecs, seq });
  };
}
