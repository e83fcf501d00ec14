import { describe, expect, it } from '@jest/globals';
import type { Decision, Match } from '../../../src/routing/decision.ts';
import { applyDecision, type Taken, withoutTaken } from '../../../src/routing/rotation-change.ts';
import { EMPTY_ROTATION, type RotationState } from '../../../src/routing/rotation-state.ts';
import { type DecidedBefore, leadDecider } from '../../../src/stages/decide-lead.ts';
import type { DecidedLead } from '../../../src/workflow/ledger.ts';
import {
  aGerman,
  aMarket,
  type Company,
  NOON,
  newPerson,
  ownedBy,
  standings,
  theMarkets,
  theRouting,
  theTeam,
} from '../routing/routing-fixture.ts';

const MINUTE = 60_000;

/** A rotation as it is kept, for leads that are decided one after the other. */
function scene(company: Company = {}) {
  let rotation: RotationState = EMPTY_ROTATION;
  const leads = new Map<string, { made: DecidedLead; taken?: Taken }>();
  const asked: (string | undefined)[] = [];
  const deps = {
    settings: theRouting(company),
    now: () => NOON,
    rotation: {
      decideOnce: async (
        leadId: string,
        decide: (now: {
          rotation: RotationState;
          absences: Record<string, never>;
          before?: DecidedLead;
        }) => DecidedLead,
        about?: { company?: string },
      ) => {
        asked.push(about?.company);
        const before = leads.get(leadId);
        const without = before?.taken && withoutTaken(rotation, before.taken, { at: 0 }).state;
        const made = decide({
          rotation: without ?? rotation,
          absences: {},
          ...(before && { before: before.made }),
        });
        const change = applyDecision(rotation, made, NOON, deps.settings.team, {
          ...(before?.taken && { before: before.taken }),
        });
        rotation = change.state;
        leads.set(leadId, { made, ...(change.taken && { taken: change.taken }) });
        return made;
      },
    },
  };
  const decideLead = (leadId: string, match: Match = newPerson, before: DecidedBefore = {}) =>
    leadDecider(deps)(aGerman({}, { leadId }), match, before);
  return {
    deps,
    asked,
    decideLead,
    rotation: () => rotation,
    set: (to: RotationState) => (rotation = to),
  };
}

const ownerOf = ({ decision }: DecidedLead) => decision.owner?.name;

describe('deciding a lead', () => {
  it('takes turns, and keeps with each decision what it was made from', async () => {
    const { decideLead, asked } = scene();
    const first = await decideLead('one');
    expect(first.basis).toEqual({ decidedAt: NOON, rotation: EMPTY_ROTATION, absences: {} });
    expect([ownerOf(first), ownerOf(await decideLead('two'))]).toEqual(['Ada', 'Bob']);
    expect(asked).toEqual(['acme.com', 'acme.com']);
  });

  it('keeps of the rotation only what it could read', async () => {
    const { decideLead, set } = scene();
    const [dach, empty] = [standings({ ada: 1 }), standings({ cleo: 1 })];
    set({ ...EMPTY_ROTATION, pools: { dach, empty } });
    expect((await decideLead('one')).basis.rotation.pools).toEqual({ dach });
  });

  it('passes on who had the earlier lead and who was announced, without the rest', async () => {
    const { decideLead } = scene();
    const decision = { ...(await decideLead('one')).decision };
    const { basis } = await decideLead('two', newPerson, {
      earlier: decision,
      announced: decision,
    });
    const before = { market: 'dach', marketTitle: 'DACH', owner: decision.owner };
    expect(basis).toMatchObject({ earlier: before, announced: before });
    expect(Object.keys(basis.earlier ?? {})).toEqual(['market', 'marketTitle', 'owner']);
  });
});

describe('a step that is tried again', () => {
  it('names the same owner, whatever others have taken meanwhile', async () => {
    const { deps, decideLead } = scene();
    const first = await decideLead('one');
    await decideLead('two');
    await decideLead('three');
    deps.now = () => NOON + 59 * MINUTE;
    expect(await decideLead('one')).toEqual(first);
  });

  it('names the same owner after an announcement that named nobody', async () => {
    const { decideLead, set, rotation } = scene();
    const { owner: _, ...nobody } = (await decideLead('zero')).decision;
    const announced: Decision = { ...nobody, outcome: 'nobody' };
    const first = await decideLead('one', newPerson, { announced });
    const ahead = standings({ bob: 2, cleo: 3 });
    set({ ...rotation(), pools: { dach: ahead } });
    expect(await decideLead('one', newPerson, { announced })).toEqual(first);
  });

  it('is decided anew after an hour, by another configuration, and after a hold', async () => {
    const later = scene();
    await later.decideLead('one');
    later.deps.now = () => NOON + 60 * MINUTE;
    expect((await later.decideLead('one')).basis.decidedAt).toBe(NOON + 60 * MINUTE);

    const changed = scene();
    await changed.decideLead('one');
    changed.deps.settings = { ...theRouting(), configuration: { hash: 'decaf' } };
    changed.deps.now = () => NOON + 1;
    expect((await changed.decideLead('one')).decision).toMatchObject({
      configuration: 'decaf',
      decidedAt: NOON + 1,
    });

    const off = { off: true };
    const held = scene({
      team: theTeam({ ada: off, bob: off, cleo: off }),
      dach: { whenNobody: { hold: { atMostHours: 100 } } },
    });
    expect((await held.decideLead('one')).decision.outcome).toBe('held');
    held.deps.now = () => NOON + 1;
    expect((await held.decideLead('one')).basis.decidedAt).toBe(NOON + 1);
  });

  it('is decided anew while nobody has it: somebody may be back', async () => {
    const off = { off: true };
    const { deps, decideLead } = scene({
      team: theTeam({ ada: off, bob: off, cleo: off }),
      dach: { whenNobody: 'tell' },
    });
    expect((await decideLead('one')).decision.outcome).toBe('nobody');
    deps.now = () => NOON + MINUTE;
    expect((await decideLead('one')).basis.decidedAt).toBe(NOON + MINUTE);
  });

  it('keeps whom it announced', async () => {
    const { deps, decideLead } = scene();
    const { decision: announced } = await decideLead('one');
    await decideLead('two');
    deps.now = () => NOON + MINUTE;
    const { decision } = await decideLead('one', newPerson, { announced });
    expect(decision).toMatchObject({ rung: 'announced', owner: announced.owner });
  });

  it('goes to the owner that the CRM knows by now', async () => {
    const { decideLead } = scene();
    await decideLead('one');
    const again = await decideLead('one', ownedBy('cleo@seller.example'));
    expect(again.decision).toMatchObject({ rung: 'known-owner', owner: { member: 'cleo' } });
  });

  it('reads the rotation anew where another pool is to give the lead by now', async () => {
    const customers = aMarket('customers', { when: { known: true }, pool: 'spare' });
    const dach = aMarket('dach', { when: { country: 'DE' } });
    const { decideLead, set } = scene({
      markets: theMarkets(customers, dach, aMarket('rest', { pool: 'world' })),
      team: theTeam({}, { spare: { members: ['bob', 'cleo'] } }),
    });
    set({ ...EMPTY_ROTATION, pools: { spare: standings({ bob: 1 }) } });
    await decideLead('one');
    const again = await decideLead('one', { known: true, properties: {} });
    expect(again.decision).toMatchObject({ market: 'customers', owner: { member: 'cleo' } });
    expect(again.basis.rotation.pools).toHaveProperty('spare');
  });
});
