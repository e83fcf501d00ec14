import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runQuarantineDiscard } from '../../src/commands/quarantine-discard.ts';
import { runQuarantineList } from '../../src/commands/quarantine-list.ts';
import { runQuarantineRelease } from '../../src/commands/quarantine-release.ts';
import { runQuarantineShow } from '../../src/commands/quarantine-show.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Listed = { total: number; quarantined: { leadId: string; reasonCode: string }[] };
type Released = { released: string[]; kept: { leadId: string; says: string }[] };

const JSON_TYPE = 'application/json';

describe('what is in quarantine, in the hands of operations', () => {
  let stack: Stack;
  let count = 0;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  /** A person whose browser filled in the hidden field. */
  function suspect(): Promise<string> {
    count += 1;
    return stack.accept('contact-page', {
      name: 'Ruth Okello',
      email: `ruth${count}@okello.example.org`,
      country: 'GB',
      message: 'Ünïcode, and \u001B[31mred',
      _gotcha: 'autofilled',
    });
  }

  /** An entry without an e-mail address where the configuration says that it stands. */
  function incomplete(id: string): Promise<string> {
    const body = JSON.stringify({
      id,
      form_id: '1',
      1: 'Sipho Dlamini',
      5: 'Dlamini Ltd',
      10: 'Please call',
      12: 'ZA',
    });
    return stack.accept('south-africa-gravity', { body, contentType: JSON_TYPE });
  }

  function unreadable(text: string): Promise<string> {
    return stack.accept('south-africa-gravity', { body: text, contentType: JSON_TYPE });
  }

  async function status(leadId: string): Promise<string | undefined> {
    return (await stack.leadline.ledger.load(leadId))?.status;
  }

  it('is listed with the reason, newest first', async () => {
    const [first, second] = [await suspect(), await unreadable('{"broken": ')];
    const { document } = await ranJson<Listed>(stack.env, (io) =>
      runQuarantineList({ json: true }, io),
    );
    expect(document.quarantined.map(({ leadId }) => leadId)).toEqual([second, first]);
    expect(document.quarantined[1]?.reasonCode).toBe('honeypot');
    const { text } = await ran(stack.env, (io) => runQuarantineList({ limit: 1 }, io));
    expect(text).toContain('1 of 2. More: --offset 1.');
  });

  it('is shown as it was sent, without drawing on the terminal', async () => {
    const leadId = await stack.accept('contact-page', {
      body: `email=a%40b.example.org&_gotcha=x&message=plain\u001B[31mred`,
      contentType: 'application/x-www-form-urlencoded',
    });
    const { exit, text } = await ran(stack.env, (io) => runQuarantineShow(leadId, {}, io));
    expect(exit).toBe(0);
    expect(text).toContain('hidden field');
    expect(text).toContain('message=plain\u{FFFD}[31mred');
    expect(text).not.toContain('\u001B');
  });

  it('goes the way of every new lead once it is released', async () => {
    const leadId = await suspect();
    const { exit, text } = await ran(stack.env, (io) => runQuarantineRelease([leadId], {}, io));
    expect(exit).toBe(0);
    expect(text).toContain(`leadline trace ${leadId}`);
    await stack.processAll();

    expect(await status(leadId)).toBe('complete');
    const record = await stack.leadline.ledger.load(leadId);
    expect(Object.keys(record?.steps ?? {})).toContain('convert~warehouse');
    expect((await stack.leadline.ledger.balance()).balanced).toBe(true);
  });

  it('is not released twice', async () => {
    const leadId = await suspect();
    await ran(stack.env, (io) => runQuarantineRelease([leadId], {}, io));
    const { exit, document } = await ranJson<Released>(stack.env, (io) =>
      runQuarantineRelease([leadId], { json: true }, io),
    );
    expect(exit).toBe(1);
    expect(document.kept[0]?.says).toContain('not in quarantine');
  });

  it('is read again on release where it could not be read, and stays if it still cannot', async () => {
    const leadId = await unreadable('{"still": broken');
    const { exit, text } = await ran(stack.env, (io) => runQuarantineRelease([leadId], {}, io));
    expect(exit).toBe(1);
    expect(text).toContain('still cannot be read');
    expect(text).toContain('south-africa-gravity');
    expect(await status(leadId)).toBe('quarantined');
  });

  it('is read again with the configuration of now where it lacks something, and stays if it still does', async () => {
    const leadId = await incomplete('7001');
    const shown = await ran(stack.env, (io) => runQuarantineShow(leadId, {}, io));
    expect(shown.text).toContain('reads it again with the configuration of now');
    const strict = await ran(stack.env, (io) => runQuarantineRelease([leadId], {}, io));
    expect(strict.exit).toBe(1);
    expect(strict.text).toContain('--anyway');
    expect(await status(leadId)).toBe('quarantined');

    await ran(stack.env, (io) => runQuarantineRelease([leadId], { anyway: true }, io));
    await stack.processAll();
    expect(await status(leadId)).toBe('complete');
    const { lead, receivedAt } = (await stack.leadline.ledger.load(leadId)) ?? {};
    expect(lead?.person.fullName).toBe('Sipho Dlamini');
    expect(Date.parse(lead?.receivedAt ?? '')).toBe(receivedAt);
  });

  it('has what a mended mapping finds, once it is released', async () => {
    const leadId = await incomplete('7002');
    const config = path.join(mkdtempSync(path.join(tmpdir(), 'leadline-mended-')), 'config');
    cpSync('config', config, { recursive: true });
    const sources = path.join(config, 'sources.yaml');
    const mended = readFileSync(sources, 'utf8').replace(
      'defaultCountry: ZA\n    # Lead',
      'required: [name]\n    # Lead',
    );
    expect(mended).toContain('required: [name]');
    writeFileSync(sources, mended.replace('email: "4"', 'company: "5"'));
    const { exit } = await ran(stack.env, (io) => runQuarantineRelease([leadId], { config }, io));
    expect(exit).toBe(0);

    const record = await stack.leadline.ledger.load(leadId);
    expect(record?.lead?.person).toMatchObject({
      fullName: 'Sipho Dlamini',
      company: 'Dlamini Ltd',
    });
    rmSync(path.dirname(config), { recursive: true });
  });

  it('is refused for good when it is discarded, many only with a yes', async () => {
    const [one, two] = [await suspect(), await suspect()];
    const unsure = await ran(stack.env, (io) => runQuarantineDiscard([one, two], {}, io));
    expect(unsure.exit).toBe(2);
    expect(await status(one)).toBe('quarantined');

    const { exit } = await ran(stack.env, (io) =>
      runQuarantineDiscard([one, two], { yes: true, reason: 'a robot' }, io),
    );
    expect(exit).toBe(0);
    expect(await Promise.all([one, two].map(status))).toEqual(['refused', 'refused']);
    const story = await stack.leadline.ledger.story(one);
    expect(story.at(-1)).toMatchObject({ what: 'refused', says: 'a robot' });
  });

  it('says where to look for a lead that is not in it', async () => {
    const { exit, text } = await ran(stack.env, (io) => runQuarantineShow('none', {}, io));
    expect(exit).toBe(1);
    expect(text).toContain('leadline quarantine list');
  });
});
