import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_TOKEN, type AdminWeb, bearer, startAdminWeb } from '../support/admin-web.ts';

const TEAM_TOKEN = 'team-token-of-the-tests';

let web: AdminWeb;
let leadId: string;
beforeAll(async () => {
  web = await startAdminWeb({ LEADLINE_TEAM_TOKEN: TEAM_TOKEN });
  const fields = { name: 'Lena Hofer', email: 'lena@hofer.example.com', country: 'DE' };
  leadId = await web.stack.accept('contact-page', { ...fields, consent: 'on' });
  await web.stack.processAll();
});
afterAll(() => web.stop());

function password(token: string, user = 'ada'): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` };
}

const page = (headers: Record<string, string>, query = '') =>
  web.ask(`/rotation${query}`, { headers });

describe('how leads are shared out', () => {
  it('is read by the team, in plain words and without who the leads are', async () => {
    const answer = await page(password(TEAM_TOKEN));
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('<h2>Pool dach</h2>');
    expect(html).toMatch(/had a turn<\/td><td>[0-9a-f-]{36}/u);
    expect(html).toContain(leadId);
    expect(html).not.toMatch(/lena|hofer/iu);
  });

  it('is read of one pool or member', async () => {
    const html = await (await page(password(TEAM_TOKEN), '?pool=dach&member=ben')).text();
    expect(html.match(/<h2>Pool /gu)).toHaveLength(1);
    expect(html).toContain('Ben Huber');
    expect(html).not.toContain('Ada Brandt</td>');
  });

  it('is read by operations, as a page and as JSON', async () => {
    expect((await page(password(ADMIN_TOKEN))).status).toBe(200);
    expect((await page(bearer(ADMIN_TOKEN))).status).toBe(200);
    const answer = await web.ask('/v1/rotation?pool=dach', { headers: bearer(ADMIN_TOKEN) });
    expect(await answer.json()).toMatchObject({
      pools: [{ pool: 'dach', leads: { today: 1, open: 1 } }],
      entries: [{ leadId, reason: 'turn', amount: -1 }],
    });
  });

  it.each([
    ['nothing', {}],
    ['a wrong password', password('a-wrong-token')],
    ['the token as the user', password('', TEAM_TOKEN)],
    ['something else', { authorization: 'Digest x' }],
  ])('is not read by who gives %s', async (_, headers) => {
    const answer = await page(headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
    expect(await answer.text()).not.toContain('dach');
  });

  it('is all that the team’s token opens', async () => {
    for (const path of ['/v1/rotation', '/v1/ledger', `/v1/leads/${leadId}`, '/console/queues']) {
      expect((await web.ask(path, { headers: bearer(TEAM_TOKEN) })).status).toBe(401);
    }
  });

  it('is not found by trying one token after the other', async () => {
    const tries = await Promise.all(
      Array.from({ length: 40 }, (_, at) => page(password(`guess-${at}`))),
    );
    expect(tries.every(({ status }) => status === 401 || status === 429)).toBe(true);
    expect((await page(password('one-more'))).status).toBe(429);
  });
});
