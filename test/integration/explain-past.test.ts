import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runDeadEdit } from '../../src/commands/dead-edit.ts';
import { runDeadReplay } from '../../src/commands/dead-replay.ts';
import { runExplainLead } from '../../src/commands/explain-lead.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { ran } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

function withoutFallback(settings: Settings): Settings {
  const { fallbackChannel: _gone, ...alerts } = settings.alerts;
  return { ...settings, alerts };
}

let stack: Stack;
let count = 0;

beforeAll(async () => {
  stack = await startStack({ settings: withoutFallback });
});
afterAll(() => stack.stop());

function accept(): Promise<string> {
  count += 1;
  return stack.accept('contact-page', {
    name: 'Lena Hofer',
    email: `lena${count}@hofer-maschinen.example.com`,
    country: 'DE',
  });
}

const explained = (leadId: string, options: { replay?: boolean } = { replay: true }) =>
  ran(stack.env, (io) => runExplainLead(leadId, options, io));

const correct = (leadId: string, set: string) =>
  ran(stack.env, (io) => runDeadEdit(leadId, { set: [set] }, io));

describe('why a lead went there whose details were corrected afterwards', () => {
  it('is told by the details that it was decided on, and says so', async () => {
    stack.slack.archiveChannel('C0DACH001');
    const leadId = await accept();
    await stack.processAll();
    expect((await correct(leadId, 'person.country=FR')).exit).toBe(0);
    expect((await correct(leadId, 'person.country=BR')).exit).toBe(0);

    const { exit, text } = await explained(leadId);
    expect(text).toContain('Decided again, it is identical.');
    expect(text).toContain('DACH because country is DE');
    expect(text).toContain('it was decided on those of before');
    expect(exit).toBe(0);

    stack.slack.unarchiveChannel('C0DACH001');
    await ran(stack.env, (io) => runDeadReplay({ lead: leadId }, io));
    await stack.processAll();
    expect((await explained(leadId)).exit).toBe(0);
    expect((await explained(await accept(), {})).text).not.toContain('corrected');
  });
});

describe('a replay of what cannot be replayed', () => {
  it('fails for a lead that is not decided yet', async () => {
    const leadId = await accept();
    const { exit, text } = await explained(leadId);
    expect(exit).toBe(1);
    expect(text).toContain('is not decided yet');
    expect((await explained(leadId, {})).exit).toBe(0);
    await stack.processAll();
    expect((await explained(leadId)).exit).toBe(0);
  });

  it('fails for a decision of a version that kept no basis, and tells what was decided', async () => {
    const leadId = await accept();
    await stack.processAll();
    const { redis, settings } = stack.leadline;
    const key = `${settings.environment.redisPrefix}:lead:${leadId}`;
    const { basis: _none, ...older } = JSON.parse((await redis.hget(key, 'r:assign')) ?? '{}');
    await redis.hset(key, 'r:assign', JSON.stringify(older));

    const { exit, text } = await explained(leadId);
    expect(exit).toBe(1);
    expect(text).toContain('before decisions kept what they were made from');
    const now = await explained(leadId, {});
    expect(now.exit).toBe(0);
    expect(now.text).toContain(`It was decided: ${older.decision.because}`);
  });
});
