import { describe, expect, it } from '@jest/globals';
import { personKeys, personSecret } from '../../../../src/systems/redis/person-keys.ts';

const first = { id: '2026', key: Buffer.alloc(32, 1) };
const second = { id: '2027', key: Buffer.alloc(32, 2) };

const keyOf = (keys: (typeof first)[]) => personKeys(personSecret(keys)).keyOfEmail('a@b.example');

describe('the keyed hash of a person', () => {
  it('stays the same when a new encryption key is put before the old one', () => {
    expect(keyOf([second, first])).toBe(keyOf([first]));
  });

  it('differs between installations', () => {
    expect(keyOf([second])).not.toBe(keyOf([first]));
  });

  it('is made under a key of its own, not under the one that encrypts', () => {
    expect(personSecret([first]).equals(first.key)).toBe(false);
    expect(personSecret([first])).toHaveLength(32);
  });

  it('cannot be made without an encryption key', () => {
    expect(() => personSecret([])).toThrow('at least one encryption key');
  });
});
