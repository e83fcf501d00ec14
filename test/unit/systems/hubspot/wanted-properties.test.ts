import { expect, it } from '@jest/globals';
import { crmSchema } from '../../../../src/stages/crm-settings.ts';
import { wantedProperties } from '../../../../src/systems/hubspot/wanted-properties.ts';

it('knows what each property of crm.yaml is to hold, and which people are looked up by', () => {
  const settings = crmSchema.parse({
    properties: {
      email: { from: 'person.email.normalised', write: 'never' },
      message: { from: 'message', write: 'overwrite' },
      leadline_routed_at: { from: 'receivedAt', write: 'overwrite' },
      customer_number: { from: 'extra.number', write: 'fill' },
    },
    lifecycle: {},
    furtherKeys: [
      { property: 'customer_number', from: 'extra.number' },
      { property: 'tax_number', from: 'extra.tax' },
    ],
  });
  expect(wantedProperties(settings)).toEqual([
    { name: 'email', holds: 'text', unique: false },
    { name: 'message', holds: 'long text', unique: false },
    { name: 'leadline_routed_at', holds: 'time', unique: false },
    { name: 'customer_number', holds: 'text', unique: true },
    { name: 'tax_number', holds: 'text', unique: true },
  ]);
});
