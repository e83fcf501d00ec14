import type { Lead } from '../lead/lead.ts';
import type { Receipt } from '../workflow/receipt.ts';
import { heading, indented, pairs, table } from './table.ts';
import { durationInWords } from './time-words.ts';

/** A receipt as text for people, with the person if there is one. Several lines. */
export function receiptInWords(receipt: Receipt, lead: Lead | undefined, nowMs: number): string {
  const { leadId, status, steps, effects, story } = receipt;
  return [
    heading(`${receipt.canary ? 'Canary' : 'Lead'} ${leadId}: ${status.replace('_', ' ')}`),
    indented(pairs(facts(receipt, lead, nowMs))),
    ...section('Steps', steps, () =>
      table(
        ['Step', 'State', 'After', 'Attempts failed', 'Replays', 'In words'],
        steps.map(({ step, state, afterMs, attempts, replays, says }) => [
          step,
          state,
          optionally(afterMs),
          attempts,
          replays,
          says,
        ]),
      ),
    ),
    ...section('Made outside', effects, () =>
      table(
        ['Effect', 'State', 'After', 'Its id there'],
        effects.map(({ effect, state, afterMs, outsideId }) => [
          effect,
          state,
          optionally(afterMs),
          outsideId,
        ]),
      ),
    ),
    ...section('Story', story, () =>
      table(
        ['After', 'Step', 'What', 'In words'],
        story.map(({ afterMs, step, what, says }) => [
          `+${durationInWords(afterMs)}`,
          step,
          what,
          says,
        ]),
      ),
    ),
    ...whatNext(receipt),
  ].join('\n');
}

function facts(
  receipt: Receipt,
  lead: Lead | undefined,
  nowMs: number,
): [string, string | undefined][] {
  const { source, receivedAt, known, market, owner, contact, campaign, joins } = receipt;
  const age = durationInWords(nowMs - Date.parse(receivedAt));
  return [
    ['Reason', receipt.reason],
    ['Person', lead && personInWords(lead)],
    ['Source', source],
    ['Campaign', campaign],
    ['Received', `${receivedAt}, ${age} ago`],
    ['Market', market && `${market.title}${market.fallback ? ' (the fallback)' : ''}`],
    ['Owner', owner && `${owner.name} <${owner.email}>`],
    ['Why', receipt.because],
    ['Contact', contact && contactInWords(contact, known)],
    ['Joins', joins && `lead ${joins} of the same person`],
    ['Told sales', optionally(receipt.alertedAfterMs, 'after ')],
    ['Complete', optionally(receipt.completedAfterMs, 'after ')],
  ];
}

function personInWords({ person }: Lead): string {
  const { fullName, email, phone, company, country } = person;
  return [
    fullName,
    email && `<${email.original}>`,
    phone && (phone.e164 ?? phone.original),
    company,
    country,
  ]
    .filter(Boolean)
    .join(' · ');
}

function contactInWords({ contactId, url }: { contactId: string; url?: string }, known?: boolean) {
  const state = known ? 'known before' : 'new';
  return [contactId, `(${state})`, url].filter(Boolean).join(' ');
}

function section(title: string, entries: unknown[], body: () => string): string[] {
  return entries.length === 0 ? [] : ['', heading(title), indented(body())];
}

function whatNext({ leadId, deadLetters, status }: Receipt): string[] {
  if (status === 'quarantined') {
    return ['', `Next: \`leadline quarantine show ${leadId}\`, then release or discard it.`];
  }
  if (deadLetters.length === 0) return [];
  return [
    ...section('Dead letters', deadLetters, () =>
      table(
        ['Step', 'Class', 'What the system said', 'What to do'],
        deadLetters.map(({ step, errorClass, words, advice }) => [step, errorClass, words, advice]),
      ),
    ),
    '',
    `Next: \`leadline dead show ${leadId}\` says more, \`leadline dead replay ${leadId}\` runs it again.`,
  ];
}

function optionally(ms: number | undefined, before = ''): string | undefined {
  return ms === undefined ? undefined : `${before}${durationInWords(ms)}`;
}
