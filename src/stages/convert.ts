import type { Lead } from '../lead/lead.ts';
import type {
  ConversionDestination,
  ConversionEvent,
  ConversionResult,
} from '../workflow/ports.ts';
import { type Assigned, done, type Stage, skipped } from '../workflow/stage.ts';
import type { Step } from '../workflow/steps.ts';
import type { ConversionSettings, DestinationSettings } from './conversion-settings.ts';

export type ConvertDeps = {
  destinations: ConversionDestination[];
  settings: { conversions: ConversionSettings };
};

/** What is assumed of a receiver that can neither be asked nor be repeated to. */
const ASSUMED_SENT: ConversionResult = { sent: true, reference: 'assumed: no answer came' };

/** Tells one ad platform or webhook of the lead, as far as the visitor's consent goes. */
export function convert(deps: ConvertDeps): Stage<Assigned, { reference?: string }> {
  return {
    name: 'convert',
    systems: ({ destination }) => (destination === undefined ? [] : [destination]),
    run: async (work, effects, step) => {
      const found = destinationOf(step);
      if (!found) return skipped(`${step.destination} is not switched on any more`);
      const { destination, settings } = found;
      const refusal = withoutConsent(work.lead, settings);
      if (refusal !== undefined) return skipped(refusal);

      const result = await effects.once<ConversionResult>({
        name: `event~${destination.name}`,
        make: () => destination.send(eventOf(work, settings)),
        settle: async () => (destination.dedupes ? undefined : ASSUMED_SENT),
      });
      if (!result.sent) return skipped(result.reason);
      const reference = result.reference === undefined ? {} : { reference: result.reference };
      return done(reference, `${settings.event} sent to ${destination.name}`);
    },
  };

  function destinationOf(
    step: Step,
  ): { destination: ConversionDestination; settings: DestinationSettings } | undefined {
    const destination = deps.destinations.find(({ name }) => name === step.destination);
    const settings = deps.settings.conversions.destinations[step.destination ?? ''];
    return destination && settings && { destination, settings };
  }
}

/** Why the visitor's consent does not allow this event; undefined when it does. */
export function withoutConsent(lead: Lead, settings: DestinationSettings): string | undefined {
  if (settings.needsConsent === 'none') return undefined;
  const state = lead.consent.purposes[settings.needsConsent];
  return state === 'granted'
    ? undefined
    : `no consent for ${settings.needsConsent}: it is ${state}`;
}

function eventOf(
  { lead, decision, contactId, known }: Assigned,
  settings: DestinationSettings,
): ConversionEvent {
  const { owner } = decision;
  return {
    eventId: `${lead.leadId}:${settings.event}`,
    name: settings.event,
    occurredAt: Date.parse(lead.receivedAt),
    lead,
    decision,
    contactId,
    market: decision.market,
    ...(owner && { owner: { name: owner.name, email: owner.email } }),
    known,
  };
}
