import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { type IntakeAnswer, refusalAnswer } from './answers.ts';
import type { Source } from './source-settings.ts';

/** The inflated body, or the refusal where it is too long, cut, or packed in an unknown way. */
export type BodyReading = { ok: true; body: Buffer } | { ok: false; answer: IntakeAnswer };

export type BodyReader = (
  source: Source,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) => Promise<BodyReading>;

/** Reads bodies within each source's own limit, which counts inflated bytes. */
export function createBodyReader(): BodyReader {
  const inflate = createInflatingReader();
  return (source, incoming, outgoing) => {
    const encoding = incoming.headers['content-encoding'];
    const plain = encoding === undefined || encoding === '';
    return plain ? readPlain(source, incoming) : inflate(source, incoming, outgoing);
  };
}

/** As nearly every body comes. */
function readPlain(source: Source, incoming: IncomingMessage): Promise<BodyReading> {
  const limit = source.bodyBytesMax;
  if (Number(incoming.headers['content-length'] ?? 0) > limit) {
    return Promise.resolve({ ok: false, answer: tooLong(source) });
  }
  if (incoming.destroyed) return Promise.resolve({ ok: false, answer: cut() });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = (reading: BodyReading) => {
      incoming.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      resolve(reading);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      incoming.pause();
      done({ ok: false, answer: tooLong(source) });
    };
    const onEnd = () => {
      const [only] = chunks;
      done({ ok: true, body: chunks.length === 1 && only ? only : Buffer.concat(chunks, length) });
    };
    const onCut = () => {
      // The error event of a cut request may come late; nobody else listens to it.
      incoming.on('error', () => undefined);
      done({ ok: false, answer: cut() });
    };
    incoming.on('data', onData).once('end', onEnd).once('error', onCut).once('close', onCut);
  });
}

/** Express's own reader for whatever is compressed. */
function createInflatingReader(): BodyReader {
  const readers = new Map<number, RequestHandler>();
  const readerFor = (limit: number): RequestHandler => {
    const reader = readers.get(limit) ?? express.raw({ type: () => true, limit, inflate: true });
    readers.set(limit, reader);
    return reader;
  };
  return (source, incoming, outgoing) =>
    new Promise((resolve) => {
      const request = incoming as Request;
      const read = (error?: unknown) => {
        const body: unknown = request.body;
        resolve(
          error === undefined
            ? { ok: true, body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) }
            : { ok: false, answer: unreadable(source, error) },
        );
      };
      void readerFor(source.bodyBytesMax)(request, outgoing as Response, read);
    });
}

function unreadable(source: Source, error: unknown): IntakeAnswer {
  switch (statusOf(error)) {
    case 413:
      return tooLong(source);
    case 415:
      return refusalAnswer(
        415,
        'The Content-Encoding is not known. Send gzip, deflate, br or none.',
      );
    default:
      return cut();
  }
}

function tooLong({ bodyBytesMax }: Source): IntakeAnswer {
  const says = `The body is longer than the ${bodyBytesMax} bytes that this source takes. Send less, or raise bodyBytesMax of the source.`;
  const answer = refusalAnswer(413, says);
  // What is left of the body is not read, so the connection is of no more use.
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}

function cut(): IntakeAnswer {
  return refusalAnswer(400, 'The body could not be read to its end. Send it again.');
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status;
  return typeof status === 'number' ? status : 400;
}
