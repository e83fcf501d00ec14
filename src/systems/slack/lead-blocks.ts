import type { LeadAlert } from '../../workflow/ports.ts';
import { claimWords, clockUtc, crmLink, headlineOf, mentionId, ownerName } from './alert-words.ts';
import type {
  ActionsBlock,
  ContextBlock,
  MessageBlock,
  RichTextBlock,
  RichTextRun,
} from './block-types.ts';
import { leadText, leadTextInFull } from './lead-text.ts';
import { oneLine, severalLines } from './slack-text.ts';

/**
 * An alert as Slack takes it, made to be read on a phone: who, whose, what they asked, how to
 * reach them, where they came from.
 *
 * The lead's words stand in `plain_text` and in rich-text runs only, which Slack never parses. The
 * owner's mention and the CRM link come from our own side. With all limits used up the blocks
 * carry less than 8,000 characters; Slack refuses somewhere above 11,000.
 */
export type LeadMessage = {
  /** For notifications and screen readers. */
  text: string;
  /** Everything that matters, for when Slack will not take the blocks. */
  textInFull: string;
  blocks: MessageBlock[];
  metadata: { event_type: string; event_payload: { lead_id: string } };
};

/** By this event type and its lead id a message is found again. No personal data: all members can read it. */
export const LEAD_EVENT = 'lead_routed';

/** The actions that Slack reports back; a link button reports too, and only wants a 200. */
const OPEN_IN_CRM = 'lead_open_crm';
export const CLAIM = 'lead_claim';

const REMARKS_SHOWN = 5;

export function leadMessage(alert: LeadAlert, options: { inThread: boolean }): LeadMessage {
  const blocks: (MessageBlock | undefined)[] = [
    headline(alert, options.inThread),
    ownerLine(alert),
    alert.provisional ? provisionalLine(alert.provisional) : undefined,
    ...(alert.correction
      ? [details(alert, options.inThread)]
      : [asked(alert), details(alert, options.inThread), remarks(alert), arrival(alert)]),
    claimEnd(alert),
    buttons(alert),
  ];
  return {
    text: leadText(alert, options.inThread),
    textInFull: leadTextInFull(alert, options.inThread),
    blocks: blocks.filter((block) => block !== undefined),
    metadata: { event_type: LEAD_EVENT, event_payload: { lead_id: alert.leadId } },
  };
}

/** In a thread the big headline would shout down the first alert. */
function headline(alert: LeadAlert, inThread: boolean): MessageBlock {
  const text = headlineOf(alert, inThread);
  if (inThread) return rich('who', [{ type: 'text', text, style: { bold: true } }]);
  return { type: 'header', block_id: 'who', text: plain(text, 150) };
}

function ownerLine(alert: LeadAlert): MessageBlock {
  const market: RichTextRun = {
    type: 'text',
    text: `${oneLine(alert.marketTitle, 100) || 'No market'} · `,
    style: { bold: true },
  };
  const reason = oneLine(alert.ownerReason, 300);
  const because: RichTextRun[] = reason ? [{ type: 'text', text: `\n${reason}` }] : [];
  const slackId = mentionId(alert.owner);
  if (slackId) return rich('owner', [market, { type: 'user', user_id: slackId }, ...because]);
  const name: RichTextRun = { type: 'text', text: ownerName(alert) };
  return rich('owner', [market, name, ...because]);
}

function provisionalLine(words: string): MessageBlock {
  const text = oneLine(words, 300) || 'the CRM could not be asked yet.';
  return rich('provisional', [
    { type: 'text', text: 'Provisional: ', style: { bold: true } },
    { type: 'text', text },
  ]);
}

/** A quote, so that whatever the lead wrote cannot pass for one of our own lines. */
function asked(alert: LeadAlert): RichTextBlock | undefined {
  const text = severalLines(alert.message ?? '', 1_500);
  if (!text) return undefined;
  const quote: RichTextRun[] = [{ type: 'text', text }];
  return {
    type: 'rich_text',
    block_id: 'asked',
    elements: [{ type: 'rich_text_quote', elements: quote }],
  };
}

