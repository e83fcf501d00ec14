import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runLeads } from '../../src/commands/leads.ts';
import { runLedger } from '../../src/commands/ledger.ts';
import { runMap } from '../../src/commands/map.ts';
import { runTrace } from '../../src/commands/trace.ts';
import type { Balance } from '../../src/workflow/ledger.ts';
import { WORKFLOW_MAP } from '../../src/workflow/map.ts';
import type { Receipt } from '../../src/workflow/receipt.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

type Traced = { receipts: Receipt[] };
type Leads = { total: number; leads: { leadId: string; status: string }[] };

const LENA = 'lena@hofer-maschinen.example.com';

describe('following leads through the ledger', () => {
  let stack: Stack;
  let done: string;
  let joined: string;
  let waiting: string;
  let quarantined: string;
  beforeAll(async () => {
    stack = await startStack();
    const lena = { name: 'Lena Hofer', email: LENA, country: 'DE', consent: 'on' };
    done = await stack.accept('contact-page', { ...lena, utm_source: 'google', gclid: 'x1' });
    await stack.processAll();
    joined = await stack.accept('contact-page', { ...lena, message: 'One more thing.' });
    await stack.processAll();
    waiting = await stack.accept('contact-page', { name: 'Bo Li', email: 'bo@li.example.org' });
    quarantined = await stack.accept('contact-page', {
      email: 'robot@example.org',
      _gotcha: 'filled',
    });
  });
  afterAll(() => stack.stop());

  it('tells the story of a lead, with what was made outside and how long it took', async () => {
    const { exit, text } = await ran(stack.env, (io) => runTrace(done, {}, io));
    expect(exit).toBe(0);
    expect(text).toContain(`Lead ${done}: complete`);
    expect(text).toMatch(/Person\s+Lena Hofer · <lena@hofer-maschinen.example.com> · DE/u);
    expect(text).toMatch(/Campaign\s+google · gclid/u);
    expect(text).toMatch(/Owner\s+(?:Ada Brandt|Ben Huber) </u);
    expect(text).toMatch(/Why\s+DACH because country is DE/u);
    expect(text).toMatch(/Contact\s+\d+ \(new\) https:\/\//u);
    expect(text).toMatch(/Told sales\s+after \d/u);
    expect(text).toMatch(/task\s+made\s+\S+ \S+\s+\d+/u);
    expect(text).toMatch(/\+0 ms\s+-\s+accepted/u);
  });

  it('finds every lead of a person by e-mail address, however it is written', async () => {
    const { exit, document } = await ranJson<Traced>(stack.env, (io) =>
      runTrace(` ${LENA.toUpperCase()}`, { json: true }, io),
    );
    expect(exit).toBe(0);
    expect(document.receipts.map(({ leadId }) => leadId)).toEqual([done, joined]);
    expect(document.receipts[1]).toMatchObject({ joins: done, known: true, status: 'complete' });
    expect(document.receipts[0]?.alertedAfterMs).toBeGreaterThan(0);
    expect(document.receipts[0]?.contact?.url).toMatch(/^https:/u);
  });

  it('keeps the person out of the JSON document', async () => {
    const { text } = await ran(stack.env, (io) => runTrace(done, { json: true }, io));
    expect(text).not.toMatch(/lena|hofer/iu);
  });

  it('says where to look when there is no such lead', async () => {
    for (const which of ['0190-none', 'nobody@example.com']) {
      const { exit, text } = await ran(stack.env, (io) => runTrace(which, {}, io));
      expect(exit).toBe(1);
      expect(text).toContain('leadline leads');
    }
  });

  it('lists leads of one status or of all, page by page', async () => {
    const list = async (options: object) =>
      (await ranJson<Leads>(stack.env, (io) => runLeads({ json: true, ...options }, io))).document;

    expect((await list({})).leads.map(({ leadId }) => leadId)).toEqual([
      quarantined,
      waiting,
      joined,
      done,
    ]);
    expect((await list({ status: 'complete' })).leads).toHaveLength(2);
    expect((await list({ status: 'in-flight' })).leads).toMatchObject([{ leadId: waiting }]);
    expect(await list({ limit: 1, offset: 1 })).toMatchObject({
      total: 4,
      leads: [{ leadId: waiting }],
    });
    const { text } = await ran(stack.env, (io) => runLeads({ limit: 2 }, io));
    expect(text).toMatch(/in flight\s+contact-page\s+Bo Li/u);
    expect(text).toContain('1 to 2 of 4. More: --offset 2 --limit 2.');
  });

  it('refuses a status that there is not', async () => {
    const { exit, text } = await ran(stack.env, (io) => runLeads({ status: 'open' }, io));
    expect(exit).toBe(2);
    expect(text).toContain('complete, in_flight');
  });

  it('balances both sides, and says what waits for a person', async () => {
    const { exit, document } = await ranJson<Balance>(stack.env, (io) =>
      runLedger({ json: true }, io),
    );
    expect(exit).toBe(0);
    expect(document).toMatchObject({
      accepted: 4,
      balanced: true,
      byStatus: { complete: 2, in_flight: 1, quarantined: 1 },
    });
    const { text } = await ran(stack.env, (io) => runLedger({}, io));
    expect(text).toMatch(/accepted\s+4/u);
    expect(text).toContain('The ledger is balanced');
    expect(text).toContain('leadline quarantine list');
  });

  it('prints the workflow map, for people and for machines', async () => {
    const { text } = await ran(stack.env, (io) => runMap({}, io));
    for (const { name, does } of WORKFLOW_MAP.stages) {
      expect(text).toContain(name);
      expect(text).toContain(does);
    }
    const { document } = await ranJson(stack.env, (io) => runMap({ json: true }, io));
    expect(document).toEqual(WORKFLOW_MAP);
  });

  it('says which Redis cannot be reached and what to do, but no password', async () => {
    const env = { ...stack.env, REDIS_URL: 'redis://:topsecret@127.0.0.1:1' };
    const { exit, text } = await ran(env, (io) => runLedger({}, io));
    expect(exit).toBe(1);
    expect(text).toContain('Redis at 127.0.0.1:1 cannot be reached');
    expect(text).toContain('REDIS_URL');
    expect(text).not.toContain('topsecret');
  });

  it("opens leadline's own Redis where none is named, and stops it again", async () => {
    const { REDIS_URL: _none, ...env } = stack.env;
    const data = path.join(stack.env['LEADLINE_DATA'] ?? '', 'alone');
    const { exit, document } = await ranJson<Balance>({ ...env, LEADLINE_DATA: data }, (io) =>
      runLedger({ json: true }, io),
    );
    expect(exit).toBe(0);
    expect(document.accepted).toBe(0);
    expect(existsSync(path.join(data, 'redis', 'redis.json'))).toBe(false);
  });

  it('names the leads that are astray, and ends with a problem', async () => {
    const { redis, settings } = stack.leadline;
    await redis.zrem(`${settings.environment.redisPrefix}:status:in_flight`, waiting);
    const { exit, text } = await ran(stack.env, (io) => runLedger({}, io));
    expect(exit).toBe(1);
    expect(text).toContain('NOT balanced: 4 accepted, 3 accounted for');
    expect(text).toContain(waiting);
  });
});
