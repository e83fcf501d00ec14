import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SPAM_CODES } from '../../../../src/intake/spam/spam-codes.ts';
import { SPAM_SIGNS } from '../../../../src/intake/spam/spam-signs.ts';
import { anEmailAddress } from '../../../support/lead-builder.ts';
import { codesOf, named, scoreOf } from './spam-fixture.ts';

const note = (code: string) => [{ field: 'x', code, says: `Says ${code}.` }];

const links = (count: number) => ({ message: 'see https://a.example/x now '.repeat(count) });

describe('The spam score', () => {
  it('is nothing for an ordinary enquiry', () => {
    const message =
      'Hello, we are 40 people in Leeds and would like to see a demo. Our site is https://acme.example.';
    expect(scoreOf({ message })).toEqual({ score: 0, signs: [] });
  });

  it('knows every code of the settings, once', () => {
    expect(SPAM_SIGNS.map(({ code }) => code).toSorted()).toEqual([...SPAM_CODES].toSorted());
  });

  it('is certain of a filled honeypot', () => {
    expect(scoreOf({ notes: note('honeypot') })).toEqual({
      score: 100,
      signs: [{ code: 'honeypot', points: 100, says: 'Says honeypot.' }],
    });
  });

  it.each([
    ['good', []],
    ['missing', []],
    ['too_fast', ['too_fast']],
    ['too_old', ['too_old']],
    ['forged', ['forged_time']],
  ] as const)('reads a time stamp that is %s', (timeTrap, codes) => {
    expect(codesOf({ timeTrap })).toEqual(codes);
  });

  it('notices a browser form that a program fills in, and no webhook of a vendor', () => {
    const visitor = { userAgent: 'python-requests/2.32' };
    expect(codesOf({ visitor })).toEqual(['robot_agent']);
    expect(codesOf({ visitor, vendor: 'elementor' })).toEqual([]);
    expect(
      codesOf({ visitor: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0' } }),
    ).toEqual([]);
  });

  it('misses the time stamp only where the source says that its form has one', () => {
    expect(codesOf({ timeTrap: 'missing', spam: { timeTrap: true } })).toEqual(['no_time']);
  });

  it('counts links beyond the first, with no end to the message but to the points', () => {
    expect(scoreOf(links(1)).score).toBe(0);
    expect(scoreOf(links(3)).score).toBe(30);
    expect(scoreOf(links(40)).score).toBe(100);
  });

  it('looks for links in longer answers too, but not in what the page added', () => {
    const value = 'two: www.one.example and www.two.example';
    expect(codesOf({ extra: { project: value } })).toEqual(['links']);
    expect(codesOf({ extra: { 'context.history': value, _meta: value } })).toEqual([]);
  });

  it.each(['[url=https://x.example]cheap[/url]', '[link]x[/link]', '<a class="b" href="x">y</a>'])(
    'knows markup of links: %s',
    (message) => expect(codesOf({ message })).toContain('link_markup'),
  );

  it('takes a link in the name from the note that reading made', () => {
    expect(codesOf({ notes: note('link_in_name') })).toEqual(['link_in_name']);
  });

  it('tells throw-away, unattended and role addresses apart', () => {
    const email = anEmailAddress('noreply@example.com', { role: true });
    const person = { email };
    expect(codesOf({ person, notes: note('unattended_email') })).toEqual(['unattended_address']);
    expect(codesOf({ person })).toEqual(['role_address']);
    expect(
      codesOf({ person: { email: anEmailAddress('x@mailinator.com', { disposable: true }) } }),
    ).toEqual(['disposable_address']);
  });

  it('counts a message more the more people send it', () => {
    const senders = [0, 1, 2, 3, 5, 500];
    expect(senders.map((each) => scoreOf({ senders: each }).score)).toEqual([0, 0, 0, 20, 60, 100]);
  });

  it('sees a robot that fills every field alike', () => {
    expect(codesOf({ ...named('Google', 'google!'), message: ' GOOGLE ' })).toEqual(['same_text']);
    expect(codesOf({ ...named('Jane Roe', 'Jane Roe'), message: 'Please call me.' })).toEqual([]);
  });

  it('takes the points of the source, and none switches a sign off', () => {
    expect(scoreOf({ timeTrap: 'too_fast', spam: { signs: { too_fast: 7 } } }).score).toBe(7);
    expect(codesOf({ timeTrap: 'too_fast', spam: { signs: { too_fast: 0 } } })).toEqual([]);
  });

  it('says nothing of what was typed, whatever it was', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(text, text, (name, message) => {
        const { signs } = scoreOf({ ...named(name, message), message });
        for (const { says } of signs) {
          expect(says).not.toContain(name);
          expect(says).not.toContain(message);
        }
      }),
    );
  });

  it('is soon done with any text', () => {
    const startedAt = performance.now();
    for (const part of ['a', '[url', 'https://', 'pаy ', '<a ', 'qxjv', ' \n', '.'])
      scoreOf({ ...named(part.repeat(60)), message: part.repeat(50_000) });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
