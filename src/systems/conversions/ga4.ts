import { z } from 'zod';
import type { Ga4Settings } from '../../stages/conversion-settings.ts';
import type { ConversionEvent, ConversionResult } from '../../workflow/ports.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { ga4Failure, ga4Invalid } from './conversion-failures.ts';
import {
  type DestinationDeps,
  type OpenDestination,
  openClient,
  warnOfLeftOut,
} from './destination-deps.ts';
import { ga4Event } from './ga4-event.ts';

/** Answer of the validation endpoint. */
const validationSchema = z.object({
  validationMessages: z.array(
    z.object({
      fieldPath: z.string().default(''),
      description: z.string().default('no description'),
      validationCode: z.string().default('VALUE_INVALID'),
    }),
  ),
});

/**
 * Google Analytics 4 through the Measurement Protocol.
 *
 * GA4 answers 204 to everything that arrives and never says whether it took it: sent means handed
 * over. It cannot recognise a lead event it had already, so an unclear failure must not be repeated
 * (`dedupes: false`). With `test: true` events go to the validation endpoint, where nothing is
 * recorded and GA4 says what is wrong.
 *
 * Throws an Error on settings that GA4 would drop events for.
 */
export function createGa4Destination(
  name: string,
  settings: Ga4Settings,
  deps: DestinationDeps,
): OpenDestination {
  checkNames(name, settings);
  const client = openClient(name, deps);
  const credentials = new URLSearchParams({
    measurement_id: settings.measurementId,
    api_secret: settings.apiSecret,
  });

  async function post(path: string, body: unknown): Promise<HttpAnswer> {
    const answer = await client.send({
      method: 'POST',
      url: `${settings.baseUrl.replace(/\/+$/, '')}${path}?${credentials.toString()}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw ga4Failure({ system: name, answer, now: deps.now() });
  }

  /** Throws what GA4's validator finds first. */
  async function validate(body: Record<string, unknown>): Promise<void> {
    const strict = { ...body, validation_behavior: 'ENFORCE_RECOMMENDATIONS' };
    const answer = await post('/debug/mp/collect', strict);
    const messages = validationMessagesOf(answer.text);
    if (!messages) throw ga4Failure({ system: name, answer, now: deps.now() });
    const [finding] = messages;
    if (finding) throw ga4Invalid(name, finding);
  }

  async function send(event: ConversionEvent): Promise<ConversionResult> {
    const prepared = ga4Event(event, settings, deps.now());
    if ('skip' in prepared) return { sent: false, reason: prepared.skip };
    warnOfLeftOut(deps, name, event, prepared.leftOut);
    if (settings.test) {
      await validate(prepared.body);
      return { sent: false, reason: 'test mode: Google Analytics checked it and recorded nothing' };
    }
    await post('/mp/collect', prepared.body);
    return { sent: true };
  }

  return {
    name,
    kind: 'ga4',
    dedupes: false,
    send,
    // The validator does not look at the secret: this shows that the address and the names are good.
    probe: () =>
      validate({
        client_id: '1.1',
        events: [{ name: settings.event, params: { lead_id: 'probe' } }],
      }),
    close: client.close,
  };
}

function validationMessagesOf(text: string) {
  try {
    return validationSchema.safeParse(JSON.parse(text)).data?.validationMessages;
  } catch {
    return undefined;
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const RESERVED_PREFIX = /^(?:_|firebase_|ga_|google_|gtag\.)/;
/** GA4 takes 25 parameters; four of them are leadline's own. */
const PARAMETERS_MAX = 21;

/** GA4 drops events with such names in silence, so they stop the start instead. */
function checkNames(destination: string, settings: Ga4Settings): void {
  const place = `conversions.yaml, destinations.${destination}`;
  for (const [where, name] of [
    [`${place}.event`, settings.event],
    ...Object.keys(settings.parameters).map((key) => [`${place}.parameters`, key]),
  ] as const) {
    if (NAME.test(name) && !RESERVED_PREFIX.test(name)) continue;
    throw new Error(
      `${where}: found the name "${name}"; Google Analytics takes up to 40 letters, digits and underscores, a letter first, and none of the prefixes _ firebase_ ga_ google_ gtag. Rename it.`,
    );
  }
  const count = Object.keys(settings.parameters).length;
  if (count > PARAMETERS_MAX) {
    throw new Error(
      `${place}.parameters: found ${count} parameters; Google Analytics takes 25 an event, four of which leadline sends itself. Leave ${count - PARAMETERS_MAX} out.`,
    );
  }
}
