import { isDeepStrictEqual } from 'node:util';
import type { Lead } from '../lead/lead.ts';
import { compileRouting, type RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { Decision, Explanation } from '../routing/decision.ts';
import { explain } from '../routing/explain/explain.ts';
import { settledDecision } from '../stages/settled-decision.ts';
import type { Configurations } from './configurations.ts';
import type { LeadRecord } from './ledger.ts';
import type { Assigned, Matched } from './stage.ts';

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
  const made = decidedOn(record);
  if (!made) return undefined;
  const { lead, match, decision, basis } = made;
  const loaded = await configurationOf(decision.configuration, known);
  if (!loaded.ok) return loaded;
  const explanation = explain(lead, match, compileRouting(loaded.parts), basis);
  const again = JSON.parse(JSON.stringify(explanation.decision)) as Decision;
  const parts = new Set([...Object.keys(decision), ...Object.keys(again)]) as Set<keyof Decision>;
  const differs = [...parts].filter((part) => !isDeepStrictEqual(decision[part], again[part]));
  return {
    ...{ ok: true, recorded: decision, explanation, identical: differs.length === 0, differs },
    corrected: record.decidedLead !== undefined,
  };
}

function decidedOn({
  lead: now,
  decidedLead: lead = now,
  steps,
}: LeadRecord): ({ lead: Lead } & Pick<Assigned, 'match' | 'decision' | 'basis'>) | undefined {
  const matched = steps['deduplicate']?.result as Omit<Matched, 'lead'> | undefined;
  const assigned = steps['assign']?.result as Partial<Assigned> | undefined;
  const settled = settledDecision({ steps });
  if (!lead || !matched || !settled) return undefined;
  return { lead, match: assigned?.match ?? matched.match, ...settled };
}

function configurationOf(
  hash: string,
  { configurations, live }: Parameters<typeof pastDecision>[1],
): ReturnType<Configurations['load']> {
  if (hash !== live.configuration.hash) return configurations.load(hash);
  return Promise.resolve({ ok: true, parts: live });
}
