import type { Sandbox } from '../../sandbox/sandbox.ts';
import { learnedOf, type TableRow } from './closing-table.ts';

/** Everything that is not as the sample expects it, in words; empty when all is well. */
export function unmetExpectations(rows: TableRow[], sandbox: Sandbox): string[] {
  return rows.flatMap((row) => {
    const { sample, answer } = row.lead;
    const said = (problem: string) => `${sample.person} (${sample.sender}): ${problem}`;
    return [
      ...answerProblems(row, answer),
      ...leadProblems(row),
      ...outsideProblems(row, sandbox),
    ].map(said);
  });
}

function answerProblems({ lead }: TableRow, answer: { status: number; body: string }): string[] {
  const wanted = lead.sample.expect.duplicate ? 'duplicate' : 'accepted';
  if (answer.status === 200 && answer.body.includes(`"status":"${wanted}"`)) return [];
  return [`was answered ${answer.status} ${answer.body}, wanted 200 ${wanted}`];
}

function leadProblems({ lead, record }: TableRow): string[] {
  const { expect } = lead.sample;
  const { decision, known } = learnedOf(record);
  const problems: string[] = [];
  const status = expect.ends === 'dead' ? 'complete' : expect.ends;
  if (record.status !== status) problems.push(`is ${record.status}, wanted ${status}`);
  if (expect.market !== undefined && decision?.market !== expect.market) {
    problems.push(`went to ${decision?.market}, wanted ${expect.market}`);
  }
  const owner = decision?.owner?.name ?? 'nobody';
  if (expect.owners && !expect.owners.includes(owner)) {
    problems.push(`is ${owner}'s, wanted ${expect.owners.join(' or ')}`);
  }
  if (expect.known !== undefined && known !== expect.known) {
    problems.push(`is ${known ? 'known' : 'new'}, wanted ${expect.known ? 'known' : 'new'}`);
  }
  return problems;
}

/** The stand-ins are asked what really arrived: one contact, one task, one alert, one event each. */
function outsideProblems({ lead, record }: TableRow, sandbox: Sandbox): string[] {
  const { expect } = lead.sample;
  const { leadId } = record;
  const contacts = sandbox.hubspot
    .state()
    .contacts.filter(
      ({ properties }) => properties['email'] === record.lead?.person.email?.normalised,
    );
  const tasks = sandbox.hubspot
    .state()
    .tasks.filter(({ properties }) => properties['leadline_lead_id'] === leadId);
  const alerts = sandbox.slack
    .state()
    .messages.filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes(leadId));
  const routed = expect.ends === 'refused' ? 0 : 1;
  const counted: [string, number, number][] = [
    ['contacts in HubSpot', contacts.length, routed],
    ['tasks in HubSpot', tasks.length, expect.joins ? 0 : routed],
    ['alerts in Slack', alerts.length, routed],
    [
      'webhooks',
      sandbox.webhook.state().received.filter(({ webhookId }) => webhookId.startsWith(leadId))
        .length,
      routed,
    ],
  ];
  return counted
    .filter(([, found, wanted]) => found !== wanted)
    .map(([what, found, wanted]) => `has ${found} ${what}, wanted ${wanted}`);
}
