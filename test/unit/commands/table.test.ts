import { describe, expect, it } from '@jest/globals';
import { indented, pairs, table } from '../../../src/commands/table.ts';

describe('a table', () => {
  it('aligns columns under their heads and shows what is missing', () => {
    expect(
      table(
        ['Lead', 'Owner'],
        [
          ['1', 'Ada'],
          ['1000', undefined],
        ],
      ),
    ).toBe('Lead  Owner\n1     Ada\n1000  -');
  });

  it('counts what people see: accents, emoji and flags are one character wide each', () => {
    const lines = table(
      ['Name', 'x'],
      [
        ['José', 'x'],
        ['🇧🇷', 'x'],
      ],
    ).split('\n');
    expect(lines).toEqual(['Name  x', 'José  x', '🇧🇷     x']);
  });

  it('stays on its lines and off the terminal, whatever a lead contains', () => {
    expect(table(['Said'], [['one\ntwo \u001B[31mred \u202Eesrever']])).toBe(
      'Said\none two  [31mred  esrever',
    );
    expect(pairs([['Message', 'one\r\ntwo']])).toBe('Message  one two');
  });

  it('leaves out pairs without a value', () => {
    expect(
      pairs([
        ['Owner', 'Ada'],
        ['Market', undefined],
        ['Task', 7],
      ]),
    ).toBe('Owner  Ada\nTask   7');
  });

  it('indents lines, but no empty ones', () => {
    expect(indented('a\n\nb')).toBe('  a\n\n  b');
  });
});
