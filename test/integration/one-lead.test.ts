import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../support/stack.ts';

describe('one lead, end to end', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  it('reaches the CRM, the owner, sales and the ad platforms', async () => {
    const leadId = await stack.accept('contact-page', {
      name: 'Lena Hofer',
      email: 'lena@hofer-maschinen.example.com',
      country: 'DE',
      message: 'Please call me.',
      consent: 'on',
    });

    await stack.processAll();

    const record = await stack.leadline.ledger.load(leadId);
    expect(record?.status).toBe('complete');
    expect(Object.values(record?.steps ?? {}).map(({ state }) => state)).toEqual(
      Array(7).fill('done'),
    );
    expect(stack.slack.state().messages).toHaveLength(1);
    expect(await stack.leadline.ledger.balance()).toMatchObject({ accepted: 1, balanced: true });
  });
});
