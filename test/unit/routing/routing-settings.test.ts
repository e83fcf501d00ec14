import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { routingSchema } from '../../../src/routing/routing-settings.ts';

function problem(settings: object) {
  const [issue] = routingSchema.safeParse(settings).error?.issues ?? [];
  return issue && [issue.path.join('.'), issue.message];
}

describe('routing.yaml', () => {
  it('can be left out', () => {
    expect(routingSchema.parse({})).toEqual({
      precedence: [
        ...['named-account', 'known-owner', 'account-owner'],
        ...['language-and-skill', 'market'],
      ],
      namedAccounts: [],
      languageAndSkill: [],
      credits: { spam: 1, duplicate: 1, ownership: 0, lostFollowUp: 0 },
      ownerPatienceHours: 72,
      openForDays: 30,
    });
  });

  it('reads domains as addresses have them', () => {
    const account = { company: 'Acme', domains: [' Acme.COM ', 'sub.acme.com'], owner: 'ada' };
    const [read] = routingSchema.parse({ namedAccounts: [account] }).namedAccounts;
    expect(read?.domains).toEqual(['acme.com', 'sub.acme.com']);
  });

  it.each([
    [{ precedence: ['market', 'market'] }, 'precedence', 'a rung stands here twice'],
    [{ precedence: ['fair-share'] }, 'precedence.0', 'named-account'],
    [
      { namedAccounts: [{ company: 'Acme', domains: ['*.acme.com'], owner: 'ada' }] },
      'namedAccounts.0.domains.0',
      'subdomains are others',
    ],
    [
      { languageAndSkill: [{ name: 'a', when: { country: 'PL' } }] },
      'languageAndSkill.0',
      'asks for nothing yet',
    ],
    [{ credits: { spam: 2 } }, 'credits.spam', '<=1'],
    [{ patience: 3 }, '', 'patience'],
  ])('refuses %j', (settings, path, words) => {
    expect(problem(settings)).toEqual([path, expect.stringContaining(words)]);
  });

  it('can be written as JSON Schema', () => {
    const schema = z.toJSONSchema(routingSchema, { io: 'input' });
    expect(JSON.stringify(schema)).toContain('lostFollowUp');
  });
});
