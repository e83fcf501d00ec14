import { readConfigFile } from '../../settings/config-file.ts';
import { problemAt } from '../../settings/schema-problems.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SystemCheck } from '../../workflow/system-check.ts';
import type { CheckFinding } from './check-finding.ts';

/** What a system says of a member, at the address in team.yaml by which it was asked. */
export function atMember(
  code: string,
  severity: CheckFinding['severity'],
  { says, advice }: SystemCheck,
  member: string,
  key: 'email' | 'crmOwnerEmail',
  { configuration }: Settings,
): CheckFinding {
  const file = readConfigFile('team.yaml', configuration.files['team.yaml'] ?? '');
  const own = ['members', member, key];
  const path = file.written(own) === '' ? ['members', member, 'email'] : own;
  return {
    ...problemAt(file, path, says.startsWith('has ') ? `${member} ${says}` : says),
    ...{ severity, code },
    ...(advice !== undefined && { doThis: advice }),
  };
}
