import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examplesIn, shows } from '../support/document-examples.ts';
import { type DocumentScene, startDocumentScene } from '../support/document-scene.ts';
import { repositoryFile } from '../support/repository-files.ts';

let scene: DocumentScene;
beforeAll(async () => {
  scene = await startDocumentScene();
});
afterAll(() => scene.stop());

describe('every command in the page on routing', () => {
  it('prints what the page shows, one after the other on the same leadline', async () => {
    const differ: { line: number; command: string; shown: string; printed: string }[] = [];
    let commands = 0;
    for (const example of examplesIn(repositoryFile('docs/routing.md').text)) {
      const printed = await scene.run(example);
      if (example.kind !== 'command') continue;
      commands += 1;
      const { line, command, printed: shown } = example;
      if (!shows(printed, shown)) differ.push({ line, command, shown, printed });
    }

    expect(differ).toEqual([]);
    expect(commands).toBeGreaterThan(20);
  }, 120_000);
});
