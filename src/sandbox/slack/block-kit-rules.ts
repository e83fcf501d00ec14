import { z } from 'zod';

/**
 * The part of Block Kit that a message of ours could use, with Slack's documented limits
 * (docs.slack.dev/reference/block-kit and the comments of @slack/types 3.2). Deliberately strict:
 * what is not listed here is refused, so that a mistake shows in a test and not in a channel.
 */

/** Slack counts characters after escaping, so that `&` in plain text counts as five. */
function escapedLength(text: string): number {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').length;
}

type Measure = (text: string) => number;
const plainLength: Measure = (text) => text.length;

function limited(max: number, min = 1, measure: Measure = plainLength) {
  return z.string().superRefine((text, context) => {
    const length = measure(text);
    if (length < min) say(context, `must be more than ${min - 1} characters`);
    if (length > max) say(context, `must be less than ${max + 1} characters`);
  });
}

function say(context: z.RefinementCtx, message: string, path: (string | number)[] = []): void {
  context.addIssue({ code: 'custom', message, path });
}

const plainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: limited(max, 1, escapedLength),
    emoji: z.boolean().optional(),
  });

const mrkdwnText = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: limited(max),
    verbatim: z.boolean().optional(),
  });

const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwnText(max)]);

const url = limited(3000).refine((value) => /^(https?|slack|mailto|tel):/i.test(value), {
  message: 'invalid url',
});
const id = limited(255);
const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const option = z.strictObject({
  text: anyText(75),
  value: limited(150),
  description: plainText(75).optional(),
  url: url.optional(),
});

const image = z.strictObject({
  type: z.literal('image'),
  image_url: url,
  alt_text: limited(2000),
});

const button = z.strictObject({
  type: z.literal('button'),
  action_id: id.optional(),
  text: plainText(75),
  value: limited(2000).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: limited(75).optional(),
});

const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: id.optional(),
  placeholder: plainText(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  confirm: confirm.optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id.optional(),
  placeholder: plainText(150).optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
});

/* ── rich text ─────────────────────────────────────────────────────────────────────────────── */

const style = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
});
const styled = { style: style.optional() };

const run = z.discriminatedUnion('type', [
  // No limit is documented for a run; a section's is taken, to be safe.
  z.strictObject({ type: z.literal('text'), text: limited(3000, 1, escapedLength), ...styled }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW]\w+$/), ...styled }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), ...styled }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), ...styled }),
  z.strictObject({
    type: z.literal('broadcast'),
    range: z.enum(['here', 'channel', 'everyone']),
    ...styled,
  }),
  z.strictObject({ type: z.literal('link'), url, text: z.string().optional(), ...styled }),
  z.strictObject({ type: z.literal('emoji'), name: z.string().min(1), ...styled }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: z.string().min(1),
    fallback: z.string().optional(),
    url: url.optional(),
    ...styled,
  }),
]);

const richSection = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(run).min(1),
});
const bordered = { border: z.union([z.literal(0), z.literal(1)]).optional() };
const richElement = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_quote'),
    elements: z.array(run).min(1),
    ...bordered,
  }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(run).min(1),
    ...bordered,
  }),
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection).min(1),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    ...bordered,
  }),
]);

/* ── blocks ────────────────────────────────────────────────────────────────────────────────── */

const named = { block_id: id.optional() };
const control = z.discriminatedUnion('type', [button, staticSelect, overflow]);

const section = z
  .strictObject({
    type: z.literal('section'),
    ...named,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, staticSelect, overflow, image]).optional(),
    expand: z.boolean().optional(),
  })
  .superRefine((block, context) => {
    if (!block.text && !block.fields) say(context, 'missing required field: text or fields');
  });

export const blockSchema = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), ...named, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), ...named }),
  z.strictObject({
    type: z.literal('context'),
    ...named,
    elements: z
      .array(z.discriminatedUnion('type', [plainText(3000), mrkdwnText(3000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    ...named,
    elements: z.array(control).min(1).max(25),
  }),
  z.strictObject({
    type: z.literal('image'),
    ...named,
    image_url: url,
    alt_text: limited(2000),
    title: plainText(2000).optional(),
  }),
  z.strictObject({ type: z.literal('rich_text'), ...named, elements: z.array(richElement).min(1) }),
  z.strictObject({ type: z.literal('markdown'), ...named, text: limited(12_000) }),
  z.strictObject({
    type: z.literal('input'),
    ...named,
    label: plainText(2000),
    element: z.discriminatedUnion('type', [plainTextInput, staticSelect]),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
  }),
]);

export const viewSchema = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plainText(24).optional(),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  private_metadata: z.string().max(3000).optional(),
  callback_id: id.optional(),
  notify_on_close: z.boolean().optional(),
  blocks: z.array(blockSchema).max(100),
});

export type Block = z.infer<typeof blockSchema>;
