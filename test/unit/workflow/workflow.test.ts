import { describe, expect, it } from '@jest/globals';
import {
  type Assigned,
  done,
  type Matched,
  type Received,
  type Stage,
} from '../../../src/workflow/stage.ts';
import { STAGES } from '../../../src/workflow/steps.ts';
import { leadWorkflow, startWith } from '../../../src/workflow/workflow.ts';

const deduplicate: Stage<Received, { match: Matched['match'] }> = {
  name: 'deduplicate',
  systems: () => [],
  run: async () => done({ match: { known: false, properties: {} } }, ''),
};

type Learned = Omit<Assigned, keyof Matched>;

const assign: Stage<Matched, Learned> = {
  name: 'assign',
  systems: () => [],
  run: async ({ match }) => done({ known: match.known } as Learned, ''),
};

const task: Stage<Assigned, { taskId: string }> = {
  name: 'task',
  systems: () => [],
  run: async ({ contactId }) => done({ taskId: contactId }, ''),
};

const namesOf = (stages: { name: string }[]) => stages.map(({ name }) => name);

describe('the chain of stages', () => {
  it('runs them in the order they are written in', () => {
    const chain = startWith<Received>().next<Matched>(deduplicate).next<Assigned>(assign);
    expect(namesOf(chain.sideBySide(task))).toEqual(['deduplicate', 'assign', 'task']);
  });

  it('does not compile when a stage stands before the one that it learns from', () => {
    const start = startWith<Received>();
    // @ts-expect-error assign needs the match that only deduplicate finds
    const swapped = start.next<Assigned>(assign);
    // @ts-expect-error a task needs the contact that only assign writes
    const early = start.next<Matched>(deduplicate).sideBySide(task);
    // @ts-expect-error a stage has to learn what the chain says is known after it
    const forgetful = start.next<Assigned>(deduplicate);
    expect([swapped.sideBySide(), early, forgetful.sideBySide()].map(namesOf)).toEqual([
      ['assign'],
      ['deduplicate', 'task'],
      ['deduplicate'],
    ]);
  });

  it('has a stage for every queue', () => {
    const stageOf = leadWorkflow({
      crm: {},
      alerts: {},
      destinations: [],
      settings: { alerts: {} },
    } as never);
    expect(STAGES.map((stage) => stageOf({ stage }).name)).toEqual([...STAGES]);
  });
});
