import type { ConditionCheck, Decision } from './decision.ts';

/**
 * A decision as text for people: every market tried with every comparison, then everybody who was
 * considered, each with a reason. Several lines, no line break at the end.
 */
export function explainDecision(decision: Decision): string {
  const { owner, explanation } = decision;
  return [
    `Market: ${decision.marketTitle} (${decision.market})${decision.fallback ? ', the fallback' : ''}`,
    `Owner: ${owner === undefined ? 'nobody' : ownerInWords(owner)}`,
    `Why: ${decision.because}`,
    '',
    'Markets, in the order in which they were tried:',
    ...explanation.markets.flatMap(({ market, matched, checks }) => [
      `  ${yesOrNo(matched)} ${market}`,
      ...checks.flatMap((check) => checkLines(check, 2)),
    ]),
    '',
    'Owners considered:',
    ...(explanation.owners.length === 0 ? ['  none'] : []),
    ...explanation.owners.map(
      ({ name, chosen, because }) => `  ${yesOrNo(chosen)} ${name} ${because}`,
    ),
  ].join('\n');
}

function ownerInWords({ name, email }: NonNullable<Decision['owner']>): string {
  return email === '' || email === name ? name : `${name} <${email}>`;
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
