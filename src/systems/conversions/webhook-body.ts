import type { ConversionEvent } from '../../workflow/ports.ts';
import type { Parameters } from './event-parameters.ts';

/** Standard Webhooks asks for less than 20 kB. */
const BODY_BYTES_MAX = 20_000;
/** Tried in this order until the body fits. */
const CHARACTERS_MAX = [2_000, 500, 100, 40];
/** How many shortened places are named. */
const PLACES_MAX = 20;

/**
 * The body of a webhook: `{type, timestamp, data}`. `timestamp` is when the event happened, ISO
 * 8601. `data` has the lead without its raw parameters, the decision, the contact's id and the
 * configured parameters. Where it would be too long, the longest values are cut first and whole
 * lists are left out last; `data.shortened` then says which, so that nobody takes it for the whole.
 */
export function webhookBody(event: ConversionEvent, parameters: Parameters): string {
  const envelope = (data: unknown): string =>
    JSON.stringify({
      type: event.name,
      timestamp: new Date(event.occurredAt).toISOString(),
      data,
    });
  const whole = envelope(webhookData(event, parameters));
  if (Buffer.byteLength(whole) < BODY_BYTES_MAX) return whole;

  for (const charactersMax of CHARACTERS_MAX) {
    const body = envelope(shortened(webhookData(event, parameters), charactersMax, []));
    if (Buffer.byteLength(body) < BODY_BYTES_MAX) return body;
  }
  const { data, leftOut } = withoutLists(event);
  return envelope(shortened(data, 40, leftOut));
}

function webhookData(event: ConversionEvent, parameters: Parameters): Record<string, unknown> {
  const { lead } = event;
  const { raw: _raw, ...attribution } = lead.attribution;
  return {
    eventId: event.eventId,
    lead: { ...lead, attribution },
    decision: { market: event.market, owner: event.owner },
    contactId: event.contactId,
    known: event.known,
    parameters,
  };
}

/** What is left when even short values are too many: the person, the decision, the ids. */
function withoutLists(event: ConversionEvent) {
  const { attribution, extra: _extra, notes: _notes, ...lead } = event.lead;
  const { pageUrl, landingPage, referrer } = attribution;
  const data = {
    ...webhookData(event, {}),
    lead: { ...lead, attribution: { pageUrl, landingPage, referrer } },
  };
  return { data, leftOut: ['lead.extra', 'lead.notes', 'lead.attribution', 'parameters'] };
}

function shortened(data: Record<string, unknown>, charactersMax: number, leftOut: string[]) {
  const places = [...leftOut];
  const cut = (value: unknown, place: string): unknown => {
    if (typeof value === 'string') {
      if (value.length <= charactersMax) return value;
      places.push(place);
      return `${wholeCharacters(value.slice(0, charactersMax - 1))}…`;
    }
    if (Array.isArray(value)) return value.map((each, index) => cut(each, `${place}.${index}`));
    return typeof value === 'object' && value !== null ? cutEach(value, `${place}.`) : value;
  };
  const cutEach = (record: object, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, cut(value, prefix + key)]),
    );
  const trimmed = cutEach(data, '');
  const more = places.length - PLACES_MAX;
  const named = places.slice(0, PLACES_MAX).map((place) => place.slice(0, 80));
  return { ...trimmed, shortened: more > 0 ? [...named, `and ${more} more`] : named };
}

/** A cut may fall between the two halves of an emoji; half of one is not valid text. */
function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
