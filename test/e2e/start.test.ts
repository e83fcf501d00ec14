import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoSamples } from '../../src/commands/demo/samples.ts';
import {
  eventually,
  type InstalledCompany,
  installCompany,
  operationsOf,
} from '../support/installed-company.ts';
import type { LeadlineProcess } from '../support/leadline-process.ts';
import { postReferrals } from '../support/post-referrals.ts';

let company: InstalledCompany;
beforeAll(async () => {
  company = await installCompany();
});
afterAll(() => company.stop());

/** Where the company of the tests has a market that the sample configuration has not. */
const MARKETS_OF_ITS_OWN: Record<string, string> = {
  'webinar-typeform': 'latam',
  'brazil-elementor': 'latam',
  'south-africa-gravity': 'africa',
};

type Posted = { status: number; leadId: string; as: string };

async function post(
  url: string,
  source: string,
  body: string,
  headers: Record<string, string>,
): Promise<Posted> {
  const answer = await fetch(`${url}/v1/sources/${source}`, { method: 'POST', body, headers });
  const said = (await answer.json()) as { leadId: string; status: string };
  return { status: answer.status, leadId: said.leadId, as: said.status };
}

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/submissions/${name}`, import.meta.url), 'utf8');

/** How often each of these leads is found outside: contact by e-mail, task and alert by lead. */
function madeFor(leadIds: string[]) {
  const { hubspot, slack } = company.sandbox;
  const tasks = hubspot.state().tasks.map(({ properties }) => properties['leadline_lead_id']);
  const alerts = slack.state().messages.map(({ metadata }) => JSON.stringify(metadata ?? {}));
  return leadIds.map((leadId) => ({
    tasks: tasks.filter((each) => each === leadId).length,
    alerts: alerts.filter((each) => each.includes(leadId)).length,
  }));
}

describe('leadline start', () => {
  let leadline: LeadlineProcess;
  let operations: ReturnType<typeof operationsOf>;
  beforeAll(async () => {
    leadline = await company.start();
    operations = operationsOf(leadline.url, company.variables);
  });
  afterAll(() => leadline.end());

  const complete = (leadId: string) =>
    eventually(
      () => operations.receipt(leadId),
      ({ status }) => status === 'complete',
    );

  it('takes what every sender posts, and each lead is seen through', async () => {
    const samples = demoSamples((name) => company.variables[name] ?? '', Date.now());
    expect(new Set(samples.map(({ source }) => source)).size).toBeGreaterThanOrEqual(8);
    for (const { source, headers, body, expect: wanted } of samples) {
      const { status, leadId, as } = await post(leadline.url, source, body, headers);
      expect([source, status, as]).toEqual([
        source,
        200,
        wanted.duplicate ? 'duplicate' : 'accepted',
      ]);
      if (wanted.ends === 'refused') {
        expect(await operations.receipt(leadId)).toMatchObject({ status: 'refused' });
        continue;
      }
      const receipt = await complete(leadId);
      const market = MARKETS_OF_ITS_OWN[source] ?? wanted.market;
      if (!wanted.duplicate) expect([source, receipt.market?.name]).toEqual([source, market]);
      expect(receipt.deadLetters).toEqual([]);
    }
  });

  it('takes a multipart form and a beacon as browsers send them', async () => {
    const multipart = fixture('html-form-2-multipart.txt');
    const boundary = multipart.split(/\r?\n/)[0]?.slice(2) ?? '';
    const types = [
      [multipart, `multipart/form-data; boundary=${boundary}`],
      [fixture('beacon-1.txt'), 'text/plain;charset=UTF-8'],
    ] as const;
    for (const [body, contentType] of types) {
      const headers = { 'content-type': contentType, origin: 'https://www.example.com' };
      const { status, leadId } = await post(leadline.url, 'contact-page', body, headers);
      expect(status).toBe(200);
      expect((await complete(leadId)).effects.length).toBeGreaterThan(0);
    }
  });

  it('refuses what was changed on its way, and keeps nothing of it', async () => {
    const before = await operations.ledger();
    for (const { source, headers, body } of demoSamples(() => 'a-guessed-secret', Date.now())) {
      const signed = ['webinar-typeform', 'pricing-webflow', 'newsletter-tally', 'partner-api'];
      if (!signed.includes(source)) continue;
      expect((await post(leadline.url, source, body, headers)).status).toBe(401);
    }
    expect((await operations.ledger()).accepted).toBe(before.accepted);
  });

  it('says how it is, and in numbers', async () => {
    for (const page of ['/healthz', '/readyz']) {
      expect((await fetch(`${leadline.url}${page}`)).status).toBe(200);
    }
    const metrics = await (await fetch(`${leadline.url}/metrics`)).text();
    const [, typeform] =
      /^leadline_submissions_total\{source="webinar-typeform",status="accepted"\} (\d+)$/m.exec(
        metrics,
      ) ?? [];
    expect(Number(typeform)).toBe(1);
    expect(metrics).toMatch(/^leadline_speed_to_lead_seconds_count(\{[^}]*\})? [1-9]/m);
  });

  it('shows nothing of a lead without the admin token', async () => {
    const { leadId } = await post(leadline.url, 'contact-page', 'email=x%40shy.example.com', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    const receipt = `/v1/leads/${leadId}`;
    for (const target of [receipt, `${receipt}/explanation`, '/v1/ledger']) {
      expect((await fetch(`${leadline.url}${target}`)).status).toBe(401);
      const guessed = { headers: { authorization: 'Bearer guessed' } };
      expect((await fetch(`${leadline.url}${target}`, guessed)).status).toBe(401);
    }
    await complete(leadId);
  });

  it('writes nothing of a person to its log', () => {
    expect(leadline.output()).toContain('submission received');
    expect(leadline.output()).not.toMatch(/hofer|whitfield|quispe|shy\.example|\+49/i);
  });
});

describe('leadline start, told to stop while leads are under way', () => {
  it('ends what is in hand, loses nothing, and goes on after the next start', async () => {
    const { slack } = company.sandbox;
    slack.setLatency(300);
    const first = await company.start();
    const answers = await postReferrals(first.url, 1, 10);
    const leadIds = answers.map(({ leadId }) => leadId);
    const alerts = () => madeFor(leadIds).filter((each) => each.alerts > 0).length;
    await eventually(alerts, (made) => made > 0);

    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.output()).toContain('leadline stopped');
    const alertsAtStop = alerts();
    expect(alertsAtStop).toBeLessThan(leadIds.length);
    slack.setLatency(0);

    const second = await company.start();
    const { receipt, ledger } = operationsOf(second.url, company.variables);
    for (const leadId of leadIds) {
      await eventually(
        () => receipt(leadId),
        ({ status }) => status === 'complete',
      );
    }
    expect(madeFor(leadIds)).toEqual(leadIds.map(() => ({ tasks: 1, alerts: 1 })));
    expect(await ledger()).toMatchObject({ balanced: true, byStatus: { dead: 0, in_flight: 0 } });
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

describe('leadline start --web and leadline start --worker', () => {
  it('are two processes that see a lead through together', async () => {
    const web = await company.start(['--web']);
    const [answer] = await postReferrals(web.url, 900, 1);
    const { receipt } = operationsOf(web.url, company.variables);
    expect((await receipt(answer?.leadId ?? '')).status).toBe('in_flight');

    const worker = await company.start(['--worker']);
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
    const astray = await fetch(`${worker.url}/v1/sources/partner-api`, { method: 'POST' });
    expect([astray.status, astray.headers.get('retry-after')]).toEqual([503, '30']);
    await eventually(
      () => receipt(answer?.leadId ?? ''),
      ({ status }) => status === 'complete',
    );
    expect(await Promise.all([web.end(), worker.end()])).toEqual([0, 0]);
  });
});

describe('leadline start, where something is wrong', () => {
  it('names the port that is taken, and ends with 1', async () => {
    const web = await company.start(['--web']);
    const port = new URL(web.url).port;
    await expect(company.start(['--web'], { PORT: port })).rejects.toThrow(
      new RegExp(`ended at once \\(1\\)[^]*Port ${port} is in use`),
    );
    await web.end();
  });

  it('names what is missing, and ends with 1', async () => {
    await expect(company.start([], { HUBSPOT_ACCESS_TOKEN: '' })).rejects.toThrow(
      /ended at once \(1\)[^]*HUBSPOT_ACCESS_TOKEN/,
    );
  });
});
