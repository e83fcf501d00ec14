import type { Lead } from '../../lead/lead.ts';

/**
 * How a lead is written in Redis: its JSON, in which whatever stood before is replaced by where it
 * stood. Before a lead stands what most leads say, and its own id, so that a third of the text is left,
 * most of it what only this person said. zlib would leave a fifth, at three times the work.
 *
 * A text begins with the name of what stands before it. Then follow, by turns, characters as they are
 * and, behind a control character, which no JSON contains, copies: the control character says how
 * long the copy is, with one more character where it is long, and two say where it begins. A text that
 * begins with `{` is the JSON itself.
 */

/**
 * Leads in Redis are read with this: not a character of it may change. If leads look different one
 * day, let there be another one, of another name, for those that are written from then on.
 */
const BEFORE = [
  '{"leadId":"","source":"website","receivedAt":"2026-","submission":{"id":"","formId":"","formName":',
  '"},"person":{"email":{"normalised":"info@gmail.com","original":"","domain":"","free":false,',
  '"disposable":false,"role":false},"free":true,"phone":{"original":"+49 ","e164":"+49","valid":true},',
  '"valid":false},"firstName":"","lastName":"","fullName":"","company":"","companyDomain":"","website":',
  '"https://www.","jobTitle":"","companySize":1,"country":"DE","region":"","city":"","postalCode":"",',
  '"language":"en"},"message":"","attribution":{"raw":{"utm_source":["google"],"utm_medium":["cpc"],',
  '"utm_campaign":[""],"utm_term":[""],"utm_content":[""],"utm_id":[""],"gclid":[""],"fbclid":[""],',
  '"msclkid":[""]},"utm":{"utm_source":"google","utm_medium":"cpc","utm_campaign":"","utm_term":"",',
  '"utm_content":"","utm_id":""},"clickIds":{"gclid":""},"clickIds":{},"pageUrl":"https://www.',
  '?utm_source=google&utm_medium=cpc&utm_campaign=&utm_term=&utm_content=&gclid=&fbclid=',
  '","landingPage":"https://www.","referrer":"https://www.google.com/","cookies":{"_ga":"GA1.1.',
  '","_fbp":"fb.1.","hubspotutk":"},"cookies":{},"ga":{"clientId":"","sessionId":""},"firstTouch":{"at":',
  '"2026-","utm":{},"lastTouch":{"utmFrom":"field","utmFrom":"page_url","utmFrom":"none","repairs":[',
  '{"parameter":"","code":"","from":"","to":""}]},"repairs":[]},"consent":{"purposes":{"ad_user_data":',
  '"granted","ad_personalization":"granted","analytics_storage":"granted","marketing":"unknown"}},',
  '"ad_user_data":"denied","ad_personalization":"denied","analytics_storage":"denied","marketing":',
  '"granted","ad_user_data":"unknown","ad_personalization":"unknown","analytics_storage":"unknown",',
  '"text":"","version":""},"visitor":{},"extra":{"visitor":{"ip":"","userAgent":"Mozilla/5.0 (Windows NT',
  ' 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36","locale":',
  '"en-GB","timeZone":"Europe/Berlin"},"extra":{"company_size":"","consent":"yes"},"notes":[]}"notes":[',
  '{"field":"","code":"","says":"facebook linkedin bing newsletter organic email social referral',
].join('');
const NAME = 'a';

const FIRST_CHARACTER = 32;
const CHARACTERS = 95;
/** Two characters say where a copy begins. */
const PLACES = CHARACTERS ** 2;
/** Shorter copies gain little, and stand in the way of longer ones that begin a bit later. */
const SHORTEST = 6;
/** The last control character says that another character follows, which counts on from here. */
const LONG = 31;
const LONG_FROM = SHORTEST + LONG - 1;
const LONGEST = LONG_FROM + CHARACTERS - 1;

const PLACE_TEXTS = Array.from({ length: PLACES }, (_, at) =>
  String.fromCharCode(
    FIRST_CHARACTER + Math.floor(at / CHARACTERS),
    FIRST_CHARACTER + (at % CHARACTERS),
  ),
);
const LENGTH_TEXTS = Array.from({ length: LONGEST + 1 }, (_, length) =>
  length < LONG_FROM
    ? String.fromCharCode(Math.max(0, length - SHORTEST + 1))
    : String.fromCharCode(LONG, FIRST_CHARACTER + length - LONG_FROM),
);

