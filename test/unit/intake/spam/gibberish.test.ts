import { describe, expect, it } from '@jest/globals';
import { codesOf, named } from './spam-fixture.ts';

/** Names that rules of thumb about vowels, consonants and capitals take for noise. */
const REAL_NAMES = [
  'Grzegorz Brzęczyszczykiewicz',
  'Krzysztof Chrzanowski',
  'Zdzisław Szczepański',
  'Přemysl Čtvrtníček',
  'Hrvoje Štrk',
  'Nguyễn Thị Phượng',
  'Wolfgang Angstschweiß-Schwartzkopf',
  'Leslie McDonald-DeLaCruz',
  'Bartholomew Featherstonehaugh',
  'Rhys Llwyd-Gwynllyw',
  'Siobhán Ní Dhomhnaill',
  'Guðmundsdóttir Þórbjörg',
  'Srinivasa Krishnamurthy Venkataraman',
  'Oluwaseun Adewale-Ogunbanjo',
  'Tchaikovsky Mstislavovich',
  'Xquenda Ixtlilxochitl',
  'Szczebrzeszyn Wrocławski',
  'Kirsten Wertz',
  'Владислав Кржижановский',
  'Αναστασία Παπαδοπούλου',
  '欧阳修',
  'محمد عبدالرحمن',
  'ศรีสุวรรณ วงศ์วิวัฒน์',
  'Li Xu',
];

const REAL_COMPANIES = [
  'Wirtschaftsprüfungsgesellschaft Schmidt mbH',
  'PriceWaterhouseCoopers',
  'IBM',
  'ABCDEFGHIJKL',
  'JPMorganChase',
  'eBayKleinanzeigen',
  'OpenStreetMap',
  'LaTeX-Druckerei',
  'Rechtsschutzversicherung AG',
  'Kfz-Zulassungsstelle',
  'YouTube BigQuery WordPress',
  'Przedsiębiorstwo Handlowo-Usługowe',
];

describe('Letters at random', () => {
  it.each(REAL_NAMES)('are not what %s is called', (name) => {
    expect(codesOf(named(name))).toEqual([]);
  });

  it.each(REAL_COMPANIES)('are not what %s is called, a company', (company) => {
    expect(codesOf(named('Ann Lee', company))).toEqual([]);
  });

  it.each([
    'kXoWgRvLbTqNeYz',
    'YvAeTqRwLxKcJd',
    'asdfghjkl',
    'qwertyuiop',
    'xqjvkwzqpfgh',
    'aaaaaaaa',
  ])('are what %s is, as a name or as a message', (text) => {
    expect(codesOf(named(text))).toEqual(['gibberish_name']);
    expect(codesOf({ message: text })).toEqual(['gibberish_message']);
  });

  it('do not spoil a message that has sense around them', () => {
    const message = 'Our licence key kXoWgRvLbTqNeYz does not work any more, can you help?';
    expect(codesOf({ message })).toEqual([]);
  });

  it.each([
    'Wir suchen eine Rechtsschutzversicherung. Angstschweiß!',
    'Proszę o kontakt w sprawie wdrożenia.',
    'xkcd',
    'https://example.com/qxjvkwqzxPFG',
    '0049 30 1234567',
    '12345678901234567890',
    '',
  ])('are not in "%s"', (message) => {
    expect(codesOf({ message })).toEqual([]);
  });
});
