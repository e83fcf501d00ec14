import { readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JournalUnavailable } from '../../../../src/workflow/journal.ts';
import { aJournalFolder, anEntry, drain, type JournalFolder, names } from './journal-folder.ts';

let place: JournalFolder;
beforeEach(() => {
  place = aJournalFolder();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await place.remove();
});

/** The methods of every open file. */
async function fileMethods(): Promise<{
  write: (...args: unknown[]) => Promise<unknown>;
  datasync: () => Promise<void>;
}> {
  const handle = await open(path.join(import.meta.dirname, 'journal.test.ts'));
  await handle.close();
  return Object.getPrototypeOf(handle);
}

describe('the journal on disk', () => {
  it('gives entries back in the order they were kept, across segments', async () => {
    const journal = place.open({ segmentBytesMax: 500 });
    for (const leadId of names(30)) await journal.append(anEntry(leadId));
    expect(place.segments().length).toBeGreaterThan(5);
    expect(await drain(journal)).toEqual(names(30));
  });

  it('keeps personal data sealed, and readable by this user only', async () => {
    const journal = place.open();
    await journal.append(anEntry('lead-1', '{"email":"ada@example.com"}'));
    const [file = ''] = place.segments();
    expect(readFileSync(file, 'utf8')).not.toContain('ada');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(file)).mode & 0o077).toBe(0);
    expect((await journal.oldest(1))[0]?.text).toBe('{"email":"ada@example.com"}');
  });

  it('keeps what arrives at once with one write and one sync', async () => {
    const journal = place.open();
    await journal.append(anEntry('first'));
    const methods = await fileMethods();
    const syncs = jest.spyOn(methods, 'datasync');
    const writes = jest.spyOn(methods, 'write');
    await Promise.all(names(200).map((leadId) => journal.append(anEntry(leadId))));
    expect(syncs).toHaveBeenCalledTimes(1);
    expect(writes).toHaveBeenCalledTimes(1);
    expect(await drain(journal)).toEqual(['first', ...names(200)]);
  });

  it('answers nobody before the sync', async () => {
    const journal = place.open();
    await journal.append(anEntry('first'));
    const order: string[] = [];
    const methods = await fileMethods();
    const { datasync } = methods;
    jest.spyOn(methods, 'datasync').mockImplementation(async function (this: unknown) {
      await datasync.call(this);
      order.push('synced');
    });
    await Promise.all(
      names(3).map((leadId) => journal.append(anEntry(leadId)).then(() => order.push('answered'))),
    );
    expect(order).toEqual(['synced', 'answered', 'answered', 'answered']);
  });

  it('tells how much it holds and since when', async () => {
    const journal = place.open();
    expect(journal.state()).toMatchObject({ entries: 0, bytes: 0 });
    await journal.append({ ...anEntry('a'), keptAt: 10 });
    await journal.append({ ...anEntry('b'), keptAt: 20 });
    expect(journal.state()).toMatchObject({ entries: 2, oldestAt: 10, writable: true });
    await journal.oldest(10);
    await journal.acknowledge(1);
    expect(journal.state()).toMatchObject({ entries: 1, oldestAt: 20 });
    await journal.acknowledge(1);
    expect(journal.state()).toEqual({
      entries: 0,
      bytes: 0,
      writable: true,
      says: 'takes submissions',
    });
  });

  it('leaves nothing behind once everything is drained', async () => {
    const journal = place.open();
    await journal.append(anEntry('a'));
    expect(await drain(journal)).toEqual(['a']);
    expect(place.segments()).toEqual([]);
    await journal.append(anEntry('b'));
    expect(await drain(journal)).toEqual(['b']);
    await journal.close();
    expect(place.segments()).toEqual([]);
  });

  it('makes no folder for somebody who keeps nothing', async () => {
    const journal = place.open();
    expect(await journal.oldest(1)).toEqual([]);
    await journal.close();
    expect(place.segments()).toEqual([]);
    expect(journal.state().entries).toBe(0);
  });
});

describe('a disk that is full', () => {
  it('refuses the entry, says so, and spoils neither the one before nor the one after', async () => {
    const journal = place.open();
    await journal.append(anEntry('before'));
    const methods = await fileMethods();
    const { write } = methods;
    const full = jest.spyOn(methods, 'write').mockImplementation(async function (
      this: unknown,
      ...[bytes, offset, length, at]: unknown[]
    ) {
      // Half of it still fits.
      await write.call(this, bytes, offset, Math.floor(Number(length) / 2), at);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    await expect(journal.append(anEntry('lost'))).rejects.toBeInstanceOf(JournalUnavailable);
    expect(journal.state()).toMatchObject({
      entries: 1,
      writable: false,
      says: 'ENOSPC: no space left on device, write',
    });
    full.mockRestore();
    await journal.append(anEntry('after'));
    expect(journal.state()).toMatchObject({ entries: 2, writable: true });
    expect(await drain(journal)).toEqual(['before', 'after']);
    expect(place.aside()).toEqual([]);
  });

  it('does not trust a segment whose sync failed', async () => {
    const journal = place.open();
    await journal.append(anEntry('before'));
    const methods = await fileMethods();
    const broken = jest.spyOn(methods, 'datasync').mockRejectedValue(new Error('EIO'));
    await expect(journal.append(anEntry('lost'))).rejects.toBeInstanceOf(JournalUnavailable);
    broken.mockRestore();
    await journal.append(anEntry('after'));
    expect(place.segments()).toHaveLength(2);
    expect(await drain(journal)).toEqual(['before', 'after']);
  });
});
