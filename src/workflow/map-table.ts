import type { WorkflowMap } from './map.ts';

/** The answers to a workflow map's ten questions, as a Markdown table. */
export function mapAnswers(map: WorkflowMap): string {
  const owners = [...new Set(map.stages.map(({ owner }) => owner))];
  return table(
    ['Element', 'Answer'],
    [
      ['Trigger', map.trigger],
      ['Inputs', map.inputs],
      ['Stages', map.stages.map(({ name }) => name).join(', ')],
      ['Decision points', map.decisions.map(({ question }) => question).join(' ')],
      ['Owners', owners.join(', ')],
      ['Systems', map.systems.join(', ')],
      ['Handoffs', map.handoffs],
      ['Exceptions', map.exceptions],
      ['Output', map.output],
      ['Monitoring', map.monitoring],
    ],
  );
}

/** The stages in their order, as a Markdown table. */
export function mapTable(map: WorkflowMap): string {
  return table(
    ['Stage', 'What it does', 'Waits for', 'Owner', 'Systems', 'Effect', 'Made once because'],
    map.stages.map(({ name, does, after, owner, systems, effect, onceBecause }) => [
      `\`${name}\``,
      does,
      after.join(', ') || 'acceptance',
      owner,
      systems.join(', '),
      effect,
      onceBecause,
    ]),
  );
}

/** The flow of a lead as a Mermaid flowchart, in a Markdown code block. */
export function mapDiagram(map: WorkflowMap): string {
  const names = map.stages.map(({ name }) => name);
  const last = names.filter((name) => !map.stages.some(({ after }) => after.includes(name)));
  return [
    '```mermaid',
    'flowchart LR',
    '  submission([submission]) --> accept{accepted?}',
    '  accept -- suspect or unreadable --> quarantine[(quarantine)]',
    ...map.stages.map(({ name, owner }) => `  ${name}["${name}<br/>${owner}"]`),
    ...map.stages.flatMap(({ name, after }) =>
      after.length === 0
        ? [`  accept -- yes --> ${name}`]
        : after.map((one) => `  ${one} --> ${name}`),
    ),
    ...last.map((name) => `  ${name} --> receipt([receipt])`),
    ...names.map((name) => `  ${name} -. gave up .-> dead[(dead letters)]`),
    '```',
  ].join('\n');
}

/** What the README shows of the map. */
export function mapSection(map: WorkflowMap): string {
  return [mapAnswers(map), mapDiagram(map), mapTable(map)].join('\n\n');
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(inCell).join(' | ')} |`)
    .join('\n');
}

/** A bar or a line break would end the cell. */
function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
