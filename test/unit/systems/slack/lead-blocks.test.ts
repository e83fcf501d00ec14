import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  BLOCK_CHARACTERS_MAX,
  charactersIn,
  checkBlocks,
} from '../../../../src/sandbox/slack/block-checker.ts';
import { messageEffects } from '../../../../src/sandbox/slack/message-effects.ts';
import { leadMessage } from '../../../../src/systems/slack/lead-blocks.ts';
import type { LeadAlert } from '../../../../src/workflow/ports.ts';

const CRM = 'https://app.crm.example/contacts/1?a=1&b=2';

const jane: LeadAlert = {
  leadId: '019ab3c4-0000-7000-8000-00000000000a',
  marketTitle: 'DACH',
  person: {
    name: 'Jane Doe',
    company: 'Acme & Co',
    email: 'jane@acme.example',
    phone: '+4930123456',
    country: 'DE',
    jobTitle: 'Head of IT',
  },
  known: false,
  message: 'Could you call me?\nAbout 40 seats.',
  owner: { name: 'Ada', slackId: 'U012AB3CD' },
  ownerReason: "Ada's turn in pool dach",
  campaign: 'google / cpc · brand-q4',
  sourceTitle: 'Contact form',
  crmUrl: CRM,
  receivedAt: Date.UTC(2026, 10, 20, 14, 5),
  details: [['Interest', 'demo <!here>']],
  remarks: ['phone could not be read'],
};

/** As the sender's arguments have Slack read the top-level text: parse=none, link_names off. */
const READING = { format: true };

function effectsOf(alert: LeadAlert, inThread = false) {
  const message = leadMessage(alert, { inThread });
  const { blocks, problems } = checkBlocks(JSON.parse(JSON.stringify(message.blocks)));
  const inFull = messageEffects({ text: message.textInFull, blocks: [], reading: READING });
  return {
    problems,
    characters: charactersIn(blocks),
    rich: messageEffects({ text: message.text, blocks, reading: READING }),
    inFull,
    message,
  };
}

const OURS = [
  ['user', 'U012AB3CD'],
  ['date', 'Received {ago}, {date_short_pretty} at {time}'],
  ['button', CRM],
];
const OURS_IN_FULL = [
  ['user', 'U012AB3CD'],
  ['link', CRM.replace('&', '&amp;')],
];
const pairs = (effects: { kind: string; value: string }[]) =>
  effects.map(({ kind, value }) => [kind, value]);

describe('the alert that sales get', () => {
  it('says who, whose, what they asked, how to reach them and where they came from', () => {
    const { message } = effectsOf(jane);
    const text = JSON.stringify(message.blocks);
    for (const part of [
      'New lead: Jane Doe (Acme & Co)',
      'DACH · ',
      "Ada's turn in pool dach",
      'Could you call me?\\nAbout 40 seats.',
      'E-mail: jane@acme.example',
      'Phone: +4930123456',
      'Job title: Head of IT',
      'Contact: new in the CRM',
      'Campaign: google / cpc · brand-q4',
      'Source: Contact form',
      'Note: phone could not be read',
      'Received 14:05 UTC',
    ]) {
      expect(text).toContain(part);
    }
    expect(message.text).toBe('New lead: Jane Doe (Acme &amp; Co) · DACH · for Ada');
  });

  it.each([
    [{ byClaim: true }, { name: 'Ada' }, 'Claimed by Ada'],
    [{ byClaim: false }, { name: 'Ada' }, 'Nobody claimed it: Ada has it'],
    [{ byClaim: false }, undefined, 'Nobody claimed it: nobody has it yet'],
  ])('says what became of the time to claim it: %j', (ended, owner, words) => {
    const at = Date.UTC(2026, 10, 20, 14, 30);
    const { owner: _before, ...rest } = jane;
    const { message, problems } = effectsOf({
      ...{ ...rest, claimEnded: { at, ...ended } },
      ...(owner && { owner }),
    });
    expect(problems).toEqual([]);
    const ids = message.blocks.map((block) => block.block_id);
    expect(ids.slice(-2)).toEqual(['claimed', 'actions']);
    const text = JSON.stringify(message.blocks);
    expect(text).toContain(`"${words}"`);
    expect(text).toContain('14:30 UTC');
    expect(text).not.toContain('lead_claim');
  });

  it('says when the contact is known', () => {
    const { message } = effectsOf({ ...jane, known: true });
    expect(JSON.stringify(message.blocks)).toContain('Known contact: Jane Doe');
  });

  it('names an owner without a member id, and says when nobody has the lead', () => {
    const named = effectsOf({ ...jane, owner: { name: 'Bob' } });
    expect(JSON.stringify(named.message.blocks)).toContain('"Bob"');
    expect(pairs(named.rich)).toEqual(OURS.slice(1));
    const { owner: _, ...ownerless } = jane;
    expect(JSON.stringify(effectsOf(ownerless).message.blocks)).toContain('nobody has it yet');
  });

  it('does not mention anything that is no member id', () => {
    const everybody = { name: 'Ada', slackId: '!channel' };
    expect(pairs(effectsOf({ ...jane, owner: everybody }).rich)).toEqual(OURS.slice(1));
  });

  it('marks what may still change', () => {
    const { message } = effectsOf({ ...jane, provisional: 'HubSpot has not answered yet' });
    expect(JSON.stringify(message.blocks)).toContain('Provisional: ');
    expect(message.textInFull).toContain('Provisional: HubSpot has not answered yet');
  });

  it('is short in a thread', () => {
    const { message, problems } = effectsOf({ ...jane, linkedToLeadId: jane.leadId }, true);
    expect(problems).toEqual([]);
    expect(JSON.stringify(message.blocks)).toContain('Another request from Jane Doe');
    expect(JSON.stringify(message.blocks)).not.toContain('E-mail');
  });

  it('stands with nothing but an id', () => {
    const bare: LeadAlert = {
      leadId: jane.leadId,
      marketTitle: '',
      person: { name: '' },
      known: false,
      ownerReason: '',
      sourceTitle: '',
      receivedAt: 0,
      details: [],
      remarks: [''],
    };
    expect(effectsOf(bare).problems).toEqual([]);
    expect(effectsOf(bare).message.text).toContain('Name unknown');
  });

  it('shows five remarks and counts the rest', () => {
    const remarks = Array.from({ length: 12 }, (_, index) => `remark ${index}`);
    const text = JSON.stringify(effectsOf({ ...jane, remarks }).message.blocks);
    expect(text).toContain('remark 4');
    expect(text).not.toContain('remark 5');
    expect(text).toContain('and 7 more in the receipt');
  });

  it('has no button for a link that is no web address', () => {
    // oxlint-disable-next-line no-script-url -- what is refused
    for (const crmUrl of [
      'javascript:alert(1)',
      'not a url',
      `https://a.example/${'x'.repeat(3_000)}`,
    ]) {
      expect(pairs(effectsOf({ ...jane, crmUrl }).rich)).toEqual(OURS.slice(0, 2));
    }
  });
});

