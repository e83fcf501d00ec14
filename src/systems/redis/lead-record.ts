import type { EffectRecord, LeadRecord, LeadStatus, StepRecord } from '../../workflow/ledger.ts';
import { inOrderOfWork } from '../../workflow/steps.ts';
import { leadOf } from './lead-text.ts';

/**
 * A lead's hash and its text, of one moment. Leads of before have their text in the hash.
 * KEYS: both.
 */
export const LOAD_LEAD = `
return {redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) or redis.call('HGET', KEYS[1], 'lead')}
`;

/** The answer of LOAD_LEAD. The fields are listed in ledger-scripts.ts. */
export function recordOf(leadId: string, answer: unknown): LeadRecord | undefined {
  const [rows, text] = answer as [rows: string[], text: string | null];
  const fields: Record<string, string> = {};
  for (let at = 0; at < rows.length; at += 2) fields[rows[at] ?? ''] = rows[at + 1] ?? '';
  if (fields['status'] === undefined) return undefined;
  const decided = fields['decidedLead'];
  const record: LeadRecord = {
    leadId,
    source: fields['source'] ?? '',
    receivedAt: Number(fields['receivedAt']),
    status: fields['status'] as LeadStatus,
    ...(fields['reason'] !== undefined && { reason: fields['reason'] }),
    ...(fields['reasonCode'] !== undefined && { reasonCode: fields['reasonCode'] }),
    ...(text !== null && { lead: leadOf(text) }),
    ...(decided !== undefined && { decidedLead: leadOf(decided) }),
    ...(fields['held'] !== undefined && {
      held: JSON.parse(fields['held']) as NonNullable<LeadRecord['held']>,
    }),
    steps: {},
    effects: effectsIn(fields),
  };
  // Redis answers fields in any order; people read steps in the order of the work.
  for (const step of namesIn(fields, 's:').toSorted(inOrderOfWork)) {
    record.steps[step] = stepRecord(step, fields);
  }
  return record;
}

/** Of a lead's hash; undefined where there is none. */
export function effectsOf(fields: Record<string, string>): LeadRecord['effects'] | undefined {
  return fields['status'] === undefined ? undefined : effectsIn(fields);
}

function effectsIn(fields: Record<string, string>): LeadRecord['effects'] {
  return Object.fromEntries(
    namesIn(fields, 'e:').map((effect) => [
      effect,
      JSON.parse(fields[`e:${effect}`] ?? '') as EffectRecord,
    ]),
  );
}

function namesIn(fields: Record<string, string>, kind: 's:' | 'e:'): string[] {
  return Object.keys(fields).flatMap((field) =>
    field.startsWith(kind) ? [field.slice(kind.length)] : [],
  );
}

function stepRecord(step: string, fields: Record<string, string>): StepRecord {
  const result = fields[`r:${step}`];
  const deadLetter = fields[`d:${step}`];
  return {
    state: fields[`s:${step}`] as StepRecord['state'],
    attempts: Number(fields[`a:${step}`] ?? 0),
    generation: Number(fields[`g:${step}`] ?? 0),
    ...(result !== undefined && { result: JSON.parse(result) as unknown }),
    ...(deadLetter !== undefined && {
      deadLetter: JSON.parse(deadLetter) as NonNullable<StepRecord['deadLetter']>,
    }),
  };
}
