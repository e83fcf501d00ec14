import type { ConfigProblem } from '../../settings/config-problem.ts';
import type { EnvironmentProblem } from '../../settings/environment.ts';

/** Something wrong, or doubtful, as `leadline check` tells it. */
export type CheckFinding = {
  severity: 'error' | 'warning' | 'note';
  /** Stable, for machines. */
  code: string;
  /** A file of the configuration folder, or `environment`. */
  file: string;
  says: string;
  doThis?: string;
} & Partial<Omit<ConfigProblem, 'file' | 'says' | 'doThis' | 'code' | 'severity'>>;

export function ofFile(severity: CheckFinding['severity'], problem: ConfigProblem): CheckFinding {
  return { ...problem, severity: problem.severity ?? severity, code: problem.code ?? 'invalid' };
}

export function ofEnvironment({ says, doThis, ...problem }: EnvironmentProblem): CheckFinding {
  return {
    ...{ severity: 'error', code: 'invalid', file: 'environment', path: problem.variable },
    ...{ found: problem.found, expected: problem.expected, says },
    ...(doThis !== undefined && { doThis }),
  };
}
