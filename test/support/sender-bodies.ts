import { readdirSync, readFileSync } from 'node:fs';
import type { Vendor } from '../../src/intake/source-settings.ts';
import { VENDORS } from '../../src/intake/source-settings.ts';

/** A body as one vendor's sender posts it. */
export type SenderBody = { vendor: Vendor; file: string; body: Buffer; contentType: string };

const FIXTURES = new URL('../fixtures/', import.meta.url);

/** Every fixture of a submission, and the hostile bodies as a form and as a webhook send them. */
export function senderBodies(): SenderBody[] {
  const files = readdirSync(new URL('submissions/', FIXTURES), {
    recursive: true,
    withFileTypes: true,
  });
  return [
    ...files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const folder = parentPath.split(/[/\\]/).at(-1);
        const vendor = VENDORS.find((each) => each === folder) ?? 'form';
        const body = readFileSync(`${parentPath}/${name}`);
        return { vendor, file: `${vendor}/${name}`, body, contentType: typeOf(body) };
      })
      .toSorted((one, other) => one.file.localeCompare(other.file)),
    ...hostileBodies(),
  ];
}

function hostileBodies(): SenderBody[] {
  const { cases } = JSON.parse(readFileSync(new URL('hostile-cases.json', FIXTURES), 'utf8')) as {
    cases: { id: string; contentType: string; bodyBase64: string }[];
  };
  const vendors: Vendor[] = ['form', 'json'];
  return vendors.flatMap((vendor) =>
    cases.map(({ id, contentType, bodyBase64 }) => ({
      vendor,
      file: `${vendor}/hostile ${id}`,
      body: Buffer.from(bodyBase64, 'base64'),
      contentType,
    })),
  );
}

/** A multipart file starts with its boundary line. */
function typeOf(body: Buffer): string {
  const text = body.toString('utf8').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'application/json';
  if (!text.startsWith('--')) return 'application/x-www-form-urlencoded';
  return `multipart/form-data; boundary=${text.slice(2).split(/\r?\n/)[0]}`;
}