/** What stands before a lead, then its id and its JSON: this is used for one lead after another. */
const codes = new Uint16Array(PLACES);
const BEFORE_LENGTH = write(BEFORE, 0);

/** Where the six characters with this hash stood last, counted from 1. */
const seenBefore = new Uint16Array(4_096);
const seen = new Uint16Array(seenBefore.length);
for (let at = 0; at + SHORTEST <= BEFORE_LENGTH; at += 1) seenBefore[hashAt(at)] = at + 1;

function codeAt(at: number): number {
  return codes[at] as number;
}

function hashAt(at: number): number {
  const six =
    codeAt(at) ^
    (codeAt(at + 1) << 8) ^
    (codeAt(at + 2) << 16) ^
    (codeAt(at + 3) << 24) ^
    (codeAt(at + 4) << 5) ^
    (codeAt(at + 5) << 13);
  return Math.imul(six, 0x9e3779b1) >>> 20;
}

/** Answers where it ends. */
function write(text: string, from: number): number {
  for (let at = 0; at < text.length; at += 1) codes[from + at] = text.charCodeAt(at);
  return from + text.length;
}

/** Characters outside the plane that UTF-16 has one code for may not be cut in two. */
const NOT_COPIED = /[\ud800-\udfff]/;

/** The text of the lead under this id. */
export function textOf(leadId: string, lead: Lead): string {
  const json = JSON.stringify(lead);
  const start = BEFORE_LENGTH + leadId.length;
  const end = start + json.length;
  if (end > PLACES || NOT_COPIED.test(json)) return json;
  write(leadId, BEFORE_LENGTH);
  write(json, start);
  seen.set(seenBefore);
  for (let at = BEFORE_LENGTH; at + SHORTEST <= start; at += 1) seen[hashAt(at)] = at + 1;

  let text = NAME;
  let copiedTo = start;
  for (let at = start; at + SHORTEST <= end; ) {
    const hash = hashAt(at);
    const from = (seen[hash] as number) - 1;
    seen[hash] = at + 1;
    const length = from < 0 ? 0 : likeness(from, at, end);
    if (length < SHORTEST) {
      at += 1;
      continue;
    }
    if (copiedTo < at) text += json.slice(copiedTo - start, at - start);
    text += `${LENGTH_TEXTS[length]}${PLACE_TEXTS[from]}`;
    at += length;
    copiedTo = at;
  }
  return text + json.slice(copiedTo - start);
}

/** How many characters are the same at both places. */
function likeness(from: number, at: number, end: number): number {
  const most = Math.min(LONGEST, end - at);
  let length = 0;
  while (length < most && codeAt(from + length) === codeAt(at + length)) length += 1;
  return length;
}

/** The lead that `textOf` wrote under this id. */
export function leadOf(leadId: string, text: string): Lead {
  return JSON.parse(text.startsWith('{') ? text : jsonOf(leadId, text)) as Lead;
}

function jsonOf(leadId: string, text: string): string {
  if (!text.startsWith(NAME)) throw new Error(`lead ${leadId} was written by a newer leadline`);
  const start = write(leadId, BEFORE_LENGTH);
  let end = start;
  for (let at = NAME.length; at < text.length; ) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code >= FIRST_CHARACTER) {
      codes[end] = code;
      end += 1;
      continue;
    }
    const isLong = code === LONG;
    const length = isLong ? text.charCodeAt(at) - FIRST_CHARACTER + LONG_FROM : code + SHORTEST - 1;
    if (isLong) at += 1;
    const place =
      (text.charCodeAt(at) - FIRST_CHARACTER) * CHARACTERS +
      (text.charCodeAt(at + 1) - FIRST_CHARACTER);
    at += 2;
    // A copy may reach into itself: what it goes on with then is what it has just written.
    for (let done = 0; done < length; done += 1) codes[end + done] = codeAt(place + done);
    end += length;
  }
  return Buffer.from(codes.buffer, 2 * start, 2 * (end - start)).toString('utf16le');
}
