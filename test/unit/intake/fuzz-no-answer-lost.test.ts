import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readForExplain } from '../../../src/intake/read-for-explain.ts';
import { sourceSchema, VENDORS, type Vendor } from '../../../src/intake/source-settings.ts';

/**
 * What a visitor answers is in the lead, by whichever vendor it comes and whatever the questions
 * are called. Each answer of a generated form is one word that stands nowhere else.
 */

const RUNS = {
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 100),
  ...(process.env['FUZZ_SEED'] !== undefined && { seed: Number(process.env['FUZZ_SEED']) }),
};
const WITHIN_MS = 5_000 + 20 * RUNS.numRuns;

type Answer = { question: string; words: string[] };
type Written = { body: string; contentType: string };

/**
 * What questions are called: by anybody, in leadline's own words, and to confuse. Only `__proto__`
 * is no name of a field: it is left out, with a note.
 */
const question = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _-]{0,20}$/),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => text.trim() !== ''),
    fc.constantFrom(
      'Company',
      'Land',
      'Telefon',
      'message',
      'utm_source',
      'gclid',
      'first_utm_term',
    ),
    fc.constantFrom(
      'How did you hear of us?',
      'consent',
      'name',
      'Vorname',
      'website',
      'employees',
    ),
    fc.constantFrom(
      'constructor',
      'hasOwnProperty',
      'a.b',
      'x__y',
      'a]',
      'page_url',
      'referrer',
      '0',
    ),
  )
  .filter((name) => name !== '__proto__');

const answers: fc.Arbitrary<Answer[]> = fc
  .uniqueArray(fc.record({ question, howMany: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 12,
    selector: (each) => each.question,
  })
  .map((questions) =>
    questions.map(({ question: asked, howMany }, at) => ({
      question: asked,
      words: Array.from({ length: howMany }, (_, nth) => `answer${at}x${nth}`),
    })),
  );

const json = (value: unknown): Written => ({
  body: JSON.stringify(value),
  contentType: 'application/json',
});
const urlencoded = (pairs: [string, string][]): Written => ({
  body: new URLSearchParams(pairs).toString(),
  contentType: 'application/x-www-form-urlencoded',
});
const oneOrAll = ({ words }: Answer) => (words.length === 1 ? words[0] : words);
/** What Gravity Forms itself calls by these names is no question. */
const OF_THE_ENTRY = ['id', 'form_id', 'form_title', 'ip', 'user_agent'];
const byQuestion = (all: Answer[]) =>
  Object.fromEntries(all.map((each) => [each.question, oneOrAll(each)]));
const pairs = (all: Answer[]) =>
  all.flatMap(({ question: asked, words }) => words.map((word): [string, string] => [asked, word]));

/** The ways in which each vendor writes answers to questions of the form's author. */
const WAYS: Record<Vendor, ((all: Answer[]) => Written)[]> = {
  form: [
    (all) => urlencoded(pairs(all)),
    (all) => json({ lead: byQuestion(all), submission_id: 'id' }),
    (all) => json({ email: 'a@example.com', context: { page: { more: byQuestion(all) } } }),
  ],
  json: [
    (all) => json({ data: { nested: byQuestion(all) } }),
    (all) => json({ answers: all.map((each) => ({ key: each.question, value: oneOrAll(each) })) }),
    (all) => urlencoded(pairs(all)),
  ],
  typeform: [
    (all) => json({ form_response: { token: 't', hidden: byQuestion(all) } }),
    (all) =>
      json({
        form_response: {
          token: 't',
          answers: all.map(({ question: title, words: labels }, at) => ({
            type: 'choices',
            choices: { labels },
            field: { ref: `r${at}`, title },
          })),
        },
      }),
  ],
  webflow: [
    (all) => json({ triggerType: 'form_submission', payload: { data: byQuestion(all) } }),
    (all) => json({ name: 'Form', site: 's', data: byQuestion(all) }),
  ],
  elementor: [
    (all) => urlencoded(pairs(all)),
    (all) =>
      urlencoded(
        all.flatMap(({ question: title, words }, at): [string, string][] => [
          [`fields[f${at}][id]`, `f${at}`],
          [`fields[f${at}][title]`, title],
          [`fields[f${at}][value]`, words.join(', ')],
        ]),
      ),
  ],
  tally: [
    (all) =>
      json({
        eventType: 'FORM_RESPONSE',
        data: {
          responseId: 'r',
          fields: all.map((each, at) => ({
            key: `question_${at}`,
            label: each.question,
            type: each.words.length > 1 ? 'CHECKBOXES' : 'INPUT_TEXT',
            value: oneOrAll(each),
            options: each.words.map((word) => ({ id: word, text: word })),
          })),
        },
      }),
    (all) =>
      json({
        eventType: 'FORM_RESPONSE',
        data: {
          fields: all.map((each) => ({
            key: 'hidden',
            label: each.question,
            type: 'HIDDEN_FIELDS',
            value: each.words.join(' '),
          })),
        },
      }),
  ],
  'gravity-forms': [
    (all) =>
      json({
        id: '1',
        form_id: '2',
        ...byQuestion(
          all.map((each) =>
            OF_THE_ENTRY.includes(each.question) ? { ...each, question: 'asked' } : each,
          ),
        ),
      }),
    (all) =>
      json(
        Object.fromEntries(all.map(({ words }, at) => [`${at + 1}.${at + 3}`, words.join(' ')])),
      ),
  ],
  'google-ads': [
    (all) =>
      json({
        lead_id: 'l',
        user_column_data: all.map(({ question: column_name, words }, at) => ({
          column_id: `QUESTION_${at}`,
          column_name,
          string_value: words.join(' '),
        })),
      }),
  ],
};

const CASES = VENDORS.flatMap((vendor) =>
  WAYS[vendor].map((write, way) => ({ vendor, way: way + 1, write })),
);

describe('An answer of a visitor', () => {
  it.each(CASES)(
    'is in the lead, whatever was asked: $vendor, way $way',
    async ({ vendor, write }) => {
      const source = { ...sourceSchema.parse({ vendor, honeypots: [] }), name: 'website' };
      await fc.assert(
        fc.asyncProperty(answers, async (all) => {
          const { body, contentType } = write(all);
          const made = await readForExplain(source, Buffer.from(body), contentType);
          if (!('lead' in made)) throw new Error(made.refusal);
          const lead = JSON.stringify(made.lead).toLowerCase();
          const lost = all.flatMap(({ words }) => words.filter((word) => !lead.includes(word)));
          expect(lost).toEqual([]);
        }),
        RUNS,
      );
    },
    WITHIN_MS,
  );
});
