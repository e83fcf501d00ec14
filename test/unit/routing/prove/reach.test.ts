import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reachFindings } from '../../../../src/routing/prove/reach.ts';
import type { Rule } from '../../../../src/routing/prove/rule.ts';
import { spaceOf } from '../../../../src/routing/prove/space.ts';
import { compileWhen, type When, whenSchema } from '../../../../src/routing/when.ts';
import { aLead, anEmailAddress } from '../../../support/lead-builder.ts';
import { leads, whens } from '../when-arbitraries.ts';

function rulesOf(whenList: readonly When[]): Rule[] {
  return whenList.map((when, index) => ({
    name: `m${index}`,
    title: `market "m${index}"`,
    file: 'markets',
    path: ['markets', index, 'when'],
    when,
  }));
}

function prove(whenList: readonly When[]) {
  return reachFindings(rulesOf(whenList), spaceOf(whenList));
}

function proveWritten(...written: object[]) {
  return prove(written.map((when) => whenSchema.parse(when)));
}

/** The positions of the rules that never get a lead. */
function without(findings: ReturnType<typeof prove>): unknown[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ path }) => path[1]);
}

const says = (...written: object[]) =>
  proveWritten(...written).map(({ message, example }) =>
    example === undefined ? message : `${message} (${example.says})`,
  );

describe('a rule that an earlier one hides', () => {
  it('is named with what hides it, and a lead that shows it', () => {
    expect(
      says({ country: ['US', 'CA'] }, { country: 'DE' }, { country: 'US', region: 'CA' }),
    ).toEqual([
      'market "m2" never gets a lead: market "m0" before it takes every lead that it could get; move it up (a lead with country US and region CA goes to m0)',
    ]);
  });

  it('may be hidden by several only together, and each of them is named', () => {
    const [finding, ...others] = proveWritten(
      { companySize: { max: 50 } },
      { emailDomain: 'acme.com' },
      { companySize: { min: 51, max: 999 }, known: true },
      { companySize: { min: 51, max: 999 }, known: false },
      { companySize: { min: 10, max: 200 }, country: 'DE' },
    );
    expect(others).toEqual([]);
    expect(finding?.message).toContain('markets "m0", "m2" and "m3" before it together take every');
    expect(finding?.seeAlso?.map(({ path }) => path[1])).toEqual([0, 2, 3]);
  });

  it('is found behind texts that begin alike, and in sub-domains', () => {
    expect(
      without(
        proveWritten(
          { utm: { campaign: { startsWith: 'brand' } } },
          { utm: { campaign: 'brand-q4' } },
        ),
      ),
    ).toEqual([1]);
    expect(without(proveWritten({ emailDomain: 'com' }, { emailDomain: 'acme.com' }))).toEqual([1]);
    expect(
      without(proveWritten({ emailDomain: { free: false } }, { emailDomain: 'acme.com' })),
    ).toEqual([1]);
    expect(without(proveWritten({ clickId: true }, { clickId: 'gclid' }))).toEqual([1]);
    expect(
      without(
        proveWritten(
          { field: { name: 'a', contains: 'b' } },
          { field: { name: 'a', oneOf: ['ab', 'B'] } },
        ),
      ),
    ).toEqual([1]);
  });

  it('is not found where a lead could have more than one value of a field', () => {
    const both = { all: [{ field: { name: 'a', is: 'x' } }, { field: { name: 'a', is: 'y' } }] };
    expect(proveWritten(both)).toEqual([]);
    expect(proveWritten({ field: { name: 'a', is: 'z' } }, both)).toEqual([]);
  });

  it('is not found where what is not known is left', () => {
    expect(proveWritten({ companySize: { min: 0 } }, { known: true })).toEqual([]);
    expect(proveWritten({ known: true }, { not: { companySize: { min: 0 } } })).toEqual([]);
    expect(
      without(
        proveWritten(
          { companySize: { min: 0 } },
          { not: { companySize: { min: 0 } } },
          { known: true },
        ),
      ),
    ).toEqual([2]);
  });

  it('is not found where a text may hold two looked-for parts at once', () => {
    const part = (contains: string) => ({ utm: { campaign: { contains } } });
    expect(
      proveWritten(
        { all: [part('a'), { not: part('b') }] },
        { all: [part('b'), { not: part('a') }] },
        { all: [part('a'), part('b')] },
      ),
    ).toEqual([]);
  });
});

