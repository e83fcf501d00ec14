import type { Lead } from '../lead/lead.ts';
import type { Decision, Match } from '../routing/decision.ts';
import type { Configurations, DecidedBy } from '../workflow/configurations.ts';
import type { Rotation } from '../workflow/ledger.ts';
import type { Log } from '../workflow/ports.ts';
import { type DecidedBefore, leadDecider } from './decide-lead.ts';

export type ShadowDeps = {
  configurations: Pick<Configurations, 'shadow' | 'recordDivergence'>;
  /** The rotation of this name: a shadow never takes one of the live leads' turns. */
  rotationNamed: (name: string) => Pick<Rotation, 'decideOnce'>;
  log: Pick<Log, 'warn'>;
  now: () => number;
};

/** What the live configuration decided for a lead, which is what is done. */
export type LiveDecision = { lead: Lead; match: Match; before: DecidedBefore; decision: Decision };

/**
 * Lets the configuration that rides along decide the same lead, and notes where the two differ.
 * Nothing is done by it, and whatever goes wrong with it costs the lead nothing.
 */
export function shadowDecider(deps: ShadowDeps): (live: LiveDecision) => Promise<void> {
  const { configurations, rotationNamed, log, now } = deps;

  return async (live) => {
    const shadow = configurations.shadow();
    if (!shadow) return;
    try {
      const decideLead = leadDecider({
        rotation: rotationNamed(shadow.rotation),
        settings: shadow,
        now,
      });
      const { decision } = await decideLead(live.lead, live.match, live.before);
      const [one, other] = [decidedBy(live.decision), decidedBy(decision)];
      const differs = one.market !== other.market || one.owner !== other.owner;
      const { leadId } = live.lead;
      await configurations.recordDivergence({
        leadId,
        at: now(),
        live: one,
        shadow: other,
        differs,
      });
    } catch (error) {
      log.warn('the shadow configuration could not decide', { leadId: live.lead.leadId, error });
    }
  };
}

function decidedBy({ configuration, market, owner }: Decision): DecidedBy {
  const name = owner?.member ?? owner?.email;
  return { hash: configuration, market, ...(name !== undefined && { owner: name }) };
}
