import { type AlertDeps, alert } from '../stages/alert.ts';
import { type AssignDeps, assign } from '../stages/assign.ts';
import { type ConvertDeps, convert } from '../stages/convert.ts';
import { type DeduplicateDeps, deduplicate } from '../stages/deduplicate.ts';
import { type TaskDeps, task } from '../stages/task.ts';
import { type Assigned, type Matched, type Received, type Stage, skipped } from './stage.ts';
import type { StageName, Step } from './steps.ts';

export type WorkflowDeps = DeduplicateDeps & AssignDeps & TaskDeps & AlertDeps & ConvertDeps;

/**
 * The workflow: one line a stage, in order.
 *
 * What a stage needs must have been learned before it: swapping two lines does not compile. Each
 * stage has its queue: a lead whose way is free goes on at once (go-on.ts), any other one waits
 * there, and `sideBySide` it waits for nothing but itself. So an outage of one system delays nobody
 * else.
 */
export function leadWorkflow(deps: WorkflowDeps): (step: Step) => Stage<never, unknown> {
  const stages = startWith<Received>()
    .next<Matched>(deduplicate(deps))
    .next<Assigned>(assign(deps))
    .sideBySide(task(deps), alert(deps), convert(deps));

  /** What a canary tries of a stage, in place of its effect. */
  const reads: Partial<Record<StageName, () => Promise<void>>> = { alert: deps.alerts.probe };

  return ({ stage }) => {
    const found = stages.find(({ name }) => name === stage);
    if (!found) throw new Error(`the workflow has no stage "${stage}"`);
    return stage === 'deduplicate' ? found : sparingCanaries(found, reads[stage]);
  };
}

type AnyStage = Stage<never, unknown>;

/**
 * No person, task, report, ad platform or rotation ever sees a canary. It runs through every queue;
 * deduplicate asks the CRM for it, and of the others only the reads are made. Said here for all
 * stages, so that no new one can forget it.
 */
function sparingCanaries(stage: AnyStage, read?: () => Promise<void>): AnyStage {
  return {
    ...stage,
    run: async (work, effects, step) => {
      if (!(work as Received).lead.synthetic) return stage.run(work, effects, step);
      await read?.();
      return skipped('canary');
    },
  };
}

type Chain<Known> = {
  /** `Next` is what is known once this stage has ended. */
  next: <Next extends Known>(stage: Stage<Known, Omit<Next, keyof Known>>) => Chain<Next>;
  sideBySide: (...stages: Stage<Known, unknown>[]) => AnyStage[];
};

/** An empty workflow, of which so much is known as `Known` says. */
export function startWith<Known>(before: AnyStage[] = []): Chain<Known> {
  return {
    next: (stage) => startWith([...before, stage as AnyStage]),
    sideBySide: (...stages) => [...before, ...(stages as AnyStage[])],
  };
}
