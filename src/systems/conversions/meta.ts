import { z } from 'zod';
import type { MetaSettings } from '../../stages/conversion-settings.ts';
import type { ConversionEvent, ConversionResult } from '../../workflow/ports.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { failure } from './conversion-failures.ts';
import {
  type DestinationDeps,
  type OpenDestination,
  openClient,
  warnOfLeftOut,
} from './destination-deps.ts';
import { metaEvent } from './meta-event.ts';
import { graphErrorOf, metaFailure } from './meta-failure.ts';

const receivedSchema = z.object({
  events_received: z.number(),
  fbtrace_id: z.string().optional(),
});

/**
 * Meta Conversions API. Meta recognises an event by its name and `event_id` for 48 hours, so it may
 * be repeated (`dedupes: true`). The token travels in a header, never in an address.
 */
export function createMetaDestination(
  name: string,
  settings: MetaSettings,
  deps: DestinationDeps,
): OpenDestination {
  const client = openClient(name, deps);
  const pixelUrl = [
    settings.baseUrl.replace(/\/+$/, ''),
    settings.apiVersion,
    encodeURIComponent(settings.pixelId),
  ].join('/');
  const authorization = `Bearer ${settings.accessToken}`;

  function failed(answer: HttpAnswer) {
    return metaFailure({ system: name, answer, now: deps.now() });
  }

  async function send(event: ConversionEvent): Promise<ConversionResult> {
    const prepared = metaEvent(event, settings, deps.now());
    if ('skip' in prepared) return { sent: false, reason: prepared.skip };
    warnOfLeftOut(deps, name, event, prepared.leftOut);
    const answer = await client.send({
      method: 'POST',
      url: `${pixelUrl}/events`,
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(prepared.body),
    });
    const received = receivedOf(answer);
    if (!received) throw failed(answer);
    if (received.events_received < 1) {
      throw failure(
        { system: name, answer, now: deps.now() },
        {
          kind: 'refused',
          when: 'after',
          code: 'events_received_0',
          words: 'took the request but not the event (events_received: 0)',
          advice: 'See the pixel’s diagnostics in the Events Manager.',
        },
      );
    }
    return { sent: true, ...(received.fbtrace_id && { reference: received.fbtrace_id }) };
  }

  async function probe(): Promise<void> {
    const answer = await client.send({
      method: 'GET',
      url: `${pixelUrl}?fields=id`,
      headers: { authorization },
    });
    if (answer.status !== 200 || graphErrorOf(answer.text)) throw failed(answer);
  }

  return { name, kind: 'meta', dedupes: true, send, probe, close: client.close };
}

/** Meta's receipt; undefined for anything else, also for an error that came with status 200. */
function receivedOf(answer: HttpAnswer) {
  if (answer.status !== 200) return undefined;
  try {
    return receivedSchema.safeParse(JSON.parse(answer.text)).data;
  } catch {
    return undefined;
  }
}
