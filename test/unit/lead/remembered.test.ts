import { describe, expect, it } from '@jest/globals';
import { remembered } from '../../../src/lead/remembered.ts';

function counting() {
  const asked: string[] = [];
  const read = remembered((text) => {
    asked.push(text);
    return text === '' ? undefined : text.length;
  });
  return { asked, read };
}

describe('A remembered reading', () => {
  it('is made once for a name, also where it came to nothing', () => {
    const { asked, read } = counting();
    expect([read('email'), read('email'), read(''), read('')]).toEqual([
      5,
      5,
      undefined,
      undefined,
    ]);
    expect(asked).toEqual(['email', '']);
  });

  it('is made anew for what is too long to be a name', () => {
    const { asked, read } = counting();
    const long = 'x'.repeat(129);
    expect([read(long), read(long)]).toEqual([129, 129]);
    expect(asked).toHaveLength(2);
  });

  it('is kept for names in use, however many others come by', () => {
    const { asked, read } = counting();
    for (let other = 0; other < 20_000; other += 1) {
      read('email');
      read(`made-up-${other}`);
    }
    expect(asked.filter((text) => text === 'email')).toHaveLength(1);
  });

  it('is forgotten when it was not asked for in a long time', () => {
    const { asked, read } = counting();
    read('email');
    for (let other = 0; other < 20_000; other += 1) read(`made-up-${other}`);
    read('email');
    expect(asked.filter((text) => text === 'email')).toHaveLength(2);
  });
});
