import { describe, expect, it } from '@jest/globals';
import { WORKFLOW_MAP, type WorkflowMap } from '../../../src/workflow/map.ts';
import { mapAnswers, mapDiagram, mapTable } from '../../../src/workflow/map-table.ts';

const [firstStage] = WORKFLOW_MAP.stages;

function mapWith(change: Partial<WorkflowMap>): WorkflowMap {
  return { ...WORKFLOW_MAP, ...change };
}

describe('the table of stages', () => {
  it('has one row a stage, in the order of the map', () => {
    const rows = mapTable(WORKFLOW_MAP).split('\n').slice(2);
    expect(rows.map((row) => row.split('`')[1])).toEqual(
      WORKFLOW_MAP.stages.map(({ name }) => name),
    );
  });

  it('says that the first stage waits for acceptance only', () => {
    expect(mapTable(WORKFLOW_MAP).split('\n')[2]).toContain('| acceptance |');
  });

  it('keeps its columns when a text holds a bar or a line break', () => {
    if (!firstStage) throw new Error('the map has no stage');
    const stage = { ...firstStage, does: 'one | two\n  three' };
    const row = mapTable(mapWith({ stages: [stage] })).split('\n')[2];
    expect(row).toContain('| one \\| two three |');
  });
});

describe('the table of answers', () => {
  it('answers all ten questions', () => {
    expect(mapAnswers(WORKFLOW_MAP).split('\n')).toHaveLength(2 + 10);
  });

  it('names each owner once', () => {
    const owners = /\| Owners \| (.*) \|/.exec(mapAnswers(WORKFLOW_MAP))?.[1]?.split(', ') ?? [];
    expect(owners.toSorted()).toEqual(
      [...new Set(WORKFLOW_MAP.stages.map(({ owner }) => owner))].toSorted(),
    );
  });
});

describe('the diagram', () => {
  const lines = mapDiagram(WORKFLOW_MAP)
    .split('\n')
    .map((line) => line.trim());

  it('draws an arrow for everything that a stage waits for', () => {
    const arrows = WORKFLOW_MAP.stages.flatMap(({ name, after }) =>
      after.map((before) => `${before} --> ${name}`),
    );
    expect(arrows.filter((arrow) => !lines.includes(arrow))).toEqual([]);
  });

  it('leads from the submission to the receipt', () => {
    expect(lines).toContain('accept -- yes --> deduplicate');
    expect(lines.filter((line) => line.endsWith('--> receipt([receipt])'))).toEqual([
      'task --> receipt([receipt])',
      'alert --> receipt([receipt])',
      'convert --> receipt([receipt])',
    ]);
  });
});
