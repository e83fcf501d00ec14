import { isDeepStrictEqual } from 'node:util';
import { compileRouting, type RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Decision, Explanation } from '../routing/decision.ts';
import { explain } from '../routing/explain/explain.ts';
import { decidedOn } from '../stages/decided-on.ts';
import { settledDecision } from '../stages/settled-decision.ts';
import type { Configurations } from './configurations.ts';
import type { LeadRecord } from './ledger.ts';

/** A decision of the past, made again by the configuration and on the basis that it was made on. */
export type PastDecision =
  | {
      ok: true;
      recorded: Decision;
      /** The lead's details were corrected since then; it is told by those of then. */
      corrected: boolean;
      explanation: Explanation;
      /** Bit for bit. */
      identical: boolean;
      /** Names of the decision's parts that came out otherwise. */
      differs: string[];
    }
  | { ok: false; says: string; doThis: string };

/** Undefined for a lead that was not decided, or is erased. */
export async function pastDecision(
  record: LeadRecord,
  known: { configurations: Pick<Configurations, 'load'>; live: RoutingConfiguration },
): Promise<PastDecision | undefined> {
  const given = decidedOn(record);
  const settled = settledDecision(record);
  if (!given || !settled) return undefined;
  const { decision, basis } = settled;
  const loaded = await configurationOf(decision.configuration, known);
  if (!loaded.ok) return loaded;
  const explanation = explain(given.lead, given.match, compileRouting(loaded.parts), basis);
  const again = JSON.parse(JSON.stringify(explanation.decision)) as Decision;
  const parts = new Set([...Object.keys(decision), ...Object.keys(again)]) as Set<keyof Decision>;
  const differs = [...parts].filter((part) => !isDeepStrictEqual(decision[part], again[part]));
  return {
    ...{ ok: true, recorded: decision, explanation, identical: differs.length === 0, differs },
    corrected: record.decidedLead !== undefined,
  };
}

function configurationOf(
  hash: string,
  { configurations, live }: Parameters<typeof pastDecision>[1],
): ReturnType<Configurations['load']> {
  if (hash !== live.configuration.hash) return configurations.load(hash);
  return Promise.resolve({ ok: true, parts: live });
}
