import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aJournalFolder,
  anEntry,
  deadPid,
  drain,
  type JournalFolder,
  NEW_KEY,
  names,
  OLD_KEY,
} from './journal-folder.ts';

let place: JournalFolder;
beforeEach(() => {
  place = aJournalFolder();
});
afterEach(() => place.remove());

/** What a process leaves that was killed after keeping these. */
async function leftBehind(leadIds: string[], at = place): Promise<string> {
  const journal = at.open({ pid: deadPid() });
  for (const leadId of leadIds) await journal.append(anEntry(leadId));
  return at.segments()[0] ?? '';
}

async function takenOver(at = place) {
  const journal = at.open();
  await journal.tend();
  return journal;
}

describe('what a dead process left in the journal', () => {
  it('is taken over and drained in order', async () => {
    await leftBehind(names(20));
    const journal = await takenOver();
    expect(journal.state().entries).toBe(20);
    expect(await drain(journal)).toEqual(names(20));
    await journal.close();
    expect(place.segments()).toEqual([]);
  });

  it('is drained from where that process had come to', async () => {
    const journal = place.open({ pid: deadPid() });
    for (const leadId of names(10)) await journal.append(anEntry(leadId));
    await journal.oldest(100);
    await journal.acknowledge(4);
    expect(await drain(await takenOver())).toEqual(names(10).slice(4));
  });

  it('is drained again rather than lost when its position is gone', async () => {
    const journal = place.open({ pid: deadPid() });
    for (const leadId of names(10)) await journal.append(anEntry(leadId));
    await journal.oldest(100);
    await journal.acknowledge(4);
    rmSync(path.join(path.dirname(place.segments()[0] ?? ''), 'position.json'));
    expect(await drain(await takenOver())).toEqual(names(10));
  });

  it('outlives any number of successors that die in the middle', async () => {
    await leftBehind(names(12));
    const drained: string[] = [];
    for (let died = 0; died < 5; died += 1) {
      const journal = place.open({ pid: deadPid() });
      await journal.tend();
      await journal.append(anEntry(`of-${died}`));
      const [first] = await journal.oldest(1);
      await journal.acknowledge(1);
      drained.push(first?.leadId ?? '');
    }
    drained.push(...(await drain(await takenOver())));
    const all = [...names(12), ...names(5, 'of')];
    expect(drained.toSorted()).toEqual(all.toSorted());
  });

  it('is not taken from a process that lives', async () => {
    const living = place.open();
    await living.append(anEntry('mine'));
    const other = await takenOver();
    expect(other.state().entries).toBe(0);
    expect(await drain(living)).toEqual(['mine']);
  });

  it('is taken over at once where the process closed it', async () => {
    const first = place.open();
    await first.append(anEntry('kept'));
    await first.close();
    expect(await drain(await takenOver())).toEqual(['kept']);
  });
});

describe('a damaged journal', () => {
  it('loses at most the torn entry to a cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.nat(), async (count, seed) => {
        const at = aJournalFolder();
        try {
          const file = await leftBehind(names(count), at);
          const bytes = readFileSync(file);
          const cut = seed % (bytes.length + 1);
          truncateSync(file, cut);
          const whole = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
          expect(await drain(await takenOver(at))).toEqual(names(whole));
          const isTorn = cut > 0 && bytes[cut - 1] !== '\n'.charCodeAt(0);
          expect(at.aside()).toHaveLength(isTorn ? 1 : 0);
        } finally {
          await at.remove();
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a changed entry aside, and drains the others', async () => {
    const file = await leftBehind(names(3));
    const lines = readFileSync(file, 'latin1').split('\n');
    const changed = lines[1]?.replace('lead-1', 'lead-9') ?? '';
    writeFileSync(file, [lines[0], changed, lines[2], ''].join('\n'), 'latin1');
    const journal = await takenOver();
    expect(await drain(journal)).toEqual(['lead-0', 'lead-2']);
    const [aside = ''] = place.aside();
    expect(aside).toMatch(/\.damaged$/);
    expect(readFileSync(aside, 'latin1')).toBe(`${changed}\n`);
    expect(journal.state()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('is drained when blocks of zeros stand where the end was lost', async () => {
    const file = await leftBehind(names(3));
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(4096)]));
    expect(await drain(await takenOver())).toEqual(names(3));
    expect(place.aside()[0]).toMatch(/\.torn$/);
  });

  it('keeps an entry whose key is gone, which can be put back with the key', async () => {
    await leftBehind(['sealed-with-old']);
    const without = place.open({ keys: [NEW_KEY] });
    await without.tend();
    await without.append(anEntry('sealed-with-new'));
    expect(await drain(without)).toEqual(['sealed-with-new']);
    await without.close();
    const [aside = ''] = place.aside();
    expect(aside).toMatch(/\.unusable$/);

    const again = aJournalFolder();
    const restored = path.join(again.folder, 'restored');
    mkdirSync(restored);
    writeFileSync(path.join(restored, '1.journal'), readFileSync(aside));
    const withKey = again.open({ keys: [NEW_KEY, OLD_KEY] });
    await withKey.tend();
    expect(await drain(withKey)).toEqual(['sealed-with-old']);
    await again.remove();
  });
});

describe('a process that was taken for dead', () => {
  it('keeps what it accepts from then on in a new folder', async () => {
    const frozen = place.open();
    await frozen.append(anEntry('before'));
    place.pass(31_000);
    const taker = await takenOver();
    await frozen.append(anEntry('after'));
    expect(await drain(taker)).toEqual(['before']);
    expect(await drain(frozen)).toEqual(['after']);
  });

  it('loses nothing when it is taken over in the middle of writing', async () => {
    const writer = place.open();
    await writer.append(anEntry('first'));
    place.pass(31_000);
    const taker = place.open();
    const writes = names(300).map(async (leadId, at) => {
      for (let turn = 0; turn < at % 17; turn += 1) await new Promise((next) => setImmediate(next));
      await writer.append(anEntry(leadId));
    });
    await taker.tend();
    const taken = new Set(await drain(taker));
    await Promise.all(writes);
    for (const leadId of await drain(writer)) taken.add(leadId);
    for (const leadId of await drain(taker)) taken.add(leadId);
    expect([...taken].toSorted()).toEqual(['first', ...names(300)].toSorted());
  });
});
