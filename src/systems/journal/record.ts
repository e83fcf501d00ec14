import { crc32 } from 'node:zlib';

/** One entry as it stands in a segment; `sealed` is base64url with dots, so it has no white space. */
export type StoredRecord = { leadId: string; keptAt: number; sealed: string };

/** A stretch of a segment: a whole record, or something that is none. Offsets are in bytes. */
export type Found = { from: number; to: number } & (
  | { kind: 'record'; record: StoredRecord }
  /** A line whose checksum does not fit: the disk, or somebody's editor. */
  | { kind: 'damaged'; bytes: Buffer }
  /** The last line has no end: the process died while writing it, before it was answered. */
  | { kind: 'torn'; bytes: Buffer }
);

const LINE_END = 0x0a;
const CHECKSUM_CHARACTERS = 8;
const FORM = /^(\S+) (\d+) (\S+)$/;

/** One line: `<CRC-32, 8 hex digits> <lead id> <kept at> <sealed text>`. */
export function encodeRecord({ leadId, keptAt, sealed }: StoredRecord): Buffer {
  const text = `${leadId} ${keptAt} ${sealed}`;
  return Buffer.from(`${checksum(text)} ${text}\n`);
}

/**
 * Finds the records in the bytes of a segment. A damaged line costs itself only, since the next
 * line starts anew. `isEnd`: nothing follows these bytes; else an unfinished last line is left for
 * the next reading.
 */
export function findRecords(bytes: Buffer, isEnd: boolean): Found[] {
  const found: Found[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(LINE_END, from);
    if (end === -1) {
      if (isEnd) found.push({ kind: 'torn', from, to: bytes.length, bytes: bytes.subarray(from) });
      break;
    }
    const to = end + 1;
    const record = decodeLine(bytes.toString('latin1', from, end));
    found.push(
      record
        ? { kind: 'record', from, to, record }
        : { kind: 'damaged', from, to, bytes: bytes.subarray(from, to) },
    );
    from = to;
  }
  return found;
}

export function checksum(data: string | Buffer): string {
  return crc32(data).toString(16).padStart(CHECKSUM_CHARACTERS, '0');
}

function decodeLine(line: string): StoredRecord | undefined {
  const text = line.slice(CHECKSUM_CHARACTERS + 1);
  if (line.slice(0, CHECKSUM_CHARACTERS + 1) !== `${checksum(text)} `) return undefined;
  const [, leadId, keptAt, sealed] = FORM.exec(text) ?? [];
  if (leadId === undefined || sealed === undefined) return undefined;
  return { leadId, keptAt: Number(keptAt), sealed };
}
