import { describe, expect, it } from '@jest/globals';
import { jsonSample, leadOf, reading, sample, samples, submissionOf } from './sample.ts';

describe('Elementor', () => {
  it.each(['elementor/advanced.txt', 'elementor/literal-keys.json'])(
    'reads fields by id and the visit from meta: %s',
    async (file) => {
      const read = await submissionOf('elementor', sample(file));
      expect(read).toMatchObject({
        formId: 'a1b2c3',
        formName: 'Kontakt',
        values: { name: 'Jörg Weiß', field_7a1: 'joerg@alster.example' },
        labels: { field_7a1: 'Ihre E-Mail' },
        kinds: { field_7a1: 'email' },
        context: {
          pageUrl: 'https://www.example.de/kontakt/?gclid=Abc-DEF',
          userAgent: 'Mozilla/5.0 (Macintosh)',
          ip: '203.0.113.20',
        },
      });
    },
  );

  it('does not keep captcha tokens, localised times and the credit', async () => {
    const { values } = await submissionOf('elementor', sample('elementor/advanced.txt'));
    expect(Object.keys(values)).toEqual([
      'name',
      'field_7a1',
      'field_8b2',
      'field_9c3',
      'utm_source',
    ]);
  });

  it('reads visible labels when advanced data is off, and knows the visit by its values', async () => {
    const read = await submissionOf('elementor', sample('elementor/simple.txt'));
    expect(read).toMatchObject({
      formId: 'a1b2c3',
      formName: 'Kontakt',
      context: {
        pageUrl: 'https://www.example.de/kontakt/?utm_source=bing',
        userAgent: 'Mozilla/5.0 (Macintosh)',
        ip: '203.0.113.20',
      },
      values: {
        'Ihr Name': 'Jörg Weiß',
        'E-Mail': 'joerg@alster.example',
        Website: 'https://alster.example',
      },
    });
    expect(Object.keys(read.values)).not.toContain('Remote-IP');
  });

  it('does not take the website of a visitor for the page when no visit was sent', async () => {
    const given = jsonSample({ 'E-Mail': 'a@alster.example', Website: 'https://alster.example' });
    const read = await submissionOf('elementor', given);
    expect(read.context).toEqual({});
    expect(read.values).toMatchObject({ Website: 'https://alster.example' });
  });

  it('recovers the campaign from the page address', async () => {
    const { lead, problems } = await leadOf('elementor', sample('elementor/simple.txt'));
    expect(problems).toEqual([]);
    expect(lead.attribution).toMatchObject({ utm: { utm_source: 'bing' }, utmFrom: 'page_url' });
  });

  it('reads form fields whose ids count from 0', async () => {
    const given = jsonSample({ fields: [{ value: 'a@alster.example', title: 'E-Mail' }] });
    const { values, labels } = await submissionOf('elementor', given);
    expect(values).toEqual({ '0': 'a@alster.example' });
    expect(labels).toEqual({ '0': 'E-Mail' });
  });

  it('says so when nothing came', async () => {
    const read = await reading('elementor', jsonSample({ x: 1 }));
    expect(read.kind).toBe('submission');
  });

  it.each(samples(['elementor/advanced.txt', 'elementor/simple.txt'], 'elementor'))(
    'makes a lead without problems of $file',
    async (given) => {
      const { lead, problems } = await leadOf('elementor', given);
      expect(problems).toEqual([]);
      expect(lead.attribution.pageUrl).toMatch(/^https:/);
      expect(lead.visitor.ip).toEqual(expect.any(String));
    },
  );
});
