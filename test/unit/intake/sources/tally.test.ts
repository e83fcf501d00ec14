import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

const choices = sample('tally/choices-and-hidden.json');

describe('Tally', () => {
  it('puts option ids into words', async () => {
    const { values } = await submissionOf('tally', choices);
    expect(values).toMatchObject({
      question_e: 'Large',
      question_f: ['Leads', 'Alerts'],
      question_h: 'Yes',
      'question_j.Price': 'Good',
      question_i: 'https://files.example/brief.pdf',
    });
  });

  it('keys hidden fields by their label, which is the parameter', async () => {
    const { values } = await submissionOf('tally', choices);
    expect(values).toMatchObject({ utm_source: 'newsletter', score: '7' });
  });

  it('leaves out unanswered questions and the repetitions of a checkbox group', async () => {
    const { values } = await submissionOf('tally', choices);
    const keys = Object.keys(values);
    expect(keys).not.toContain('question_k');
    expect(keys).not.toContain('utm_medium');
    expect(keys.filter((key) => key.startsWith('question_f_'))).toEqual([]);
    expect(values['question_g']).toBe('true');
  });

  it('keeps a text typed instead of an option', async () => {
    const options = [{ id: 'a', text: 'A' }];
    const fields = [{ key: 'q', type: 'DROPDOWN', value: ['a', 'my own'], options }];
    const { values } = await submissionOf('tally', jsonSample({ data: { fields } }));
    expect(values['q']).toEqual(['A', 'my own']);
  });

  it('makes a lead with what Tally itself calls e-mail and phone', async () => {
    const { lead, problems } = await leadOf('tally', choices);
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      submission: { id: 'rEsP01', formId: 'fOrM01', formName: 'Callback' },
      person: {
        email: { normalised: 'ines@douro.example' },
        phone: { e164: '+351212345678' },
        fullName: 'Inês Faria',
      },
      attribution: { utm: { utm_source: 'newsletter' } },
    });
  });

  it.each([{ eventType: 'FORM_RESPONSE' }, { data: { fields: {} } }, { data: [] }])(
    'does not take %j for a response',
    async (body) => {
      expect(await reading('tally', jsonSample({ a: 1, ...body }))).toMatchObject({
        kind: 'unmappable',
      });
    },
  );

  it.each(samples(['tally/choices-and-hidden.json'], 'tally'))(
    'reads $file without leaving an option id behind',
    async (given) => {
      const { values, submissionId } = await submissionOf('tally', given);
      const ids = Object.values(values).flat().join('\n');
      expect(ids).not.toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/m);
      expect(submissionId).toEqual(expect.any(String));
    },
  );
});
