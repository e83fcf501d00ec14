import { SystemFailure } from './system-failure.ts';

/** What one look at an outside system came to: one line of `leadline doctor`. */
export type SystemCheck = {
  /** `key`, `scope crm.objects.owners.read`, `owner ada`, `persistence`. */
  subject: string;
  /** `warning`: leads get through, and somebody should look at it. */
  result: 'good' | 'warning' | 'bad';
  says: string;
  /** What a person can do about it, in a sentence. */
  advice?: string;
};

/** Asks, and gives a failure of the asked system back as a value: a check has both for an answer. */
export async function tried<Answer>(
  asking: Promise<Answer>,
): Promise<{ answer: Answer } | { failure: SystemFailure }> {
  try {
    return { answer: await asking };
  } catch (failure) {
    if (failure instanceof SystemFailure) return { failure };
    throw failure;
  }
}

/** The check that could not be made, in the system's own words. */
export function failedCheck(
  subject: string,
  result: 'warning' | 'bad',
  { details: { words, advice } }: SystemFailure,
): SystemCheck {
  return { subject, result, says: words, ...(advice !== undefined && { advice }) };
}
