import type { DeadLetter, StoryEvent } from './ledger.ts';
import type { StepKey } from './steps.ts';
import { SystemFailure } from './system-failure.ts';

/** Words from outside can be a whole HTML page. */
const WORDS_MAX = 500;

const ADVICE: Record<DeadLetter['errorClass'], string> = {
  throttled: 'The system asked for less traffic. Replay later, with a rate limit.',
  unavailable: 'The system did not answer for long. Replay once it is well again.',
  refused: 'Mend it in the outside system, then replay.',
  unauthorised: 'Renew the credential or its scopes (`leadline doctor` says which), then replay.',
  invalid: 'Our request was not accepted. Correct the lead with `leadline dead edit`, then replay.',
  bug: 'This is a defect of leadline. The log has the stack under this lead id; report it.',
  stalled: 'Its worker died several times while at it. Look for crashes in the log, then replay.',
};

/** Why a step gave up, in the outside system's own words, and what to do about it. */
export function deadLetterOf(input: {
  leadId: string;
  step: StepKey;
  generation: number;
  failure: unknown;
  story: StoryEvent[];
  at: number;
}): DeadLetter {
  const { leadId, step, generation, failure, story, at } = input;
  const attempts = [
    ...story
      .filter((event) => event.step === step && event.what === 'failed')
      .map((event) => ({ at: event.at, words: event.says })),
    { at, words: wordsOf(failure) },
  ];
  const common = { leadId, step, generation, at, words: wordsOf(failure), attempts };
  if (!(failure instanceof SystemFailure)) {
    return { ...common, errorClass: 'bug', advice: ADVICE.bug };
  }
  const { system, kind, code, status, advice } = failure.details;
  return {
    ...common,
    system,
    errorClass: kind,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    advice: advice ?? ADVICE[kind],
  };
}

/** A job that failed outside the runner (its worker died again and again) has no failure to tell. */
export function stalledDeadLetter(input: {
  leadId: string;
  step: StepKey;
  generation: number;
  words: string;
  at: number;
}): DeadLetter {
  const words = input.words.slice(0, WORDS_MAX);
  return {
    ...input,
    words,
    errorClass: 'stalled',
    advice: ADVICE.stalled,
    attempts: [{ at: input.at, words }],
  };
}

/** Short, and without personal data: a bug's message may hold anything, so only its name is told. */
export function wordsOf(failure: unknown): string {
  if (failure instanceof SystemFailure) return failure.details.words.slice(0, WORDS_MAX);
  return failure instanceof Error ? `${failure.name} in leadline itself` : 'unknown error';
}
