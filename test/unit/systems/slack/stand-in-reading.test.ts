import { describe, expect, it } from '@jest/globals';
import { checkBlocks } from '../../../../src/sandbox/slack/block-checker.ts';
import { mrkdwnEffects } from '../../../../src/sandbox/slack/mrkdwn-effects.ts';

/** The measuring tools of the other tests, measured. */
describe('what the stand-in finds in a text', () => {
  const all = { names: true, urls: true, format: true };
  it.each([
    ['<!channel>', 'broadcast', 'channel'],
    ['<@U123>', 'user', 'U123'],
    ['<!subteam^S1|sales>', 'usergroup', 'S1'],
    ['<#C1|general>', 'channel', 'C1'],
    ['<https://evil.example|HubSpot>', 'link', 'https://evil.example'],
    ['<mailto:a@b.example|x>', 'link', 'mailto:a@b.example'],
    ['hi @here', 'broadcast', 'here'],
    ['hi @everyone!', 'broadcast', 'everyone'],
    ['see #general', 'channel', 'general'],
    ['https://evil.example/x', 'link', 'https://evil.example/x'],
    ['go to evil.com now', 'link', 'evil.com'],
    ['*bold*', 'format', 'bold'],
    ['_so_', 'format', 'italic'],
    ['~no~', 'format', 'struck'],
    ['`x`', 'format', 'code'],
    ['a\n&gt; said', 'format', 'quote'],
    [':tada:', 'emoji', 'tada'],
  ])('%s is a %s', (text, kind, value) => {
    expect(mrkdwnEffects(text, '/text', all)).toContainEqual({
      kind,
      value,
      at: '/text',
      structural: false,
    });
  });

  it('finds a link hidden in a date', () => {
    const found = mrkdwnEffects('<!date^1^{time}^https://evil.example|x>', '/text', {});
    expect(found.map(({ kind }) => kind)).toEqual(['date', 'link']);
  });

  it.each([
    '&lt;!channel&gt;',
    '&amp;lt;!channel&amp;gt;',
    'snake_case_name',
    'a * b',
    '10 &gt; 9',
  ])('finds nothing in %s', (text) => {
    expect(mrkdwnEffects(text, '/text', { format: true })).toEqual([]);
  });

  it('reads names and addresses only where Slack would', () => {
    expect(mrkdwnEffects('@here https://a.example', '/text', { format: true })).toEqual([]);
  });
});

const text = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const first = (block: unknown) => checkBlocks([block]).problems[0];

describe('the stand-in’s block checker', () => {
  it.each([
    ['a text of 3,000 in a section', { type: 'section', text: text(3_000) }],
    ['a header of 150', { type: 'header', text: text(150) }],
    [
      'ten fields of 2,000',
      { type: 'section', fields: Array.from({ length: 10 }, () => text(2_000)) },
    ],
    ['a divider', { type: 'divider' }],
  ])('takes %s', (_, block) => {
    expect(checkBlocks([block]).problems).toEqual([]);
  });

  it.each([
    [
      { type: 'section', text: text(3_001) },
      'must be less than 3001 characters',
      '/blocks/0/text/text',
    ],
    [
      { type: 'header', text: text(151) },
      'must be less than 151 characters',
      '/blocks/0/text/text',
    ],
    [
      { type: 'section', fields: [text(0)] },
      'must be more than 0 characters',
      '/blocks/0/fields/0/text',
    ],
    [{ type: 'section' }, 'missing required field: text or fields', '/blocks/0'],
    [{ type: 'header' }, 'missing required field: text', '/blocks/0/text'],
    [
      { type: 'header', text: { type: 'mrkdwn', text: 'x' } },
      'unsupported type: mrkdwn',
      '/blocks/0/text/type',
    ],
    [{ type: 'poem' }, 'unsupported type: poem', '/blocks/0/type'],
    [{ type: 'divider', colour: 'red' }, 'invalid additional property: colour', '/blocks/0'],
    [
      { type: 'context', elements: Array.from({ length: 11 }, () => text(1)) },
      'no more than 10 items allowed',
      '/blocks/0/elements',
    ],
    [
      { type: 'actions', elements: [{ type: 'button', text: text(76) }] },
      'must be less than 76 characters',
      '/blocks/0/elements/0/text/text',
    ],
    [
      { type: 'actions', elements: [{ type: 'button', text: text(1), value: 'x'.repeat(2_001) }] },
      'must be less than 2001 characters',
      '/blocks/0/elements/0/value',
    ],
  ])('does not take %j', (block, message, pointer) => {
    expect(first(block)).toEqual({ message, pointer });
  });

  it('counts plain text as it is after escaping', () => {
    expect(first({ type: 'header', text: { type: 'plain_text', text: '&'.repeat(31) } })).toEqual({
      message: 'must be less than 151 characters',
      pointer: '/blocks/0/text/text',
    });
  });

  it('takes 50 blocks and not one more', () => {
    const blocks = Array.from({ length: 50 }, () => ({ type: 'divider' }));
    expect(checkBlocks(blocks).problems).toEqual([]);
    expect(checkBlocks([...blocks, { type: 'divider' }]).problems[0]?.message).toBe(
      'no more than 50 items allowed',
    );
  });

  it('wants ids to be unique within a message', () => {
    const block = { type: 'divider', block_id: 'same' };
    expect(checkBlocks([block, block]).problems).toEqual([
      { message: 'block_id must be unique', pointer: '/blocks/1/block_id' },
    ]);
  });
});