describe('a lead that wants to do more than be read', () => {
  it('pings, links and formats nothing', () => {
    const { rich, inFull, problems } = effectsOf({
      ...jane,
      person: {
        name: '<!channel> <https://evil.example|Click here>',
        company: '*bold* `x` &lt;',
        email: 'a@example.com',
      },
      message: '<@U123> @here :tada: _so_ ~it~ goes\n> quote\n```code```',
      campaign: '<!date^1^x^https://evil.example|y>',
      remarks: ['<!subteam^S1> #general'],
    });
    expect(problems).toEqual([]);
    expect(pairs(rich)).toEqual(OURS);
    expect(pairs(inFull)).toEqual(OURS_IN_FULL);
  });

  it('cannot turn its text around or hide in it', () => {
    const { message } = effectsOf({
      ...jane,
      person: { name: 'Alice \u202Egpj.exe', company: 'a\u200Bcme', email: 'a@exam\u0440le.com' },
    });
    expect(message.text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    expect(JSON.stringify(message.blocks)).toContain('New lead: Alice gpj.exe (acme)');
  });

  it('cannot fake a line of ours', () => {
    const message = 'hello\nOwner: Mallory\u2028CRM: https://evil.example';
    const { textInFull } = effectsOf({ ...jane, message }).message;
    expect(textInFull.split('\n').filter((line) => line.startsWith('Owner:'))).toHaveLength(1);
    expect(textInFull.split('\n').filter((line) => line.startsWith('CRM:'))).toHaveLength(1);
  });

  it('keeps joined emoji and the joiners that scripts need', () => {
    const name = 'Zoë 👩‍💻 نمی‌خواهم';
    expect(JSON.stringify(effectsOf({ ...jane, person: { name } }).message.blocks)).toContain(name);
  });
});

describe('any lead at all', () => {
  // biome-ignore format: a list of small strings
  const nasty = fc.constantFrom(
    '<', '>', '&', '|', '!', '@', '#', '*', '_', '~', '`', ':', '\n', '\r\n', '\u2028', '\uD800',
    '\uDC00', '\u0000', '\u202E', '\u200B', '\u{1F469}\u200D\u{1F4BB}', ' ', '<!channel>', '<!here>',
    '<@U123ABC>', '<https://evil.example|x>', '<#C1>', '@here', '@everyone', '#general', ':tada:',
    'https://evil.example', '*b*', '_i_', '~s~', '`c`', '&gt; q', '&lt;!channel&gt;', '> q',
  );
  const words = fc.oneof(
    fc
      .array(fc.oneof(nasty, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
    fc.tuple(nasty, fc.nat(5_000)).map(([part, times]) => part.repeat(times)),
  );
  const maybe = fc.option(words, { nil: undefined });
  const anyAlert = fc.record({
    marketTitle: words,
    ownerReason: words,
    sourceTitle: words,
    known: fc.boolean(),
    name: words,
    company: maybe,
    email: maybe,
    phone: maybe,
    country: maybe,
    jobTitle: maybe,
    message: maybe,
    campaign: maybe,
    provisional: maybe,
    ownerName: words,
    remarks: fc.array(words, { maxLength: 12 }),
    inThread: fc.boolean(),
  });

  it('fits into Slack’s limits and does nothing but what we asked for', () => {
    fc.assert(
      fc.property(anyAlert, (given) => {
        const { inThread, ownerName, name, company, email, phone, country, jobTitle, ...rest } =
          given;
        const person = defined({ name, company, email, phone, country, jobTitle });
        const alert = {
          ...jane,
          ...defined(rest),
          person: { ...person, name },
          owner: { name: ownerName, slackId: 'U012AB3CD' },
        } as LeadAlert;
        const { problems, rich, inFull, message, characters } = effectsOf(alert, inThread);
        expect(problems).toEqual([]);
        expect(pairs(rich)).toEqual(OURS);
        expect(pairs(inFull)).toEqual(OURS_IN_FULL);
        expect(characters).toBeLessThan(BLOCK_CHARACTERS_MAX);
        expect(message.text.length).toBeLessThan(4_000);
        expect(() => encodeURIComponent(message.text + message.textInFull)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

function defined<Value extends object>(value: Value): Partial<Value> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as Partial<Value>;
}
