import { describe, expect, it } from '@jest/globals';
import { readForExplain } from '../../../src/intake/read-for-explain.ts';
import { sourceSchema } from '../../../src/intake/source-settings.ts';

function source(settings: Record<string, unknown>) {
  return { ...sourceSchema.parse(settings), name: 'website' };
}

const google = source({
  vendor: 'google-ads',
  signature: { scheme: 'token', in: 'body:key', secrets: [{ id: 'g', value: 'right' }] },
});

function explain(body: unknown, from = google) {
  return readForExplain(from, Buffer.from(JSON.stringify(body)), 'application/json');
}

describe('Reading a body to explain it', () => {
  it('makes the lead without checking who sent it, and shows no token', async () => {
    const columns = [{ column_id: 'EMAIL', string_value: 'a@example.com' }];
    const explained = await explain({ user_column_data: columns, key: 'wrong' });
    expect(explained).toMatchObject({
      lead: { source: 'website', person: { email: { normalised: 'a@example.com' } } },
      problems: [],
    });
    expect(JSON.stringify(explained)).not.toContain('wrong');
  });

  it('tells what a visitor would have to mend', async () => {
    const explained = await explain({ name: 'Ada' }, source({ vendor: 'form' }));
    expect(explained).toMatchObject({ problems: [{ field: 'email', code: 'missing' }] });
  });

  it('says why no lead comes of a body', async () => {
    expect(await explain({ is_test: true })).toEqual({
      refusal: 'Test lead: answered, not routed.',
    });
    expect(await explain({ a: 1 })).toEqual({
      refusal: expect.stringContaining('user_column_data'),
    });
    expect(await explain('text')).toEqual({ refusal: expect.stringContaining('not an object') });
  });
});
