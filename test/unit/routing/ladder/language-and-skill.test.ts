import { describe, expect, it } from '@jest/globals';
import { languageAndSkill } from '../../../../src/routing/ladder/language-and-skill.ts';
import { AWAY, aGerman, decided, standings, theTeam } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

const polish = { name: 'polish', when: { language: 'pl' }, languages: ['pl'] };
const routing = { languageAndSkill: [polish] };
const lead = aGerman({ language: 'pl' });
const speaks = (changes: object = {}) => ({ languages: ['de', 'pl'], ...changes });

describe('a lead that needs a language or a skill', () => {
  it('goes to somebody of the market’s pool who has it, although it is another’s turn', () => {
    const decision = decided({ lead, routing, team: theTeam({ cleo: speaks() }) });
    expect(decision).toMatchObject({
      rung: 'language-and-skill',
      pool: 'dach',
      owner: { member: 'cleo' },
      take: { pool: 'dach', member: 'cleo', counts: 1, shares: { cleo: 1 } },
      because:
        "DACH because country is DE; Cleo's turn in pool dach, by rule polish (Ada does not speak pl)",
    });
  });

  it('is shared fairly among those who have it', () => {
    const team = theTeam({ bob: speaks(), cleo: speaks() });
    const rotation = { pools: { dach: standings({ bob: 1 }) }, members: {}, companies: {} };
    const decision = decided({ lead, routing, team, basis: { rotation } });
    expect(decision.owner?.member).toBe('cleo');
    expect(decision.take?.shares).toEqual({ bob: 0.5, cleo: 0.5 });
  });

  it('goes to the rule’s own pool', () => {
    const rules = [
      { ...polish, pool: 'world' },
      { ...polish, name: 'never-asked' },
    ];
    const team = theTeam({ bob: speaks() });
    expect(decided({ lead, routing: { languageAndSkill: rules }, team })).toMatchObject({
      market: 'dach',
      pool: 'world',
      owner: { member: 'bob' },
    });
  });

  it('needs everything that the rule names', () => {
    const rule = { ...polish, languages: ['pl', 'cs'], skills: ['enterprise', 'retail'] };
    const team = theTeam({
      ada: { languages: ['pl', 'cs'], skills: ['enterprise'] },
      bob: speaks({ skills: ['retail', 'enterprise'] }),
      cleo: { languages: ['cs', 'pl'], skills: ['retail', 'enterprise'] },
    });
    expect(decided({ lead, routing: { languageAndSkill: [rule] }, team }).owner?.member).toBe(
      'cleo',
    );
    const nobody = answerOf(languageAndSkill, { lead, routing: { languageAndSkill: [rule] } });
    expect(nobody.says).toContain(
      'Ada does not speak pl or cs and does not have skill enterprise or retail',
    );
  });

  it('goes on when nobody has it or is there, by the next rule or by turn', () => {
    const team = theTeam({ cleo: speaks(AWAY) });
    const answer = answerOf(languageAndSkill, { lead, routing, team });
    const says =
      'for rule polish, pool dach has nobody: Ada does not speak pl, Bob does not speak pl ' +
      'and Cleo is away until 2026-07-03';
    expect(answer).toEqual({ decided: false, says, passedOver: [says] });
    const decision = decided({ lead, routing, team });
    expect(decision).toMatchObject({ rung: 'fair-share', owner: { member: 'ada' } });
    expect(decision.because).toBe(`DACH because country is DE; Ada's turn in pool dach (${says})`);
    const english = { name: 'english', when: { country: 'DE' }, pool: 'world' };
    const next = decided({ lead, team, routing: { languageAndSkill: [polish, english] } });
    expect(next.because).toContain("; Ada's turn in pool world, by rule english (for rule polish,");
  });

  it('can be claimed, where the pool is claimed from', () => {
    const claim = { dach: { choice: 'first-to-claim', members: ['ada', 'bob'] } };
    const team = theTeam({ bob: speaks() }, claim);
    expect(decided({ lead, routing, team })).toMatchObject({
      outcome: 'to_claim',
      because: 'DACH because country is DE; whoever of pool dach claims it first, by rule polish',
    });
  });

  it('is none where no rule holds, or there are no rules', () => {
    expect(answerOf(languageAndSkill, { routing }).says).toBe(
      'no rule for languages and skills holds',
    );
    expect(answerOf(languageAndSkill).says).toBe('there are no rules for languages and skills');
    const empty = { languageAndSkill: [{ ...polish, pool: 'empty' }] };
    expect(answerOf(languageAndSkill, { lead, routing: empty }).says).toBe(
      'for rule polish, pool empty has no members',
    );
  });
});
