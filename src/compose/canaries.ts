import { canarySubmission } from '../intake/canary-submission.ts';
import type { IntakeDeps } from '../intake/intake-deps.ts';
import { receiveSubmission, sourceNamed } from '../intake/receive.ts';
import type { CanarySource, PostedCanary } from '../monitoring/canaries.ts';

const MINUTE_MS = 60_000;

/** The sources that have a canary, by `canary:` in sources.yaml. */
export function canarySources(sources: IntakeDeps['sources']): CanarySource[] {
  return Object.entries(sources().sources).flatMap(([source, { canary }]) =>
    canary
      ? [
          {
            source,
            everyMs: canary.everyMinutes * MINUTE_MS,
            withinMs: canary.withinSeconds * 1_000,
          },
        ]
      : [],
  );
}

/** Receives a canary as the intake route would, and says what it was answered. */
export function canaryPoster(
  deps: IntakeDeps,
): (source: string, unique: string) => Promise<PostedCanary> {
  return async (name, unique) => {
    const source = sourceNamed(deps.sources(), name);
    if (!source) return { says: 'the source is not configured any more' };
    const { status, body } = await receiveSubmission(canarySubmission(source, unique), deps);
    const { leadId } = parsed(body);
    if (status === 200 && typeof leadId === 'string') return { leadId };
    return { says: `the intake answered ${status}: ${body.slice(0, 300)}` };
  };
}

/** The answers of the intake to a script are JSON of ours. */
function parsed(body: string): { leadId?: unknown } {
  return JSON.parse(body) as { leadId?: unknown };
}
