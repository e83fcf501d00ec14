import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redirectTarget } from '../../../src/intake/redirect-target.ts';
import { sourceSchema } from '../../../src/intake/source-settings.ts';

function source(settings: Record<string, unknown>) {
  return { ...sourceSchema.parse({ vendor: 'form', ...settings }), name: 'website' };
}

const website = source({
  origins: ['https://www.example.com', 'https://shop.example.com'],
  thanksUrl: '/thanks',
  redirects: ['/demo', 'https://partner.example/done'],
});

describe('Where a form leads', () => {
  it('never leaves the configured sites, whatever the form asks for', () => {
    const asked = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom(
        '//evil.example',
        '/\\evil.example',
        'javascript:alert(1)',
        '/\t/evil.example',
      ),
    );
    fc.assert(
      fc.property(asked, fc.option(fc.webUrl(), { nil: undefined }), (target, referer) => {
        const found = redirectTarget(website, target, { origin: referer, referer });
        expect([
          'https://www.example.com/thanks',
          'https://www.example.com/demo',
          'https://partner.example/done',
        ]).toContain(found);
      }),
    );
  });

  it('stays on the site of the form, which its origin or referer names', () => {
    const headers = { origin: 'https://shop.example.com' };
    expect(redirectTarget(website, undefined, headers)).toBe('https://shop.example.com/thanks');
    const referer = { origin: 'null', referer: 'https://shop.example.com/cart?x=1' };
    expect(redirectTarget(website, '/demo', referer)).toBe('https://shop.example.com/demo');
  });

  it('is nowhere for a path when the form’s own site is not configured', () => {
    expect(redirectTarget(source({ thanksUrl: '/thanks' }), undefined, {})).toBeUndefined();
  });

  it.each(['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'ftp://files.example/'])(
    'is nowhere for %s, even if somebody configured it',
    (thanksUrl) => {
      const mistaken = source({ thanksUrl, origins: ['https://www.example.com'] });
      expect(redirectTarget(mistaken, undefined, {})).toBeUndefined();
    },
  );

  it('may be another site that the configuration names in full', () => {
    const full = source({ thanksUrl: 'https://thanks.example/page' });
    expect(redirectTarget(full, undefined, {})).toBe('https://thanks.example/page');
  });
});
