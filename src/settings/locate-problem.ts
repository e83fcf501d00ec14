import type { ConfigFile } from './config-file.ts';
import type { ConfigPath, ConfigProblem } from './config-problem.ts';
import type { ConfigKey } from './config-schemas.ts';
import type { CrossProblem } from './cross-checks.ts';
import { problemAt } from './schema-problems.ts';

/** A problem over several files, with its place and that of everything it has to do with. */
export function locateProblem(
  problem: CrossProblem,
  files: Record<ConfigKey, { file: ConfigFile }>,
): ConfigProblem {
  const { file, path, message, code, example, seeAlso } = problem;
  const placeOf = (of: ConfigKey, at: ConfigPath) => {
    const { line, column } = files[of].file.placeOf(at, 'key');
    return { file: files[of].file.name, line, column };
  };
  const met = example && placeOf(example.file, example.path);
  return {
    ...problemAt(files[file].file, path, message),
    ...(code !== undefined && { code }),
    ...(problem.severity === 'note' && { severity: problem.severity }),
    ...(example && met && { example: `${example.says} (${met.file}:${met.line})` }),
    ...(seeAlso && { seeAlso: seeAlso.map((one) => placeOf(one.file, one.path)) }),
  };
}
