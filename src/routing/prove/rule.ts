import { conditionalMarkets, type Markets } from '../markets.ts';
import type { Routing } from '../routing-settings.ts';
import type { When } from '../when.ts';
import type { FindingFile, FindingPath } from './finding.ts';

/** A condition of the configuration, wherever it stands. */
export type Rule = {
  name: string;
  /** For people: market "dach". */
  title: string;
  file: FindingFile;
  /** Of its `when`. */
  path: FindingPath;
  when: When;
};

/** In the order in which they are tried. */
export function marketRules({ markets }: Markets): Rule[] {
  return conditionalMarkets(markets).map(({ market: { name }, index, when }) => ({
    name,
    title: `market "${name}"`,
    file: 'markets',
    path: ['markets', index, 'when'],
    when,
  }));
}

/** In the order in which they are tried. */
export function languageRules({ languageAndSkill }: Routing): Rule[] {
  return languageAndSkill.map(({ name, when }, index) => ({
    name,
    title: `rule "${name}"`,
    file: 'routing',
    path: ['languageAndSkill', index, 'when'],
    when,
  }));
}
