import { describe, expect, it } from '@jest/globals';
import { WORKFLOW_MAP } from '../../../src/workflow/map.ts';
import {
  STAGES,
  stepBefore,
  stepKey,
  stepOf,
  stepsAfter,
  stepsOfNewLead,
} from '../../../src/workflow/steps.ts';

const steps = stepsOfNewLead(['ga4', 'meta']);

describe('the steps of a lead', () => {
  it('has one for each stage, and one for each conversion destination', () => {
    expect(steps).toEqual([
      'deduplicate',
      'assign',
      'task',
      'alert',
      'convert~ga4',
      'convert~meta',
    ]);
  });

  it('are read back from their names', () => {
    for (const key of steps) expect(stepKey(stepOf(key))).toBe(key);
  });

  it('refuses a name that is no stage', () => {
    expect(() => stepOf('celebrate')).toThrow('"celebrate" names no stage');
  });

  it('starts with finding the person, and then assigns', () => {
    expect(stepsAfter({ stage: 'deduplicate' }, steps)).toEqual([{ stage: 'assign' }]);
  });

  it('does everything else side by side after the assignment', () => {
    expect(stepsAfter({ stage: 'assign' }, steps).map(stepKey)).toEqual([
      'task',
      'alert',
      'convert~ga4',
      'convert~meta',
    ]);
  });

  it('ends with whatever stands side by side', () => {
    for (const key of steps.slice(2)) expect(stepsAfter(stepOf(key), steps)).toEqual([]);
  });

  it('reaches every step from the first one', () => {
    const reached = new Set(['deduplicate']);
    for (const key of reached) {
      for (const next of stepsAfter(stepOf(key), steps)) reached.add(stepKey(next));
    }
    expect([...reached].toSorted()).toEqual(steps.toSorted());
  });

  it('lets a step start only after the one that hands on to it', () => {
    for (const key of steps) {
      const before = stepBefore(stepOf(key));
      if (before === undefined) expect(key).toBe('deduplicate');
      else expect(stepsAfter(stepOf(before), steps)).toContainEqual(stepOf(key));
    }
  });

  it('says the same as the workflow map', () => {
    expect(WORKFLOW_MAP.stages.map(({ name }) => name)).toEqual([...STAGES]);
    for (const { name, after } of WORKFLOW_MAP.stages) {
      expect([stepBefore({ stage: name })].filter(Boolean)).toEqual(after);
    }
  });
});
