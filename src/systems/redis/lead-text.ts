import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Lead } from '../../lead/lead.ts';

/**
 * How a lead is written in Redis: its JSON, deflated behind what most leads say, in base64. The keys
 * of a lead are longer than what one person writes, and all leads have them, so a third of the text is
 * left. A text that begins with `{` is the JSON itself, as leads were written before.
 */

/**
 * Leads in Redis are read with this: not a character of it may change. If leads look different one
 * day, let there be another one, of another name, for those that are written from then on.
 */
const COMMON = Buffer.from(
  [
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
  ].join(''),
);
const FORM = 'z1.';

/** As much as the common text and a usual lead: a larger window would only cost more to set up. */
const OPTIONS = { dictionary: COMMON, level: 1, windowBits: 12, memLevel: 4 };

export function textOf(lead: Lead): string {
  return `${FORM}${deflateRawSync(JSON.stringify(lead), OPTIONS).toString('base64')}`;
}

/** The lead that `textOf` wrote. Throws where a later version of leadline has written it. */
export function leadOf(text: string): Lead {
  if (text.startsWith('{')) return JSON.parse(text) as Lead;
  if (!text.startsWith(FORM)) throw new Error('the lead was written by a newer leadline');
  const deflated = Buffer.from(text.slice(FORM.length), 'base64');
  return JSON.parse(inflateRawSync(deflated, OPTIONS).toString()) as Lead;
}
