import type { ConditionCheck, Counterfactual, Decision, Explanation } from '../decision.ts';

/**
 * An explanation as text for people: the decision, the ladder, every market with every comparison,
 * everybody who was considered, the arithmetic, and what would have changed it. Several lines, no
 * line break at the end.
 */
export function explanationText(explanation: Explanation): string {
  const { decision, rungs, markets, members, arithmetic } = explanation;
  return [
    `Market: ${decision.marketTitle} (${decision.market})${decision.fallback ? ', the fallback' : ''}`,
    `Owner: ${ownerInWords(decision)}`,
    `Why: ${decision.because}`,
    ...counterfactualLines(explanation),
    `Decided: ${new Date(decision.decidedAt).toISOString()}, by configuration ${decision.configuration}`,
    '',
    'The ladder, from the top:',
    ...rungs.map(({ rung, verdict, says }) => `  ${MARKS[verdict]} ${rung}: ${says}`),
    '',
    'Markets, in the order in which they were tried:',
    ...markets.flatMap(({ market, matched, checks }) => [
      `  ${yesOrNo(matched)} ${market}`,
      ...checks.flatMap((check) => checkLines(check, 2)),
    ]),
    ...section(
      'Members, each with the first thing that excluded them:',
      members.map(({ name, pool, chosen, excluded, says }) => `${chosen ? 'yes' : excluded === undefined ? ' · ' : 'no '} ${name} (${pool}) ${says}`),
    ),
    ...section('The rotation:', arithmetic),
  ].join('\n');
}

const MARKS = { decided: 'yes', passed: 'no ', 'not reached': ' · ' } as const;

function ownerInWords({ outcome, owner, pool }: Decision): string {
  if (outcome === 'held') return 'nobody yet: it is held';
  if (outcome === 'to_claim') return `whoever of pool ${pool} claims it first`;
  if (owner === undefined) return 'nobody';
  const { name, email } = owner;
  return email === '' || email === name ? name : `${name} <${email}>`;
}

function counterfactualLines({ counterfactuals }: Explanation): string[] {
  return counterfactuals.map((one) => `Else: ${counterfactualInWords(one)}`);
}

/** "with country AT instead of DE, Ben Huber (Austria)". */
export function counterfactualInWords({ change, owner, market }: Counterfactual): string {
  return `${change}, ${owner} (${market})`;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function checkLines(check: ConditionCheck, depth: number): string[] {
  return [
    `${'  '.repeat(depth)}${yesOrNo(check.matched)} ${check.says}`,
    ...(check.parts ?? []).flatMap((part) => checkLines(part, depth + 1)),
  ];
}

function yesOrNo(yes: boolean): string {
  return yes ? 'yes' : 'no ';
}