/** Two columns on a desk, one below the other on a phone. A thread has most of it above already. */
function details(alert: LeadAlert, inThread: boolean): MessageBlock | undefined {
  const { person } = alert;
  const always: [string, string | undefined][] = [
    ['Campaign', alert.campaign],
    ['Source', alert.sourceTitle],
  ];
  const contact: [string, string] = ['Contact', inCrm(alert)];
  const entries: [string, string | undefined][] = [
    ['E-mail', person.email],
    ['Phone', person.phone],
    ['Job title', person.jobTitle],
    ['Country', person.country],
    contact,
    ...always,
    ...alert.details,
  ];
  const answer = alert.correction ? [contact] : always;
  const fields = (inThread ? answer : entries)
    .map(([label, value]) => ({ label, value: oneLine(value ?? '', 300) }))
    .filter(({ value }) => value !== '')
    .map(({ label, value }) => plain(`${label}: ${value}`, 340));
  return fields.length > 0 ? { type: 'section', block_id: 'details', fields } : undefined;
}

function inCrm({ known, provisional }: LeadAlert): string {
  if (known) return 'known in the CRM';
  return provisional ? 'the CRM was not asked yet' : 'new in the CRM';
}

function remarks(alert: LeadAlert): ContextBlock | undefined {
  const all = alert.remarks.map((remark) => oneLine(remark, 200)).filter((remark) => remark !== '');
  if (all.length === 0) return undefined;
  const shown = all.slice(0, REMARKS_SHOWN).map((remark) => plain(`Note: ${remark}`, 220));
  const hidden = all.length - shown.length;
  const more = hidden > 0 ? [plain(`and ${hidden} more in the receipt`, 60)] : [];
  return { type: 'context', block_id: 'remarks', elements: [...shown, ...more] };
}

/** Slack counts how long ago, and writes the time in each reader's own time zone. */
function arrival(alert: LeadAlert): RichTextBlock {
  const date: RichTextRun = {
    type: 'date',
    timestamp: Math.floor(alert.receivedAt / 1_000),
    format: 'Received {ago}, {date_short_pretty} at {time}',
    fallback: `Received ${clockUtc(alert.receivedAt)} UTC`,
  };
  return rich('arrival', [date]);
}

/** Where the button to claim it was. */
function claimEnd(alert: LeadAlert): RichTextBlock | undefined {
  if (!alert.claimEnded) return undefined;
  const { at } = alert.claimEnded;
  return rich('claimed', [
    { type: 'text', text: claimWords(alert, alert.claimEnded), style: { bold: true } },
    { type: 'text', text: ' · ' },
    {
      type: 'date',
      timestamp: Math.floor(at / 1_000),
      format: '{date_short_pretty} at {time}',
      fallback: `${clockUtc(at)} UTC`,
    },
  ]);
}

function buttons(alert: LeadAlert): ActionsBlock | undefined {
  const elements: ActionsBlock['elements'] = [];
  if (alert.claimable === true) {
    const value = JSON.stringify({ v: 1, lead: alert.leadId });
    const text = plain('Claim', 75);
    elements.push({ type: 'button', action_id: CLAIM, style: 'primary', text, value });
  }
  const url = crmLink(alert);
  if (url) {
    elements.push({
      type: 'button',
      action_id: OPEN_IN_CRM,
      text: plain('Open in the CRM', 75),
      url,
    });
  }
  return elements.length > 0 ? { type: 'actions', block_id: 'actions', elements } : undefined;
}

function plain(text: string, max: number): { type: 'plain_text'; text: string; emoji: false } {
  return { type: 'plain_text', text: oneLine(text, max), emoji: false };
}

function rich(blockId: string, elements: RichTextRun[]): RichTextBlock {
  return {
    type: 'rich_text',
    block_id: blockId,
    elements: [{ type: 'rich_text_section', elements }],
  };
}
