import type { ChatPostMessageArguments } from '@slack/web-api';

/** Block Kit's types, out of what chat.postMessage takes: the SDK does not export them itself. */
type SentBlock = Extract<ChatPostMessageArguments, { blocks: unknown }>['blocks'][number];

type BlockOf<Type extends string> = Extract<SentBlock, { type: Type }>;

export type RichTextBlock = BlockOf<'rich_text'>;
export type ContextBlock = BlockOf<'context'>;
export type ActionsBlock = BlockOf<'actions'>;
export type MessageBlock =
  | RichTextBlock
  | ContextBlock
  | ActionsBlock
  | BlockOf<'header'>
  | BlockOf<'section'>;

export type RichTextRun = Extract<
  RichTextBlock['elements'][number],
  { type: 'rich_text_section' }
>['elements'][number];
