import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type RepositoryFile = {
  /** From the repository's root, with `/`. */
  path: string;
  text: string;
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One file of this repository, by its path from the root. */
export function repositoryFile(file: string): RepositoryFile {
  return { path: file, text: readFileSync(path.join(ROOT, file), 'utf8') };
}

/** Is there such a file or folder? */
export function hasRepositoryFile(file: string): boolean {
  return existsSync(path.join(ROOT, file));
}

/** Every file under these folders whose name ends with one of these. */
export function repositoryFiles(folders: string[], endings: string[]): RepositoryFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && endings.some((end) => entry.name.endsWith(end)))
        .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
    )
    .map((file) => file.split(path.sep).join('/'))
    .toSorted()
    .map(repositoryFile);
}
