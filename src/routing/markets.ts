import { z } from 'zod';
import { memberKey, slug } from './keys.ts';
import { type When, whenSchema } from './when.ts';

/** markets.yaml: who is meant for which lead. The first market that matches takes it. */

/** What becomes of a lead when nobody in the pool can take it. */
const whenNobodySchema = z.union(
  [
    /** The fallback market's pool. */
    z.literal('fallback'),
    /** No owner: the market's channel is told, and somebody has to look. */
    z.literal('tell'),
    z.strictObject({
      /** Waits for the next opening of the pool, but no longer than these hours. */
      hold: z.strictObject({
        atMostHours: z.number().min(0.1).max(744),
        otherwise: z.enum(['fallback', 'tell']).default('fallback'),
      }),
    }),
    /** Another pool; if nobody can there either, the fallback market's. */
    z.strictObject({ overflow: memberKey }),
  ],
  { error: 'expected fallback, tell, { hold: { atMostHours: 24 } } or { overflow: <pool> }' },
);

const marketSchema = z
  .strictObject({
    name: slug,
    /** For people: shown in alerts, tasks and receipts. */
    title: z.string().min(1).max(200),
    when: whenSchema.optional(),
    /** Takes every lead that no other market matched. Exactly one does. */
    fallback: z.literal(true, 'expected true, or leave it out').optional(),
    /** One member of team.yaml who gets the market's leads, as long as they can take them. */
    owner: memberKey.optional(),
    /** Pool in team.yaml. */
    pool: memberKey,
    /** Without it: `tell` for the fallback market, `fallback` for all others. */
    whenNobody: whenNobodySchema.optional(),
    /** How long an owner may be away and still keep the market's leads; routing.yaml says else. */
    ownerPatienceHours: z.number().min(0).max(8_760).optional(),
    /** The market's Slack channel. */
    channel: z
      .string()
      .regex(/^[CGD][A-Z0-9]{2,}$/, 'expected a Slack channel id such as C0123ABCD'),
    /** The task is due this long after the submission came in. */
    followUpWithinMinutes: z.int().min(1).max(43_200),
    priority: z.enum(['low', 'medium', 'high']).default('high'),
    /** Instead of `task.subject` in crm.yaml; the same placeholders. */
    taskSubject: z.string().min(1).max(500).optional(),
  })
  .refine((market) => market.fallback === undefined || market.when === undefined, {
    path: ['when'],
    error: 'the fallback market takes what no other matched; remove its when, or its fallback',
  });

export const marketsSchema = z
  .strictObject({ markets: z.array(marketSchema).min(1, 'expected at least one market') })
  .superRefine(({ markets }, context) => {
    for (const { path, message } of [...fallbackProblems(markets), ...nameProblems(markets)]) {
      context.addIssue({ code: 'custom', path, message });
    }
  });

export type Markets = z.infer<typeof marketsSchema>;
export type Market = Markets['markets'][number];
export type WhenNobody = NonNullable<Market['whenNobody']>;

/** A wrong configuration: where (path into the file), and what to do about it. */
export type RoutingProblem = { path: (string | number)[]; message: string };

/** The market with `fallback: true`; without one, the last market if it has no `when`. */
export function fallbackMarket(markets: readonly Market[]): Market | undefined {
  const last = markets.at(-1);
  return (
    markets.find((market) => market.fallback === true) ??
    (last?.when === undefined ? last : undefined)
  );
}

/** In the order in which they are tried, each with its condition. The fallback is not among them. */
export function conditionalMarkets(
  markets: readonly Market[],
): { market: Market; index: number; when: When }[] {
  return markets.flatMap((market, index) =>
    market.when === undefined ? [] : [{ market, index, when: market.when }],
  );
}

export function nameProblems(markets: readonly Market[]): RoutingProblem[] {
  const names = markets.map((market) => market.name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            path: ['markets', index, 'name'],
            message: `the name "${name}" is taken by an earlier market; names are unique`,
          },
        ],
  );
}

function fallbackProblems(markets: readonly Market[]): RoutingProblem[] {
  if (fallbackMarket(markets) === undefined) {
    return [
      {
        path: ['markets'],
        message:
          'no fallback market: leads that no market matches would have nowhere to go; ' +
          'mark one with fallback: true, or end with a market that has no when',
      },
    ];
  }
  const flagged = markets.flatMap((market, index) => (market.fallback === true ? [index] : []));
  return flagged.slice(1).map((index) => ({
    path: ['markets', index, 'fallback'],
    message: 'there is a fallback market already; exactly one can be the fallback',
  }));
}
