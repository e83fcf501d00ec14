/**
 * A stage is a kind of work with its own queue; a step is that stage for one lead.
 * Only `convert` has several steps a lead: one a destination.
 */
export type StageName = 'deduplicate' | 'assign' | 'task' | 'alert' | 'convert';

/**
 * The order of work: the stage whose end each waits for. Those that wait for the same one go side by
 * side. workflow.ts says the same in types, and the map for people; a test holds the three together.
 */
const WAITS_FOR = {
  deduplicate: undefined,
  assign: 'deduplicate',
  task: 'assign',
  alert: 'assign',
  convert: 'assign',
} as const satisfies Record<StageName, StageName | undefined>;

export const STAGES = Object.keys(WAITS_FOR) as StageName[];

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
  return STAGES.flatMap((stage) =>
    stage === 'convert'
      ? destinations.map((destination) => stepKey({ stage, destination }))
      : stage,
  );
}

/** What may start once a step of a lead has ended, of all its steps. */
export function stepsAfter(step: Step, all: StepKey[]): Step[] {
  return all.map(stepOf).filter(({ stage }) => WAITS_FOR[stage] === step.stage);
}

/** The step that has to end first; undefined for the first of all. */
export function stepBefore(step: Step): StepKey | undefined {
  return WAITS_FOR[step.stage];
}

/** All that have to end before it, in their order. */
export function stepsBefore({ stage }: Step): StepKey[] {
  const before = WAITS_FOR[stage];
  return before === undefined ? [] : [...stepsBefore({ stage: before }), before];
}

/**
 * Where a replay of the step begins. What the CRM said before an assignment gave up may be old by
 * now, so the person is looked for again; that only reads.
 */
export function replayFrom(step: Step): Step {
  return step.stage === 'assign' ? { stage: 'deduplicate' } : step;
}
