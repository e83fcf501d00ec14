import { describe, expect, it } from '@jest/globals';
import { codesOf } from './spam-fixture.ts';

const RUSSIAN = 'Здравствуйте, предлагаем продвижение вашего сайта недорого.';
const LATIN_ONLY = { spam: { scripts: ['Latin'] } };

describe('The script of a message', () => {
  it('does not matter where the source expects none', () => {
    expect(codesOf({ message: RUSSIAN })).toEqual([]);
  });

  it('matters where the source expects another', () => {
    expect(codesOf({ message: RUSSIAN, ...LATIN_ONLY })).toEqual(['foreign_script']);
    expect(
      codesOf({ message: '我们提供最便宜的搜索引擎优化服务,请马上联系我们的团队', ...LATIN_ONLY }),
    ).toEqual(['foreign_script']);
  });

  it('is no wonder of a visitor whose browser speaks the language', () => {
    expect(codesOf({ message: RUSSIAN, visitor: { locale: 'ru-RU' }, ...LATIN_ONLY })).toEqual([]);
  });

  it('is not read off a few letters, nor off a name within a sentence', () => {
    expect(codesOf({ message: 'Спасибо!', ...LATIN_ONLY })).toEqual([]);
    const quoted = 'My name is written Владислав in Russian, please spell it so on the contract.';
    expect(codesOf({ message: quoted, ...LATIN_ONLY })).toEqual([]);
  });

  it('is suspicious where words mix letters that look alike', () => {
    expect(codesOf({ message: 'Yоur pаypаl aссount is limitеd' })).toEqual(['mixed_scripts']);
    expect(codesOf({ message: 'Мы используем Redis и PostgreSQL, IT-отдел' })).toEqual([]);
  });
});
