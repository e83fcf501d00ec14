import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SIGNATURE_SCHEMES, type SignatureScheme } from '../../../src/intake/source-settings.ts';
import { signature, verify } from './verify-sender.ts';

type Vector = {
  vendor: string;
  file?: string;
  body?: string;
  secret: string;
  headers: Record<string, string>;
};

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** Samples of vendors' own making lie beside the project, where there are any. */
const SAMPLE_FOLDERS = [
  new URL('submissions/', FIXTURES),
  new URL('../../../../shared/payloads/', import.meta.url),
];

const FILE: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', FIXTURES), 'utf8'),
);

const PRESENT = FILE.vectors.flatMap((vector) => {
  const scheme = SIGNATURE_SCHEMES.find((name) => name === vector.vendor.split(' ')[0]);
  const body = bodyOf(vector);
  return scheme === undefined || body === undefined ? [] : [{ ...vector, scheme, body }];
});

function bodyOf({ body, file = '' }: Vector): Buffer | undefined {
  if (body !== undefined) return Buffer.from(body);
  const place = SAMPLE_FOLDERS.map((folder) => new URL(file, folder)).find((url) =>
    existsSync(url),
  );
  return place === undefined ? undefined : readFileSync(place);
}

function check(scheme: SignatureScheme, vector: Pick<Vector, 'secret' | 'headers'>, body: Buffer) {
  const sentMs = /webhook-timestamp":"1614265330/.test(JSON.stringify(vector.headers))
    ? 1_614_265_330_000
    : 1_770_000_000_000;
  return verify(signature(scheme, [{ id: 'vector', value: vector.secret }]), {
    body,
    headers: vector.headers,
    publicUrl: 'https://intake.example.com/v1/hubspot',
    nowMs: sentMs,
  });
}

describe('the published and recorded signatures', () => {
  it('has at least the official ones', () => {
    expect(PRESENT.map(({ scheme }) => scheme)).toEqual(
      expect.arrayContaining(['standard-webhooks', 'github', 'tiktok']),
    );
  });

  it.each(PRESENT)('accepts that of $vendor', ({ scheme, body, ...vector }) => {
    expect(check(scheme, vector, body)).toEqual({ ok: true, secretId: 'vector' });
  });

  it.each(PRESENT)('refuses that of $vendor over a body with one bit changed', (entry) => {
    const body = Buffer.from(entry.body);
    body[0] = (body[0] ?? 0) ^ 1;
    expect(check(entry.scheme, entry, body)).toMatchObject({ ok: false, code: 'mismatch' });
  });
});
