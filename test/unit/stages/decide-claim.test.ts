import { beforeEach, describe, expect, it } from '@jest/globals';
import { EMPTY_ROTATION } from '../../../src/routing/rotation-state.ts';
import { routingSchema } from '../../../src/routing/routing-settings.ts';
import type { Team } from '../../../src/routing/team.ts';
import { claimableUntil, claimDecider } from '../../../src/stages/decide-claim.ts';
import type { DecidedLead, Rotation } from '../../../src/workflow/ledger.ts';
import {
  AWAY,
  aBasis,
  aGerman,
  aMarket,
  decided,
  NOON,
  newPerson,
  theMarkets,
  theTeam,
} from '../routing/routing-fixture.ts';

const MINUTE_MS = 60_000;
const POOL = { dach: { choice: 'first-to-claim', members: ['ada', 'bob', 'cleo'] } };

let clock: number;
let kept: DecidedLead | undefined;
let writes: number;

/** Keeps one lead's decision, as the rotation does. */
const rotation: Pick<Rotation, 'decideOnce'> = {
  decideOnce: async (_, decide) => {
    const answer = decide({
      rotation: EMPTY_ROTATION,
      absences: {},
      ...(kept && { before: kept }),
    });
    if (answer !== kept) writes += 1;
    kept = answer;
    return answer;
  },
};

beforeEach(() => {
  clock = NOON;
  [kept, writes] = [{ decision: decided({ team: theTeam({}, POOL) }), basis: aBasis() }, 0];
});

function settingsWith(team: Team, dach: object = {}) {
  return {
    markets: theMarkets(
      aMarket('dach', { when: { country: ['DE'] }, ...dach }),
      aMarket('rest', { pool: 'world' }),
    ),
    team,
    routing: routingSchema.parse({}),
    configuration: { hash: 'c0ffee' },
  };
}

function deciderWith(team = theTeam({}, POOL), dach: object = {}) {
  return claimDecider({ rotation, settings: settingsWith(team, dach), now: () => clock });
}

function theLead() {
  const assigned = { decision: decided({ team: theTeam({}, POOL) }), basis: aBasis() };
  return { lead: aGerman(), match: newPerson, ...assigned };
}

describe('a lead that is to be claimed', () => {
  it('is given to the first who claims it, and only once', async () => {
    const first = await deciderWith().claim(theLead(), 'bob');
    expect(first).toMatchObject({
      first: true,
      decision: { owner: { member: 'bob' }, decidedAt: NOON },
      basis: { claimedBy: 'bob' },
    });
    clock += MINUTE_MS;
    const second = await deciderWith().claim(theLead(), 'ada');
    expect(second).toMatchObject({ first: false, decision: { owner: { member: 'bob' } } });
    const again = await deciderWith().claim(theLead(), 'bob');
    expect(again).toMatchObject({ first: false, decision: { decidedAt: NOON } });
    expect(writes).toBe(1);
  });

  it('waits until its time is over, and is then given by turn', async () => {
    const lead = theLead();
    expect(claimableUntil(lead.decision, theTeam({}, POOL))).toBe(NOON + 30 * MINUTE_MS);
    clock += 30 * MINUTE_MS - 1;
    expect((await deciderWith().settle(lead)).decision.outcome).toBe('to_claim');
    expect(writes).toBe(0);
    clock += 1;
    expect(await deciderWith().settle(lead)).toMatchObject({
      decision: { outcome: 'assigned', owner: { member: 'ada' } },
      basis: { unclaimed: true },
    });
    expect(await deciderWith().claim(lead, 'bob')).toMatchObject({
      first: false,
      decision: { owner: { member: 'ada' } },
    });
  });

  it('can still be claimed past its time when no one has settled it', async () => {
    clock += 40 * MINUTE_MS;
    expect(await deciderWith().claim(theLead(), 'cleo')).toMatchObject({ first: true });
  });

  it('stays to be claimed where its market would hold it, until somebody is back', async () => {
    clock += 40 * MINUTE_MS;
    const away = theTeam({ ada: AWAY, bob: AWAY, cleo: AWAY }, POOL);
    const holding = { whenNobody: { hold: { atMostHours: 72 } } };
    const settled = await deciderWith(away, holding).settle(theLead());
    expect(settled.decision.outcome).toBe('to_claim');
    expect(writes).toBe(0);
    expect(await deciderWith().settle(theLead())).toMatchObject({
      decision: { owner: { member: 'ada' } },
    });
  });

  it('is not given to somebody who cannot have it', async () => {
    const away = theTeam({ bob: AWAY }, POOL);
    const claimed = await deciderWith(away).claim(theLead(), 'bob');
    expect(claimed).toMatchObject({ first: false, decision: { outcome: 'to_claim' } });
    expect(writes).toBe(0);
  });

  it('goes by the rules of now when its pool gives leads by turn meanwhile', async () => {
    const claimed = await deciderWith(theTeam()).claim(theLead(), 'bob');
    expect(claimed.decision.owner?.member).toBe('ada');
  });
});
