import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoPages } from '../../src/commands/demo/pages.ts';
import type { Lead } from '../../src/lead/lead.ts';
import { startWeb, type Web } from '../../src/web.ts';
import { type Site, startBrowser, startSite, type TestBrowser } from '../support/browser.ts';
import { eventually } from '../support/installed-company.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let web: Web;
let browser: TestBrowser;
let ours: Site;
let foreign: Site;

beforeAll(async () => {
  ours = await startSite();
  foreign = await startSite();
  const variables = { LEADLINE_ADMIN_TOKEN: 'the-admin-token' };
  stack = await startStack({
    variables,
    settings: (settings) => {
      settings.sources.sources['contact-page']?.origins.unshift(ours.origin);
      return settings;
    },
  });
  web = await startWeb(stack.leadline, 0, demoPages());
  stack.leadline.settings.sources.sources['contact-page']?.origins.unshift(web.url);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await web?.close();
  await stack?.stop();
  await ours?.close();
  await foreign?.close();
});

/** The lead of this address, once it is in the ledger. */
async function leadOf(email: string): Promise<Lead> {
  const { ledger } = stack.leadline;
  const [leadId = ''] = await eventually(
    () => ledger.leadsOfEmail(email),
    (found) => found.length > 0,
  );
  const lead = (await ledger.load(leadId))?.lead;
  if (!lead) throw new Error(`no lead of ${email}`);
  return lead;
}

/** Posts from a page of that origin, as its own script would; answers what the script gets. */
async function postFrom(site: Site, body: object): Promise<unknown> {
  const page = await browser.page();
  await page.goto(site.origin);
  return page.evaluate(
    async ({ url, sent }) => {
      const headers = { 'content-type': 'application/json' };
      try {
        const answer = await fetch(url, { method: 'POST', headers, body: sent });
        return { status: answer.status, said: await answer.json() };
      } catch (error) {
        return { refused: String(error) };
      }
    },
    { url: `${web.url}/v1/sources/contact-page`, sent: JSON.stringify(body) },
  );
}

describe('a visitor with a browser', () => {
  it('fills in the form, is thanked, and is a lead with campaign and consent', async () => {
    const page = await browser.page();
    await page.goto(web.url);
    await page.fill('[name=name]', 'Ines Faria');
    await page.fill('[name=email]', 'ines@faria-textil.example.com');
    await page.check('[name=consent]');
    await page.click('button');
    await page.waitForURL(`${web.url}/thanks`);

    const lead = await leadOf('ines@faria-textil.example.com');
    expect(lead.person.fullName).toBe('Ines Faria');
    expect(lead.attribution.utm).toEqual({ utm_source: 'demo', utm_medium: 'form' });
    expect(lead.consent.purposes.ad_user_data).toBe('granted');
    expect(lead.visitor.userAgent).toContain('Mozilla/5.0');
  });

  it('is told in a page which field to mend', async () => {
    const page = await browser.page();
    await page.goto(web.url);
    await page.evaluate('document.forms[0].noValidate = true');
    await page.fill('[name=email]', 'ines@');
    await page.click('button');
    await page.waitForURL('**/v1/sources/contact-page');

    expect((await page.textContent('body'))?.toLowerCase()).toContain('mail');
  });

  it('sends a form with multipart parts from a script', async () => {
    const page = await browser.page();
    await page.goto(web.url);
    const status = await page.evaluate(async () => {
      const form = new FormData();
      form.append('email', 'jose@multipart.example.com');
      form.append('prénom', 'José');
      const answer = await fetch('/v1/sources/contact-page', { method: 'POST', body: form });
      return answer.status;
    });

    expect(status).toBe(200);
    expect((await leadOf('jose@multipart.example.com')).person.firstName).toBe('José');
  });

  it('leaves the page, and the beacon still arrives', async () => {
    const page = await browser.page();
    await page.goto(ours.origin);
    const body = JSON.stringify({ email: 'b@beacon.example.com', utm_source: 'google' });
    const url = `${web.url}/v1/sources/contact-page`;
    await page.evaluate(`navigator.sendBeacon(${JSON.stringify(url)}, ${JSON.stringify(body)})`);
    await page.close();

    expect((await leadOf('b@beacon.example.com')).attribution.utm).toEqual({
      utm_source: 'google',
    });
  });
});

describe('a script of another origin', () => {
  it('gets its answer when the source names its origin', async () => {
    const answer = await postFrom(ours, { email: 'f@fetch.example.com', name: 'Fetch User' });

    expect(answer).toMatchObject({ status: 200, said: { status: 'accepted' } });
  });

  it('is stopped by the browser when the source does not', async () => {
    const answer = await postFrom(foreign, { email: 'x@foreign.example.com' });

    expect(answer).toEqual({ refused: expect.stringContaining('Failed to fetch') });
    expect(await stack.leadline.ledger.leadsOfEmail('x@foreign.example.com')).toEqual([]);
  });
});

describe('the console', () => {
  it('asks for the admin token, and shows the queues to who has it', async () => {
    const page = await browser.page();
    await page.goto(`${web.url}/console/queues`);
    expect(page.url()).toBe(`${web.url}/console/login`);
    await page.fill('[name=token]', 'not-the-token');
    await page.click('button');
    expect(await page.textContent('body')).toContain('not the admin token');

    await page.fill('[name=token]', 'the-admin-token');
    await page.click('button');
    await page.waitForURL('**/console/queues');
    await page.getByText('deduplicate-dead').first().waitFor();
    expect(await page.textContent('body')).toContain('assign');
  });
});
