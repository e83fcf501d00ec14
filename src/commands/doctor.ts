import { examine } from './doctor/examine.ts';
import { type Finding, isBad } from './doctor/finding.ts';
import { type CommandIo, openSettings, type SettingsOptions } from './open-settings.ts';
import { type ExitCode, printResult } from './print-result.ts';
import { heading, indented, pairs, table } from './table.ts';

/**
 * `leadline doctor`: tries every credential, scope, owner, channel, property and destination, and
 * Redis's own settings, and says what to do about each that is not as it should be.
 *
 * Answers 0 when leads would get through, 1 when something is in their way.
 */
export async function runDoctor(options: SettingsOptions, io: CommandIo): Promise<ExitCode> {
  const settings = openSettings(options, io);
  if (!settings) return 1;
  const findings = await examine(settings);
  const ok = !findings.some(isBad);
  printResult(options, io, { ok, findings }, inWords(findings));
  return ok ? 0 : 1;
}

function inWords(findings: Finding[]): string {
  const wrong = findings.filter(({ result }) => result !== 'good');
  const advised = wrong.flatMap(({ system, subject, advice }): [string, string][] =>
    advice === undefined ? [] : [[`${system}, ${subject}`, advice]],
  );
  return [
    table(
      ['Result', 'System', 'What', 'Found'],
      findings.map(({ result, system, subject, says }) => [WORDS[result], system, subject, says]),
    ),
    ...(advised.length > 0 ? ['', heading('What to do'), indented(pairs(advised))] : []),
    '',
    closingLine(wrong),
  ].join('\n');
}

const WORDS: Record<Finding['result'], string> = {
  good: 'good',
  warning: 'look',
  bad: 'mend',
};

function closingLine(wrong: Finding[]): string {
  const bad = wrong.filter(isBad).length;
  const warnings = wrong.length - bad;
  if (wrong.length === 0) return 'All is well.';
  const toMend = bad === 0 ? 'Nothing to mend' : `${bad} to mend`;
  return warnings === 0 ? `${toMend}.` : `${toMend}, ${warnings} to look at.`;
}
