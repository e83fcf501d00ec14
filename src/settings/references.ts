import type { ConfigFile } from './config-file.ts';
import type { ConfigPath, ConfigProblem } from './config-problem.ts';
import { stringsIn } from './config-scalars.ts';
import { isSecretField } from './secret-fields.ts';

/** `${NAME}`; `$${NAME}` stands for the text itself. */
const REFERENCE = /(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export type UnsetReference = { path: ConfigPath; names: string[] };

/**
 * Replaces `${NAME}` inside the strings of a file by the variable's value, in place. Keys, numbers
 * and comments are left alone, and a value is never read as YAML: no secret can change the file's
 * structure. Answers the references that name nothing.
 */
export function replaceReferences(
  file: ConfigFile,
  variable: (name: string) => string | undefined,
): UnsetReference[] {
  const unset: UnsetReference[] = [];
  for (const { scalar, path } of stringsIn(file.document)) {
    const names: string[] = [];
    const value = scalar.value.replace(REFERENCE, (all: string, escape: string, name: string) => {
      if (escape !== '') return all.slice(1);
      const found = variable(name);
      if (found === undefined) names.push(name);
      return found ?? all;
    });
    if (names.length > 0) unset.push({ path, names });
    else scalar.value = value;
  }
  return unset;
}

export function unsetProblems(file: ConfigFile, unset: UnsetReference[]): ConfigProblem[] {
  return unset.flatMap(({ path, names }) =>
    names.map((name) => ({
      file: file.name,
      ...file.placeOf(path),
      path: path.join('.'),
      found: `\${${name}}`,
      expected: `the environment variable ${name}`,
      says: `\${${name}} stands for an environment variable that is not set`,
      doThis: `Set ${name} (config/example.env shows every variable), or take out what needs it.`,
    })),
  );
}

/** Secrets that stand in a file. They work, but whoever can read the file has them. */
export function literalSecrets(file: ConfigFile): ConfigProblem[] {
  return stringsIn(file.document)
    .filter(
      ({ scalar: { value }, path }) => isSecretField(path) && value !== '' && !value.includes('${'),
    )
    .map(({ path }) => ({
      file: file.name,
      ...file.placeOf(path),
      path: path.join('.'),
      found: 'a secret, written out',
      // oxlint-disable-next-line no-template-curly-in-string -- it is what people are to write
      expected: 'a reference such as ${NAME}',
      says: 'a secret is written out here; everybody who can read this file has it',
      doThis:
        'Put it into an environment variable, write ${NAME} here, and have the sender make a new one.',
    }));
}
