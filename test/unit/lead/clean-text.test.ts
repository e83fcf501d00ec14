import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { capText, cleanLine, cleanParagraphs } from '../../../src/lead/clean-text.ts';

/** Text with everything that people and programs can put into it, halves of characters included. */
const anyText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .chain((text) =>
    fc
      .array(
        fc.constantFrom('\u200D', '\u200B', '\uFE0F', '\uD800', '\u0301', 'e', '👩', ' ', '\r\n'),
      )
      .map((parts) => text + parts.join('')),
  );

describe('cleaned text', () => {
  it('has no control, direction and zero-width characters', () => {
    expect(cleanLine('a\u0000b\u001B[31m \u202Ec\u200Bd\uFEFF')).toBe('ab[31m cd');
    expect(cleanLine(`Ada\u{E0041}\u00AD`)).toBe('Ada');
  });

  it('is well-formed and composed', () => {
    expect(cleanLine('\uD800x')).toBe('\uFFFDx');
    expect(cleanLine('Jose\u0301')).toBe('José');
  });

  it('of one line has single spaces, of several keeps breaks and tabs', () => {
    expect(cleanLine(' a\r\n\tb\u00A0 c ')).toBe('a b c');
    expect(cleanParagraphs(' a\r\nb\rc\u2028d\te ')).toBe('a\nb\nc\nd\te');
  });

  it('keeps emoji and the joiners that spelling needs', () => {
    expect(cleanLine('👩‍💻 ❤️‍🔥')).toBe('👩‍💻 ❤️‍🔥');
    expect(cleanLine('می‌خواهم')).toBe('می‌خواهم');
    expect(cleanLine('pay\u200Dpal')).toBe('paypal');
  });

  it('does not change when it is cleaned again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text));
        expect(cleanParagraphs(cleanParagraphs(text))).toBe(cleanParagraphs(text));
        expect(cleanLine(text)).not.toMatch(/[\p{Cs}\p{Cc}]/u);
      }),
    );
  });

  it('is cut between characters', () => {
    expect(capText('a😀b', 2)).toEqual({ text: 'a', truncated: true });
    expect(capText('a😀', 3)).toEqual({ text: 'a😀', truncated: false });
  });
});
