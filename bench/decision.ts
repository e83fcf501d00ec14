import type { Lead } from '../src/lead/lead.ts';
import { type CompiledRouting, compileRouting } from '../src/routing/compiled-routing.ts';
import { decide } from '../src/routing/decide.ts';
import type { Match } from '../src/routing/decision.ts';
import { proveRouting } from '../src/routing/prove/prove-routing.ts';
import type { RotationState } from '../src/routing/rotation-state.ts';
import { checkWhen } from '../src/routing/when.ts';
import { readConfigFile } from '../src/settings/config-file.ts';
import { CONFIG_SCHEMAS } from '../src/settings/config-schemas.ts';
import { type BigConfiguration, bigConfiguration } from '../test/support/big-configuration.ts';
import { aLead, anEmailAddress } from '../test/support/lead-builder.ts';
import type { Bench, BenchResult, BenchSize } from './harness/bench.ts';
import { at, type Figures } from './harness/figures.ts';
import { byTurns } from './harness/rounds.ts';

const RULES = 1_000;
const MEMBERS = 200;
const DECISIONS = 2_000;

/** A Wednesday at noon UTC; each decision is a second after the one before. */
const STARTED_AT = Date.UTC(2026, 10, 25, 12);

export const decision: Bench = {
  about: `A decision, and a check, with ${RULES} rules and ${MEMBERS} members; times in microseconds.`,
  run,
};

async function run({ short, rounds }: BenchSize): Promise<BenchResult> {
  const big = bigConfiguration({ rules: RULES, members: MEMBERS });
  const routing = compileRouting({ ...big, configuration: { hash: 'big' } });
  const rotation = rotationOf(big);
  const decisions = short ? DECISIONS / 4 : DECISIONS;
  const decideOne = (lead: Lead, match: Match, decidedAt: number) =>
    decide(lead, match, routing, { decidedAt, rotation, absences: {} });
  const interpretOne = (lead: Lead, match: Match) => firstExplained(lead, match, routing);

  // Neither is measured before it is warm.
  await timed(interpretOne, decisions);
  await timed(decideOne, decisions);
  const subjects = await byTurns(
    {
      'explain every rule': () => timed(interpretOne, decisions / 4),
      decide: () => timed(decideOne, decisions),
      'read and validate the files': () => once(() => readFiles(big)),
      'read, validate and prove': () =>
        once(() => {
          readFiles(big);
          proveRouting({ ...big, sources: ['website'], nowMs: STARTED_AT });
        }),
    },
    rounds,
  );
  const ratio = (name: string, other: string) =>
    (subjects[name]?.['p50 µs'] ?? 0) / (subjects[other]?.['p50 µs'] ?? 1);
  return {
    subjects,
    goals: [
      {
        says: 'times as fast to decide as to explain every rule',
        ratio: ratio('explain every rule', 'decide'),
        atLeast: 10,
      },
      {
        says: 'times as long to prove the configuration as only to read and validate it',
        ratio: ratio('read, validate and prove', 'read and validate the files'),
        atMost: 5,
      },
    ],
  };
}

/** The market as it would be found by asking the rules one after another, with all their words. */
function firstExplained(lead: Lead, match: Match, { tried, fallback }: CompiledRouting) {
  const found = tried.find(({ market: { when } }) =>
    checkWhen(lead, match, when ?? {}).every(({ matched }) => matched),
  );
  return found?.market ?? fallback;
}

function timed(
  decideOne: (lead: Lead, match: Match, decidedAt: number) => unknown,
  decisions: number,
): Promise<Figures> {
  const times: number[] = [];
  for (let index = 0; index < decisions; index += 1) {
    const lead = leadNumber(index);
    const match = { known: index % 4 === 0, properties: {} };
    const startedAt = process.hrtime.bigint();
    decideOne(lead, match, STARTED_AT + index * 1_000);
    times.push(Number(process.hrtime.bigint() - startedAt) / 1_000);
  }
  return Promise.resolve({ 'p50 µs': at(times, 0.5), 'p99 µs': at(times, 0.99) });
}

function once(work: () => void): Promise<Figures> {
  const startedAt = process.hrtime.bigint();
  work();
  return Promise.resolve({ 'p50 µs': Number(process.hrtime.bigint() - startedAt) / 1_000 });
}

function readFiles({ texts }: BigConfiguration): void {
  for (const key of ['markets', 'team', 'routing'] as const) {
    CONFIG_SCHEMAS[key].parse(readConfigFile(`${key}.yaml`, texts[`${key}.yaml`]).value());
  }
}

const COUNTRIES = ['DE', 'US', 'FR', 'BR', 'ZA', 'JP', 'ZW'];

/** Each is a lead of its own, about half of which get past every rule to the fallback. */
function leadNumber(index: number): Lead {
  const country = COUNTRIES[index % COUNTRIES.length];
  return aLead({
    person: {
      ...(country !== undefined && { country }),
      email: anEmailAddress(`visitor@company-${index % 1_000}.example`),
      region: `Region ${index % 900}`,
      companySize: (index * 37) % 6_000,
      language: 'de',
    },
    attribution: { utm: { utm_campaign: `c${index % 900}-autumn`, utm_source: 'google' } },
    extra: { product: `p${index % 1_000}` },
  });
}

function rotationOf({ team }: BigConfiguration): RotationState {
  const counts = { day: { of: '', count: 0 }, week: { of: '', count: 0 }, open: 3 };
  const standing = { share: 12.5, taken: 12, credit: 0 };
  return {
    pools: Object.fromEntries(
      Object.entries(team.pools).map(([name, { members }]) => [
        name,
        { counts, members: Object.fromEntries(members.map(({ member }) => [member, standing])) },
      ]),
    ),
    members: Object.fromEntries(Object.keys(team.members).map((key) => [key, { counts }])),
    companies: {},
  };
}
