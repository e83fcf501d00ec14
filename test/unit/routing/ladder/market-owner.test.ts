import { describe, expect, it } from '@jest/globals';
import { marketOwner } from '../../../../src/routing/ladder/market-owner.ts';
import { AWAY, decided, theTeam, WEEKS_AWAY } from '../routing-fixture.ts';
import { answerOf } from './answer-of.ts';

describe('a market that is one person’s', () => {
  const dach = { owner: 'cleo' };

  it('gives that person its leads', () => {
    expect(decided({ dach })).toMatchObject({
      rung: 'market',
      owner: { member: 'cleo' },
      because: 'DACH because country is DE; Cleo owns this market',
    });
    expect(decided({ dach, team: theTeam({ cleo: AWAY }) }).owner?.member).toBe('cleo');
  });

  it('gives them to its pool while that person is away for weeks', () => {
    const decision = decided({ dach, team: theTeam({ cleo: WEEKS_AWAY }) });
    expect(decision).toMatchObject({ rung: 'fair-share', owner: { member: 'ada' } });
    expect(decision.because).toContain('(Cleo owns this market, but is away until 2026-08-14');
  });

  it('passes without an owner, and with one who is not in the team', () => {
    expect(answerOf(marketOwner).says).toBe('market dach has no owner of its own');
    expect(answerOf(marketOwner, { dach: { owner: 'eve' } }).says).toBe(
      "market dach is eve's, who is not in team.yaml",
    );
  });
});
