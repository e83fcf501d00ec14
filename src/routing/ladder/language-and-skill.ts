import { pickAnswer, pickIn, whyNobody } from './pick.ts';
import { passes, type RungQuestion } from './rung.ts';

/** Leads that need a language or skill go to those who have it, by their fair share. */
export const languageAndSkill: RungQuestion = (asked) => {
  const { lead, match, routing, market } = asked;
  if (routing.rules.length === 0) return passes('there are no rules for languages and skills');
  const holding = routing.rules.filter(({ holds }) => holds(lead, match));
  if (holding.length === 0) return passes('no rule for languages and skills holds');
  const nobody: string[] = [];
  for (const { rule } of holding) {
    const pick = pickIn(rule.pool ?? market.pool, asked, rule);
    const answer = pickAnswer(pick, asked);
    if (answer) {
      const passedOver = [...nobody, ...(answer.passedOver ?? [])];
      return { ...answer, says: `${answer.says}, by rule ${rule.name}`, passedOver };
    }
    nobody.push(`for rule ${rule.name}, ${whyNobody(pick)}`);
  }
  return { decided: false, says: nobody.join('; '), passedOver: nobody };
};
