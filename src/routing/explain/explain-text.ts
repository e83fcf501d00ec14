import type { ConditionCheck, Counterfactual, Decision, Explanation } from '../decision.ts';

/**
 * An explanation as text for people: the decision, what would have changed it, the ladder, every
 * market with every comparison, everybody who was considered, and the arithmetic. Several lines, no
 * line break at the end.
 */
export function explanationText(explanation: Explanation): string {
  const { decision, counterfactuals, rungs, markets, members, arithmetic } = explanation;
  return [
    `Market: ${decision.marketTitle} (${decision.market})${decision.fallback ? ', the fallback' : ''}`,
    `Owner: ${ownerInWords(decision)}`,
    `Why: ${decision.because}`,
    `Decided: ${new Date(decision.decidedAt).toISOString()}, by configuration ${decision.configuration}`,
    ...section('What would have changed it:', counterfactuals.map(counterfactualInWords)),
    ...section('The ladder, from the top:', rungs.map(rungLine)),
    ...section(
      'Markets, in the order in which they were tried:',
      markets.flatMap(({ market, matched, checks }) => [
        `${yesOrNo(matched)} ${market}`,
        ...checks.flatMap((check) => checkLines(check, 1)),
      ]),
    ),
    ...section('Members who were asked, in that order:', members.map(memberLine)),
    ...section('The rotation:', arithmetic),
  ].join('\n');
}

/** "With country AT instead of DE: Ben Huber (Austria)". */
export function counterfactualInWords({ change, owner, market }: Counterfactual): string {
  return `${change.charAt(0).toUpperCase()}${change.slice(1)}: ${owner} (${market})`;
}

function ownerInWords({ outcome, owner, pool, heldUntil = 0 }: Decision): string {
  if (outcome === 'held') return `nobody yet; held until ${new Date(heldUntil).toISOString()}`;
  if (outcome === 'to_claim') return `whoever of pool ${pool} claims it first`;
  if (owner === undefined) return 'nobody';
  const { name, email } = owner;
  return email === '' || email === name ? name : `${name} <${email}>`;
}

function rungLine({ rung, verdict, says }: Explanation['rungs'][number]): string {
  return `${MARKS[verdict]} ${rung}: ${says}`;
}

const MARKS = { decided: 'yes', passed: 'no ', 'not reached': ' - ' } as const;

function memberLine({
  name,
  pool,
  chosen,
  excluded,
  says,
}: Explanation['members'][number]): string {
  const mark = chosen
    ? MARKS.decided
    : excluded === undefined
      ? MARKS['not reached']
      : MARKS.passed;
  return `${mark} ${name} (${pool}) ${says}`;
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
  return yes ? MARKS.decided : MARKS.passed;
}
