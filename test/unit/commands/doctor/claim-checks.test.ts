import { describe, expect, it } from '@jest/globals';
import { claimChecks } from '../../../../src/commands/doctor/claim-checks.ts';
import { teamSchema } from '../../../../src/routing/team.ts';
import { claimedCompany } from '../../../support/claimed-company.ts';
import { exampleVariables, sampleSettings } from '../../../support/company.ts';

describe('whether leads can be claimed', () => {
  const settings = claimedCompany(sampleSettings(exampleVariables()));

  it('is asked only where a pool is claimed from', () => {
    const { SLACK_SIGNING_SECRET: _, ...variables } = exampleVariables();
    expect(claimChecks(sampleSettings(variables))).toEqual([]);
    expect(claimChecks(claimedCompany(sampleSettings(variables)))).toEqual([
      expect.objectContaining({ subject: 'SLACK_SIGNING_SECRET', result: 'bad' }),
    ]);
    expect(claimChecks(settings)).toEqual([]);
  });

  it('is doubted for a member whom Slack’s clicks cannot name', () => {
    const { ada, ben } = settings.team.members;
    const { slackId: _, ...nameless } = ben ?? {};
    const team = teamSchema.parse({
      members: { ada, ben: nameless },
      pools: { quick: { choice: 'first-to-claim', members: ['ada', 'ben'] } },
    });
    expect(claimChecks({ ...settings, team })).toEqual([
      expect.objectContaining({
        result: 'warning',
        says: 'ben cannot claim the leads of pool quick: team.yaml has no slackId',
      }),
    ]);
  });
});
