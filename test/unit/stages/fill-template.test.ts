import { describe, expect, it } from '@jest/globals';
import { fillTemplate } from '../../../src/stages/fill-template.ts';

describe('a template', () => {
  it('is filled with what is known', () => {
    const words = { market: 'DACH', name: 'Grace Hopper', company: 'Navy' };
    expect(fillTemplate('New {{market}} lead: {{ name }} ({{company}})', words)).toBe(
      'New DACH lead: Grace Hopper (Navy)',
    );
  });

  it('leaves no empty brackets behind where something is not known', () => {
    const words = { market: 'DACH', name: 'Grace', company: undefined };
    expect(fillTemplate('New {{market}} lead: {{name}} ({{company}})', words)).toBe(
      'New DACH lead: Grace',
    );
  });

  it('says what it is told to where something is not known', () => {
    expect(fillTemplate('Campaign: {{campaign}}', {}, 'none')).toBe('Campaign: none');
  });

  it('takes what a visitor wrote as it is, even where it looks like a template', () => {
    const words = { message: 'Is $& or {{email}} a joke?', email: 'grace@example.com' };
    expect(fillTemplate('{{message}}', words)).toBe('Is $& or {{email}} a joke?');
  });
});
