import { describe, expect, it } from '@jest/globals';
import { readPersonName } from '../../../src/lead/person-name.ts';

describe('a full name', () => {
  it.each([
    ['Ada Lovelace', 'Ada', 'Lovelace'],
    ['Vincent van Gogh', 'Vincent', 'van Gogh'],
    ['Ursula von der Leyen', 'Ursula', 'von der Leyen'],
    ['Juan de la Cruz', 'Juan', 'de la Cruz'],
    ['Martin Luther King Jr.', 'Martin Luther', 'King Jr.'],
    ['Dr. Ada Lovelace', 'Ada', 'Lovelace'],
    ['ADA LOVELACE', 'Ada', 'Lovelace'],
    ["sean o'neil-smith", 'Sean', "O'Neil-Smith"],
    ['ludwig van beethoven', 'Ludwig', 'van Beethoven'],
    ['Ada', 'Ada', undefined],
  ])('%s', (full, firstName, lastName) => {
    expect(readPersonName({ full }).name).toMatchObject(
      lastName === undefined ? { firstName } : { firstName, lastName },
    );
  });

  it('in Chinese, Japanese or Korean is never split', () => {
    for (const full of ['山田 太郎', '王小明', '김 민수']) {
      expect(readPersonName({ full }).name).toEqual({ fullName: full });
    }
  });

  it('with a comma is not split either', () => {
    expect(readPersonName({ full: 'Lovelace, Ada' }).name).toEqual({ fullName: 'Lovelace, Ada' });
  });

  it('keeps its casing where that says something', () => {
    expect(readPersonName({ full: 'Jean DUPONT' }).name.fullName).toBe('Jean DUPONT');
    expect(readPersonName({ full: 'MÜLLER' }).name.fullName).toBe('MÜLLER');
    expect(readPersonName({ full: 'bell hooks McX' }).name.fullName).toBe('bell hooks McX');
  });

  it('loses links and addresses, with a remark', () => {
    const { name, remarks } = readPersonName({ full: 'Win money https://evil.example/x now' });
    expect(name.fullName).toBe('Win money now');
    expect(remarks.map(({ code }) => code)).toEqual(['link_in_name']);
  });

  it('loses control, direction and zero-width characters', () => {
    expect(readPersonName({ full: 'Ada\u202Egpj.exe\u0000 Love\u200Blace' }).name.fullName).toBe(
      'Adagpj.exe Lovelace',
    );
  });

  it('is read in no time however long it is', () => {
    expect(readPersonName({ full: 'a'.repeat(200_000) }).name.fullName?.length).toBe(300);
  });
});

describe('a name in parts', () => {
  it('is put together', () => {
    expect(readPersonName({ first: 'Ada', last: "O'Neil & Söhne" }).name.fullName).toBe(
      "Ada O'Neil & Söhne",
    );
    expect(readPersonName({ first: '太郎', last: '山田' }).name.fullName).toBe('山田太郎');
    expect(readPersonName({ last: 'Lovelace' }).name).toEqual({
      lastName: 'Lovelace',
      fullName: 'Lovelace',
    });
  });

  it('takes "Name" beside "Vorname" for the last name', () => {
    expect(readPersonName({ full: 'Schmidt', first: 'Eva' }).name).toEqual({
      firstName: 'Eva',
      lastName: 'Schmidt',
      fullName: 'Eva Schmidt',
    });
  });

  it('takes "Nombre" beside "Apellidos" for the first name', () => {
    expect(readPersonName({ full: 'Ana', last: 'García' }).name.firstName).toBe('Ana');
  });

  it('sees that the whole name holds the part', () => {
    expect(readPersonName({ full: 'Eva Schmidt', first: 'Eva' }).name).toEqual({
      firstName: 'Eva',
      lastName: 'Schmidt',
      fullName: 'Eva Schmidt',
    });
  });
});
