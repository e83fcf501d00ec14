import { type ConfigProblem, formatProblems } from '../../settings/config-problem.ts';
import type { CheckFinding } from './check-finding.ts';
import type { CheckResult, Summary } from './check-result.ts';

/** Errors first, then warnings and notes, each with its place; at last whether all is well. */
export function checkInWords(result: CheckResult): string {
  const { errors, warnings, notes, findings, summary } = result;
  const of = (wanted: CheckFinding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).map(findingInWords);
  return [
    ...result.schemasWritten.map((path) => `Wrote ${path}`),
    ...of('error'),
    ...(warnings > 0 ? ['Warnings:', ...of('warning')] : []),
    ...(notes > 0 ? ['Good to know:', ...of('note')] : []),
    ...(errors > 0 || !summary ? [] : calmSummary(result, summary)),
    ...(errors > 0 ? [`${count(errors, 'problem')} found${andWarnings(warnings)}.`] : []),
  ].join('\n');
}

function findingInWords(finding: CheckFinding): string {
  if (isPlaced(finding)) return formatProblems([finding]);
  const { file, says, doThis } = finding;
  return doThis === undefined ? `${file}  ${says}` : `${file}  ${says}\n      ${doThis}`;
}

function isPlaced(finding: CheckFinding): finding is CheckFinding & ConfigProblem {
  return finding.line !== undefined;
}

function calmSummary(
  { configFolder, warnings, missing, asked }: CheckResult,
  summary: Summary,
): string[] {
  const { on, off } = summary.destinations;
  const destinations = [
    on.length > 0 ? on.join(', ') : 'none',
    ...(off.length > 0 ? [`(off: ${off.join(', ')})`] : []),
  ].join(' ');
  return [
    warnings === 0
      ? `The configuration in ${configFolder} is good.`
      : `The configuration in ${configFolder} has no errors, and ${count(warnings, 'warning')} to look at.`,
    `  sources       ${summary.sources}`,
    `  markets       ${summary.markets}`,
    `  team          ${summary.members} active in ${summary.pools} pools`,
    `  CRM           ${summary.crmProperties} properties`,
    `  destinations  ${destinations}`,
    ...(asked.length === 0 ? [] : [`  asked         ${asked.join(' and ')}, about the members`]),
    ...(missing.length === 0
      ? []
      : ['', 'To start, leadline still needs:', ...missing.map(({ says }) => `  ${says}`)]),
  ];
}

function andWarnings(warnings: number): string {
  return warnings === 0 ? '' : `, and ${count(warnings, 'warning')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
