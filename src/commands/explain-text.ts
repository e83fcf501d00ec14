import { campaignLine } from '../lead/campaign-line.ts';
import { CONSENT_PURPOSES } from '../lead/consent.ts';
import { explanationText } from '../routing/explain/explain-text.ts';
import type { LeadExplanation } from './lead-explanation.ts';
import { plainText } from './plain-text.ts';
import { heading, indented, pairs } from './table.ts';

/** The whole explanation for people. */
export function explanationInWords(explained: LeadExplanation): string {
  const { explanation, contact, task, channel, conversions, assumed } = explained;
  const { decision } = explanation;
  return [
    heading(`This submission would be ${explained.acceptance}`),
    ...(explained.accepted ? [] : ['If it were accepted:']),
    ...section('Who', pairs(who(explained))),
    ...section('Campaign', pairs(campaign(explained))),
    ...section('Consent', pairs(consent(explained))),
    ...section('Decision', plainText(explanationText(explanation))),
    ...section(
      'Written to the CRM contact',
      pairs(Object.entries(contact).map(([name, value]) => [name, value || '(emptied)'])),
    ),
    ...section(
      'Task',
      pairs([
        ['Subject', task.subject],
        ['Due', task.dueAt],
        ['Priority', task.priority],
        ['For', decision.owner?.name ?? 'nobody'],
      ]),
    ),
    ...section('Slack', pairs([['Channel', channel]])),
    ...section(
      'Conversions',
      pairs(
        conversions.map(({ destination, event, skipped }): [string, string] => [
          destination,
          skipped === undefined ? `${event} would be sent` : `skipped: ${skipped}`,
        ]),
      ),
    ),
    ...section('Taken for granted', assumed.join('\n')),
    '',
    'Nothing was touched.',
  ].join('\n');
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : ['', heading(title), indented(body)];
}

function who({ lead }: LeadExplanation): [string, string | undefined][] {
  const { person, message, notes } = lead;
  const phone = person.phone;
  return [
    ['Name', person.fullName],
    ['E-mail', person.email?.normalised],
    ['Phone', phone && (phone.e164 ?? `${phone.original} (could not be read)`)],
    ['Company', [person.company, person.companyDomain].filter(Boolean).join(', ') || undefined],
    ['Employees', person.companySize?.toString()],
    ['Country', person.country],
    ['Language', person.language],
    ['Message', message],
    ...Object.entries(lead.extra).map(([key, value]): [string, string] => [
      `Field ${key}`,
      [value].flat().join(', '),
    ]),
    ...notes.map(({ field, says }): [string, string] => ['Remark', `${field}: ${says}`]),
  ];
}

function campaign({ lead }: LeadExplanation): [string, string | undefined][] {
  const { attribution } = lead;
  const { utm, clickIds, firstTouch, utmFrom, repairs } = attribution;
  return [
    ['In one line', campaignLine(attribution) ?? 'none is known'],
    ...Object.entries({ ...utm, ...clickIds }),
    ['Found in', utmFrom === 'none' ? undefined : utmFrom.replace('_', ' ')],
    ['Page', attribution.pageUrl],
    ['Landing page', attribution.landingPage],
    ['Referrer', attribution.referrer],
    ['First touch', firstTouch && Object.values(firstTouch.utm).join(' / ')],
    ...repairs.map(({ parameter, code, from, to }): [string, string] => [
      'Repaired',
      `${parameter}: ${code}, ${JSON.stringify(from)} → ${to === undefined ? 'nothing' : JSON.stringify(to)}`,
    ]),
  ];
}

function consent({ lead }: LeadExplanation): [string, string][] {
  return CONSENT_PURPOSES.map((purpose) => [purpose, lead.consent.purposes[purpose]]);
}
