import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { memberByEmail, memberOf, poolOf, teamSchema } from '../../../src/routing/team.ts';
import { theTeam } from './routing-fixture.ts';

const ada = { name: 'Ada', email: 'Ada@Seller.example' };

function firstProblem(members: object, pools: object = {}) {
  const [issue] = teamSchema.safeParse({ members, pools }).error?.issues ?? [];
  return issue && { path: issue.path, message: issue.message };
}

describe('team.yaml', () => {
  it('completes what is left out', () => {
    const team = teamSchema.parse({
      members: { ada },
      pools: { dach: { members: ['ada', { member: 'bob', weight: 3 }, { member: 'cleo' }] } },
    });
    expect(team.members['ada']).toEqual({
      name: 'Ada',
      email: 'ada@seller.example',
      crmOwnerEmail: 'ada@seller.example',
      active: true,
      off: false,
      away: [],
      languages: [],
      skills: [],
    });
    expect(team.pools['dach']?.choice).toBe('weighted');
    expect(team.pools['dach']?.members).toEqual([
      { member: 'ada', weight: 1 },
      { member: 'bob', weight: 3 },
      { member: 'cleo', weight: 1 },
    ]);
  });

  it.each([
    [{ slackId: '@ada' }, ['members', 'ada', 'slackId'], 'U0123ABCD'],
    [{ email: 'ada' }, ['members', 'ada', 'email'], 'e-mail address'],
    [{ timeZone: 'Berlin' }, ['members', 'ada', 'timeZone'], 'Europe/Berlin'],
    [
      { away: [{ from: '3.8.2026', until: '2026-08-14' }] },
      ['members', 'ada', 'away', 0, 'from'],
      '2026-08-03',
    ],
    [
      { away: [{ from: '2026-08-14', until: '2026-08-03' }] },
      ['members', 'ada', 'away', 0, 'until'],
      'before from',
    ],
    [{ holidays: 'Germany' }, ['members', 'ada', 'holidays'], 'DE-BY'],
    [{ languages: ['German'] }, ['members', 'ada', 'languages', 0], 'code such as de'],
    [{ skills: ['Big Deals'] }, ['members', 'ada', 'skills', 0], 'lower-case'],
    [{ cap: {} }, ['members', 'ada', 'cap'], 'day, week, open'],
    [{ cap: { day: -1 } }, ['members', 'ada', 'cap', 'day'], '>=0'],
  ])('refuses a member with %j', (parts, path, words) => {
    expect(firstProblem({ ada: { ...ada, ...parts } })).toEqual({
      path,
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [{ member: 'ada', weight: 0 }],
    [{ member: 'ada', weight: 101 }],
    [{ membr: 'ada' }],
    [7],
  ])('refuses %j in a pool', (entry) => {
    expect(firstProblem({ ada }, { dach: { members: [entry] } })?.path.slice(0, 4)).toEqual([
      'pools',
      'dach',
      'members',
      0,
    ]);
  });

  it('refuses a pool with a choice that there is not', () => {
    const pool = { members: ['ada'], choice: 'random' };
    expect(firstProblem({ ada }, { dach: pool })).toEqual({
      path: ['pools', 'dach', 'choice'],
      message: expect.stringContaining('"first-to-claim"'),
    });
  });

  it('knows members and pools by their own names only', () => {
    const team = theTeam();
    expect([memberOf(team, 'constructor'), poolOf(team, 'toString')]).toEqual([
      undefined,
      undefined,
    ]);
    expect([memberOf(team, 'ada')?.name, poolOf(team, 'dach')?.members.length]).toEqual(['Ada', 3]);
  });

  it('can be written as JSON Schema', () => {
    expect(JSON.stringify(z.toJSONSchema(teamSchema, { io: 'input' }))).toContain('slackId');
  });

  it('finds a member by the address that the CRM has, before their own', () => {
    const team = theTeam({
      ada: { crmOwnerEmail: 'crm@seller.example' },
      bob: { email: 'crm@seller.example', crmOwnerEmail: 'bob@seller.example' },
    });
    expect(memberByEmail(team, ' CRM@seller.example')?.key).toBe('ada');
    expect(memberByEmail(team, 'ada@seller.example')?.key).toBe('ada');
    expect(memberByEmail(team, undefined)).toBeUndefined();
  });
});