describe('a condition that contradicts itself', () => {
  it.each([
    [{ country: 'DE', not: { country: ['DE', 'AT'] } }],
    [{ all: [{ companySize: { min: 10 } }, { companySize: { max: 9 } }] }],
    [{ emailDomain: { oneOf: 'gmail.com', free: false } }],
    [{ all: [{ clickId: 'gclid' }, { clickId: false }] }],
    [{ language: 'de', not: { any: [{ language: ['de', 'fr'] }, { known: true }] } }],
  ])('is found: %j', (when) => {
    expect(says(when)).toEqual(['market "m0" never gets a lead: its condition contradicts itself']);
  });

  it('is found in one of several alternatives, which is a warning', () => {
    const findings = proveWritten({
      country: 'DE',
      any: [{ companySize: { min: 10 } }, { country: 'FR' }],
    });
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'dead-alternative',
        path: ['markets', 0, 'when', 'any', 1],
      }),
    ]);
  });
});

describe('rules that are too entangled to be proved', () => {
  it('are taken to be good, in good time', () => {
    // Eleven pigeons and ten holes: one sits with another, but to show it takes a million trials.
    const holes = Array.from({ length: 10 }, (_, hole) => `h${hole}`);
    const pigeons = Array.from({ length: 11 }, (_, pigeon) => `p${pigeon}`);
    const homeless = pigeons.map((pigeon) => ({ not: { utm: { [pigeon]: holes } } }));
    const together = pigeons.flatMap((one, at) =>
      pigeons
        .slice(at + 1)
        .flatMap((other) => holes.map((hole) => ({ utm: { [one]: hole, [other]: hole } }))),
    );
    const findings = proveWritten(...homeless, ...together, { not: { source: 'nowhere' } });
    expect(findings).toEqual([]);
  });
});

describe('any rules at all', () => {
  it('are never called hidden while a lead gets there', () => {
    fc.assert(
      fc.property(
        fc.array(whens, { minLength: 1, maxLength: 6 }),
        fc.array(leads, { minLength: 60, maxLength: 60 }),
        (whenList, some) => {
          const compiled = whenList.map(compileWhen);
          const reached = new Set(
            some.map(({ lead, match }) => compiled.findIndex((holds) => holds(lead, match))),
          );
          const wrong = without(prove(whenList)).filter((rule) => reached.has(Number(rule)));
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are called hidden just when no lead of all gets there', () => {
    const part = fc.constantFrom<object[]>(
      { country: 'DE' },
      { country: ['DE', 'AT'] },
      { companySize: { min: 10 } },
      { companySize: { max: 20 } },
      { known: true },
      { emailDomain: { free: true } },
      { emailDomain: 'acme.com' },
      { utm: { campaign: { contains: 'a' } } },
      { utm: { campaign: { startsWith: 'b' } } },
      { utm: { campaign: 'ab' } },
    );
    const { when } = fc.letrec<{ when: object }>((tie) => ({
      when: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        part,
        fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('when').map((not) => ({ not })),
      ),
    }));
    fc.assert(
      fc.property(fc.array(when, { minLength: 1, maxLength: 5 }), (written) => {
        const whenList = written.map((one) => whenSchema.parse(one));
        const compiled = whenList.map(compileWhen);
        const reached = new Set(
          EVERY_LEAD.map(({ lead, match }) => compiled.findIndex((holds) => holds(lead, match))),
        );
        const never = whenList.flatMap((_, index) => (reached.has(index) ? [] : [index]));
        expect(without(prove(whenList))).toEqual(never);
      }),
      { numRuns: 200 },
    );
  });
});

/** All that the conditions above can tell apart. */
const EVERY_LEAD = ['DE', 'AT', 'FR', undefined].flatMap((country) =>
  [5, 10, 21, undefined].flatMap((companySize) =>
    ['x@acme.com', 'x@other.example', 'x@gmail.com', undefined].flatMap((address) =>
      ['ab', 'b', 'ba', 'c', 'ca', undefined].flatMap((campaign) =>
        [true, false].map((known) => ({
          lead: aLead({
            person: {
              ...(country !== undefined && { country }),
              ...(companySize !== undefined && { companySize }),
              ...(address !== undefined && {
                email: anEmailAddress(address, { free: address.endsWith('gmail.com') }),
              }),
            },
            attribution: { utm: campaign === undefined ? {} : { utm_campaign: campaign } },
          }),
          match: { known, properties: {} },
        })),
      ),
    ),
  ),
);
