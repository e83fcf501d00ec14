import { type IntakeAnswer, jsonAnswer, laterAnswer } from './answers.ts';
import type { IntakeDeps } from './intake-deps.ts';
import type { Source } from './source-settings.ts';
import { TIME_TRAP_FIELD } from './spam/time-trap.ts';

/**
 * `GET /v1/sources/<source>/time-trap`: what the form is to carry in a hidden field, asked for when
 * the form is shown. `{"field": "_ts_token", "value": "t1.…"}`
 */
export function timeTrapAnswer(source: Source, { defence }: IntakeDeps): IntakeAnswer {
  if (!defence) return laterAnswer('Time stamps are not signed here.');
  return jsonAnswer(200, { field: TIME_TRAP_FIELD, value: defence.timeTrap.issue(source.name) });
}
