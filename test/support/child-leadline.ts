import { type Around, compose, type Leadline } from '../../src/compose.ts';
import { VERDICT_POLICY } from '../../src/workflow/verdict.ts';
import { sampleSettings } from './company.ts';
import { dieAt } from './crash-points.ts';
import { unpaced } from './unpaced.ts';

/** How a process that tests kill is told what to be: its environment, and these beside it. */
export const CRASH_AT = 'CRASH_AT';
export const LOCK_MS = 'LOCK_MS';
/** Every step comes through its queue, as when all hands are full. */
export const THROUGH_QUEUES = 'THROUGH_QUEUES';

/** Long enough for every call of the stand-ins; short, so that killed workers are soon replaced. */
const CALL_TIMEOUT_MS = 1_000;

const POLICY = { ...VERDICT_POLICY, retryDelayMs: 100, retryDelayMsMax: 1_000 };

/**
 * Composes the leadline that the variables name: every destination may be told of every lead, and
 * the stand-ins' counting of calls is left out, which has tests of its own.
 */
export async function composeChild(
  variables: Record<string, string>,
  around: Around = aroundFrom(variables),
): Promise<Leadline> {
  const settings = sampleSettings(variables);
  for (const destination of Object.values(settings.conversions.destinations)) {
    destination.needsConsent = 'none';
  }
  const leadline = await compose(settings, {
    policy: POLICY,
    timeoutMs: CALL_TIMEOUT_MS,
    sweeperQuietMs: 2 * lockMsOf(variables),
    around: (name, port) => unpaced(name, around(name, port)),
  });
  if (!(THROUGH_QUEUES in variables)) return leadline;
  const { runStep } = leadline;
  return {
    ...leadline,
    runStep: ({ leadId, step, fence }) => runStep({ leadId, step, ...(fence && { fence }) }),
  };
}

export function lockMsOf(variables: Record<string, string>): number {
  return Number(variables[LOCK_MS] ?? 1_500);
}

function aroundFrom(variables: Record<string, string>): Around {
  const chosen = variables[CRASH_AT];
  return chosen === undefined ? (_, port) => port : dieAt(chosen);
}
