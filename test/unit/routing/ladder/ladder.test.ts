import { describe, expect, it } from '@jest/globals';
import { ladderOf } from '../../../../src/routing/ladder/index.ts';
import { routingSchema } from '../../../../src/routing/routing-settings.ts';
import type { ConfigurableRung } from '../../../../src/routing/rungs.ts';
import { aGerman, decided, ownedBy, theTeam } from '../routing-fixture.ts';

function rungs(precedence: ConfigurableRung[]): string[] {
  return ladderOf(precedence).map(({ rung }) => rung);
}

describe('the ladder', () => {
  it('goes from the named account to nobody, unless routing.yaml says else', () => {
    expect(rungs(routingSchema.parse({}).precedence)).toEqual([
      ...['earlier-lead', 'named-account', 'known-owner', 'account-owner', 'announced'],
      ...['language-and-skill', 'market', 'fair-share', 'fallback', 'nobody'],
    ]);
  });

  it('asks whoever was announced after all that the CRM knows, wherever that stands', () => {
    expect(rungs(['market', 'known-owner', 'language-and-skill'])).toEqual([
      ...['earlier-lead', 'market', 'known-owner', 'announced', 'language-and-skill'],
      ...['fair-share', 'fallback', 'nobody'],
    ]);
    expect(rungs([])).toEqual(['earlier-lead', 'announced', 'fair-share', 'fallback', 'nobody']);
  });

  it('is climbed in the order that routing.yaml gives it', () => {
    const everything = {
      lead: aGerman({ language: 'pl' }),
      match: {
        ...ownedBy('bob@seller.example'),
        account: {
          companyId: '3',
          domain: 'acme.com',
          owner: { ownerId: '9', email: 'eve@seller.example', name: 'Eve', active: true },
        },
      },
      team: theTeam({
        dan: { name: 'Dan', email: 'dan@seller.example' },
        cleo: { languages: ['pl'] },
      }),
      dach: { owner: 'dan' },
    };
    const rules = {
      namedAccounts: [{ company: 'Acme', domains: ['acme.com'], owner: 'ada' }],
      languageAndSkill: [{ name: 'polish', when: { language: 'pl' }, languages: ['pl'] }],
    };
    const owners: [ConfigurableRung, string][] = [
      ['named-account', 'Ada'],
      ['known-owner', 'Bob'],
      ['account-owner', 'Eve'],
      ['language-and-skill', 'Cleo'],
      ['market', 'Dan'],
    ];
    for (let at = 0; at < owners.length; at += 1) {
      const turned = [...owners.slice(at), ...owners.slice(0, at)];
      const precedence = turned.map(([rung]) => rung);
      const decision = decided({ ...everything, routing: { ...rules, precedence } });
      expect([decision.rung, decision.owner?.name]).toEqual(owners[at]);
    }
    const none = decided({ ...everything, routing: { ...rules, precedence: [] } });
    expect([none.rung, none.owner?.name]).toEqual(['fair-share', 'Ada']);
  });
});
