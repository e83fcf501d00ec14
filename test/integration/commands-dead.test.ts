import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runDeadDiscard } from '../../src/commands/dead-discard.ts';
import { runDeadEdit } from '../../src/commands/dead-edit.ts';
import { runDeadList } from '../../src/commands/dead-list.ts';
import { runDeadReplay } from '../../src/commands/dead-replay.ts';
import { runDeadShow } from '../../src/commands/dead-show.ts';
import { runTrace } from '../../src/commands/trace.ts';
import type { Settings } from '../../src/settings/settings.ts';
import type { DeadLetter } from '../../src/workflow/ledger.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Listed = { deadLetters: (DeadLetter & { source: string })[] };

/** By turns, since a Slack channel takes about one message a second. */
const PLACES = [
  { country: 'DE', channel: 'C0DACH001' },
  { country: 'ZA', channel: 'C0AFRICA1' },
  { country: 'US', channel: 'C0NAMER01' },
  { country: 'BR', channel: 'C0LATAM01' },
  { country: 'JP', channel: 'C0WORLD01' },
];

function withoutFallback(settings: Settings): Settings {
  const { fallbackChannel: _gone, ...alerts } = settings.alerts;
  return { ...settings, alerts };
}

describe('dead letters in the hands of operations', () => {
  let stack: Stack;
  let count = 0;
  beforeAll(async () => {
    stack = await startStack({ settings: withoutFallback });
  });
  afterAll(() => stack.stop());
  beforeEach(() => {
    for (const { channel } of PLACES) stack.slack.archiveChannel(channel);
  });

  /** Its alert fails: the market's channel is archived, and there is no other. */
  async function deadLead(fields: Record<string, string> = {}): Promise<string> {
    count += 1;
    const leadId = await stack.accept('contact-page', {
      name: 'Lena Hofer',
      email: `lena${count}@hofer-maschinen.example.com`,
      country: PLACES[count % PLACES.length]?.country ?? 'DE',
      ...fields,
    });
    await stack.processAll();
    return leadId;
  }

  function mendSlack(): void {
    for (const { channel } of PLACES) stack.slack.unarchiveChannel(channel);
  }

  async function replayedAt(leadId: string): Promise<number | undefined> {
    const story = await stack.leadline.ledger.story(leadId);
    return story.find(({ what }) => what === 'replayed')?.at;
  }

  async function status(leadId: string): Promise<string | undefined> {
    return (await stack.leadline.ledger.load(leadId))?.status;
  }

  it('lists them by stage, class, source, time and lead', async () => {
    const one = await deadLead();
    const other = await deadLead();
    const list = async (options: object) => {
      const { document } = await ranJson<Listed>(stack.env, (io) =>
        runDeadList({ json: true, ...options }, io),
      );
      return document.deadLetters.map(({ leadId }) => leadId);
    };

    expect(await list({})).toEqual([other, one]);
    expect(await list({ stage: 'alert', class: 'refused', source: 'contact-page' })).toHaveLength(
      2,
    );
    expect(await list({ lead: one })).toEqual([one]);
    expect(await list({ since: '5m' })).toHaveLength(2);
    expect(await list({ until: '5m' })).toEqual([]);
    expect(await list({ since: '2020-01-01', until: '2020-02-01' })).toEqual([]);
    for (const none of [{ stage: 'task' }, { class: 'bug' }, { source: 'webinar-typeform' }]) {
      expect(await list(none)).toEqual([]);
    }
    const { text } = await ran(stack.env, (io) => runDeadList({}, io));
    expect(text).toContain('2 dead letters.');
    expect(text).toMatch(/alert\s+refused\s+.* ago\s+contact-page/u);
  });

  it('says what is wrong with a condition that means nothing', async () => {
    for (const [wrong, says] of [
      [{ stage: 'alarm' }, 'deduplicate, assign, task, alert, convert'],
      [{ class: 'broken' }, 'throttled'],
      [{ since: 'yesterday' }, 'how long ago: 30m, 2h, 3d'],
    ] as const) {
      const { exit, text } = await ran(stack.env, (io) => runDeadList(wrong, io));
      expect(exit).toBe(2);
      expect(text).toContain(says);
    }
  });

  it("shows the stage, the system's own words, each attempt and what to do", async () => {
    const leadId = await deadLead();
    const { exit, text } = await ran(stack.env, (io) => runDeadShow(leadId, {}, io));
    expect(exit).toBe(0);
    expect(text).toMatch(/Stage\s+alert/u);
    expect(text).toMatch(/System\s+slack/u);
    expect(text).toContain('is_archived');
    expect(text).toMatch(/What to do\s+\S/u);
    expect(text).toMatch(/\d{4}-\d\d-\d\dT\S+\s+\S/u);
    expect(text).toContain(`leadline dead replay ${leadId}`);
  });

  it('says where to look for a lead that has none', async () => {
    const { exit, text } = await ran(stack.env, (io) => runDeadShow('no-such-lead', {}, io));
    expect(exit).toBe(1);
    expect(text).toContain('leadline trace no-such-lead');
  });

  it('shows what a replay would do, and does nothing', async () => {
    const leadId = await deadLead();
    const { exit, text } = await ran(stack.env, (io) =>
      runDeadReplay({ lead: leadId, dryRun: true }, io),
    );
    expect(exit).toBe(0);
    expect(text).toContain('1 dead letter would be replayed');
    expect(await status(leadId)).toBe('dead');
  });

  it('replays only what is missing, once the cause is mended', async () => {
    const leadId = await deadLead();
    mendSlack();
    const tasks = stack.hubspot.callsByRoute()['POST tasks'];
    const { exit } = await ran(stack.env, (io) => runDeadReplay({ lead: leadId }, io));
    await stack.processAll();

    expect(exit).toBe(0);
    expect(await status(leadId)).toBe('complete');
    expect(stack.hubspot.callsByRoute()['POST tasks']).toBe(tasks);
    const { text } = await ran(stack.env, (io) => runTrace(leadId, {}, io));
    expect(text).toMatch(/alert\s+replayed\s+put back by operations/u);
  });

  it('replays many at the given rate, the oldest first, and all only when told so', async () => {
    const two = [await deadLead(), await deadLead()];
    expect((await ran(stack.env, (io) => runDeadReplay({}, io))).exit).toBe(2);
    expect(await status(two[0] ?? '')).toBe('dead');

    mendSlack();
    const { exit } = await ran(stack.env, (io) => runDeadReplay({ all: true, rate: 5 }, io));
    expect(exit).toBe(0);
    const [first = 0, second = 0] = await Promise.all(two.map(replayedAt));
    expect(second - first).toBeGreaterThanOrEqual(190);
    await stack.processAll();
    expect(await Promise.all(two.map(status))).toEqual(['complete', 'complete']);
    const { document } = await ranJson<Listed>(stack.env, (io) => runDeadList({ json: true }, io));
    expect(document.deadLetters).toEqual([]);
  });

  it('corrects the lead before its replay', async () => {
    const leadId = await deadLead({ phone: '12' });
    const { exit, text } = await ran(stack.env, (io) =>
      runDeadEdit(
        leadId,
        { set: ['person.email=Lena.Corrected@Hofer-Maschinen.example.com', 'message=a=b'] },
        io,
      ),
    );
    expect(exit).toBe(0);
    expect(text).toContain(`leadline dead replay ${leadId}`);
    const { lead } = (await stack.leadline.ledger.load(leadId)) ?? {};
    expect(lead?.person.email?.normalised).toBe('lena.corrected@hofer-maschinen.example.com');
    expect(lead?.message).toBe('a=b');

    const found = await stack.leadline.ledger.leadsOfEmail(
      'lena.corrected@hofer-maschinen.example.com',
    );
    expect(found).toEqual([leadId]);
    const story = await stack.leadline.ledger.story(leadId);
    expect(story.at(-1)).toMatchObject({
      what: 'corrected',
      says: 'person.email, message corrected by operations',
    });
  });

  it('refuses a correction that means nothing, and changes nothing', async () => {
    const leadId = await deadLead();
    const before = await stack.leadline.ledger.load(leadId);
    for (const [set, says] of [
      [['person.email=nobody'], 'could not be read as an e-mail address'],
      [['person.shoeSize=44'], 'cannot be corrected'],
      [['person.email'], 'there is no "="'],
      [[], 'nothing to correct'],
    ] as const) {
      const { exit, text } = await ran(stack.env, (io) =>
        runDeadEdit(leadId, { set: [...set] }, io),
      );
      expect(exit).toBe(2);
      expect(text).toContain(says);
    }
    expect(await stack.leadline.ledger.load(leadId)).toEqual(before);
  });

  it('corrects only leads that are dead', async () => {
    mendSlack();
    const leadId = await deadLead();
    expect(await status(leadId)).toBe('complete');
    const { exit } = await ran(stack.env, (io) => runDeadEdit(leadId, { set: ['message=x'] }, io));
    expect(exit).toBe(1);
  });

  it('discards one at once, and many only with a yes', async () => {
    await ran(stack.env, (io) => runDeadDiscard({ all: true, yes: true }, io));
    const [one, two, three] = [await deadLead(), await deadLead(), await deadLead()];
    await ran(stack.env, (io) => runDeadDiscard({ lead: one, by: 'Mina' }, io));
    expect(await status(one)).toBe('complete');
    expect((await stack.leadline.ledger.story(one)).at(-1)?.says).toContain('Mina');

    const many = await ran(stack.env, (io) => runDeadDiscard({ stage: 'alert' }, io));
    expect(many.exit).toBe(2);
    expect(many.text).toContain('--yes');
    expect(await status(two)).toBe('dead');

    const sure = await ran(stack.env, (io) => runDeadDiscard({ stage: 'alert', yes: true }, io));
    expect(sure.exit).toBe(0);
    expect(await Promise.all([two, three].map(status))).toEqual(['complete', 'complete']);
    expect((await stack.leadline.ledger.balance()).balanced).toBe(true);
  });
});
