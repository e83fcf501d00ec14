import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readHubspotError } from '../../../../src/systems/hubspot/hubspot-error.ts';

const read = (body: unknown, impersonal = false) =>
  readHubspotError(typeof body === 'string' ? body : JSON.stringify(body), impersonal);

describe("HubSpot's error envelope", () => {
  it('lists every property that was refused, with its code', () => {
    const error = read({
      message: 'Property values were not valid: [{"error":"IGNORED"}]',
      errors: [
        { code: 'INVALID_EMAIL', context: { propertyName: ['email'] } },
        { code: 'INVALID_OPTION', context: { propertyName: ['country', 'state'] } },
        { code: 'WITHOUT_PROPERTY' },
        { message: 'without a code' },
      ],
    });
    expect(error.refused).toEqual([
      { code: 'INVALID_EMAIL', property: 'email' },
      { code: 'INVALID_OPTION', property: 'country' },
      { code: 'INVALID_OPTION', property: 'state' },
      { code: 'WITHOUT_PROPERTY' },
    ]);
  });

  it('reads the same details from inside the message when there is no other list', () => {
    const details = [{ error: 'INVALID_EMAIL', name: 'email', message: 'jane@@x is invalid' }];
    const error = read({ message: `Property values were not valid: ${JSON.stringify(details)}` });
    expect(error).toEqual({
      refused: [{ code: 'INVALID_EMAIL', property: 'email' }],
      scopes: [],
      message: 'Property values were not valid',
    });
  });

  it.each([
    ['Contact already exists. Existing ID: 2926551'],
    ['CONTACT ALREADY EXISTS. existing id:2926551'],
  ])('takes the id out of "%s"', (message) => {
    expect(read({ message }).existingId).toBe('2926551');
  });

  it.each([
    ['resource not found', 'resource not found'],
    ['Object not found.  objectId are usually numeric. (jane)', 'Object not found'],
    [
      'Invalid input JSON on line 1, column 7: Unexpected "Jane"',
      'Invalid input JSON on line 1, column 7',
    ],
    ['Jane Doe was not one of the allowed options', undefined],
    ['jane@x.example is invalid, resource not found', undefined],
  ])('of the message "%s" it keeps %s', (message, kept) => {
    expect(read({ message }).message).toBe(kept);
  });

  it('keeps the whole message where nothing of a person was sent', () => {
    const message = "Property group named 'x' does not exist.";
    expect(read({ message }, true).message).toBe(message);
  });

  it.each(['', '<html>', 'null', '[]', '7', '"text"', '{"errors":7}', '{"errors":[null]}'])(
    'finds nothing in %j',
    (body) => {
      expect(read(body)).toEqual({ refused: [], scopes: [] });
    },
  );

  it('never fails, and never repeats a message that it does not know', () => {
    const oddity = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()));
    const body = fc.record(
      {
        message: fc.string().map((text) => `Jane ${text}`),
        category: oddity,
        errors: fc.oneof(oddity, fc.array(fc.record({ code: oddity, context: oddity }))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (each) => {
        expect(read(each).message).toBeUndefined();
      }),
    );
  });
});
