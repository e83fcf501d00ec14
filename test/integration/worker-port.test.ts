import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHealth, type Web } from '../../src/web.ts';
import { type Stack, startStack } from '../support/stack.ts';

describe('the port of a worker that runs alone', () => {
  let stack: Stack;
  let worker: Web;

  beforeAll(async () => {
    stack = await startStack();
    worker = await startHealth(stack.leadline, 0);
  });
  afterAll(async () => {
    await worker.close();
    await stack.stop();
  });

  it.each(['/healthz', '/readyz', '/metrics'])('shows %s', async (path) => {
    expect((await fetch(`${worker.url}${path}`)).status).toBe(200);
  });

  it('asks a vendor whose lead went astray to come again: many give up for good at a 404', async () => {
    const answer = await fetch(`${worker.url}/v1/sources/contact-page`, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
  });
});
