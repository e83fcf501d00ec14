/**
 * A stage is a kind of work with its own queue; a step is that stage for one lead.
 * Only `convert` has several steps a lead: one a destination.
 */
export const STAGES = ['deduplicate', 'assign', 'task', 'alert', 'convert'] as const;

export type StageName = (typeof STAGES)[number];

export type Step = { stage: StageName; destination?: string };

/** Names a step within a lead: `task`, `convert~ga4`. */
export type StepKey = string;

export function stepKey(step: Step): StepKey {
  return step.destination === undefined ? step.stage : `${step.stage}~${step.destination}`;
}

export function stepOf(key: StepKey): Step {
  const [stage, destination] = key.split('~');
  if (!STAGES.includes(stage as StageName)) throw new Error(`"${key}" names no stage`);
  return destination === undefined
    ? { stage: stage as StageName }
    : { stage: stage as StageName, destination };
}

/** For sorting: by stage, then by destination. */
export function inOrderOfWork(one: StepKey, other: StepKey): number {
  const stage = (key: StepKey) => STAGES.indexOf(stepOf(key).stage);
  return stage(one) - stage(other) || one.localeCompare(other);
}

/** Every step of a new lead. The destinations are those switched on when it was accepted. */
export function stepsOfNewLead(destinations: string[]): StepKey[] {
  return [
    'deduplicate',
    'assign',
    'task',
    'alert',
    ...destinations.map((destination) => stepKey({ stage: 'convert', destination })),
  ];
}

/** What may start once a step has ended. Read together with workflow.ts, which has the order. */
export function stepsAfter(step: Step, all: StepKey[]): Step[] {
  if (step.stage === 'deduplicate') return [{ stage: 'assign' }];
  if (step.stage !== 'assign') return [];
  return all.map(stepOf).filter(({ stage }) => stage !== 'deduplicate' && stage !== 'assign');
}

/** The step that has to end first; undefined for the first of all. */
export function stepBefore(step: Step): StepKey | undefined {
  if (step.stage === 'deduplicate') return undefined;
  return step.stage === 'assign' ? 'deduplicate' : 'assign';
}

/**
 * Where a replay of the step begins. What the CRM said before an assignment gave up may be old by
 * now, so the person is looked for again; that only reads.
 */
export function replayFrom(step: Step): Step {
  return step.stage === 'assign' ? { stage: 'deduplicate' } : step;
}
