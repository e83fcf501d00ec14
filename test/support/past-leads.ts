import { stepOf } from '../../src/workflow/steps.ts';
import { type Stack, startStack } from './stack.ts';

/** A stack whose clock goes on by itself from lead to lead. */
export type PastStack = Stack & {
  /** Takes a lead and sees it assigned, an hour after the one before. */
  assigned: (person: { email: string; country: string }) => Promise<string>;
};

const BETWEEN_MS = 3_600_000;

/** @param startAt milliseconds since 1970 */
export async function startPastStack(
  startAt: number,
  variables: Record<string, string>,
): Promise<PastStack> {
  let clock = startAt;
  const stack = await startStack({ world: { now: () => clock }, variables });

  async function assigned(person: { email: string; country: string }): Promise<string> {
    clock += BETWEEN_MS;
    // Somebody's second lead is another one, and not the first one sent again.
    const message = `Please call me on ${new Date(clock).toISOString()}.`;
    const fields = { name: 'Lena Hofer', message, ...person };
    const leadId = await stack.accept('contact-page', fields);
    for (const step of ['deduplicate', 'assign'] as const) {
      const end = await stack.leadline.runStep({ leadId, step: stepOf(step) });
      if (end.act !== 'complete') throw new Error(`${leadId} ${step}: ${JSON.stringify(end)}`);
    }
    return leadId;
  }

  return { ...stack, assigned };
}
