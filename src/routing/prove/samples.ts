import { getDomain } from 'tldts';
import { isFreeProvider } from '../../lead/email-domain.ts';
import type { Asks, MailDomain } from '../conditions/question.ts';

/**
 * Values of an attribute, so chosen that every answer that any value could give to the questions
 * about it is given by one of them.
 */
export type Sample = {
  /** Goes on from "a lead with": "country US". */
  says: string;
  /** Of a value of its own, such as DE. */
  name?: string;
  answers: (asks: Asks) => boolean;
};

export type Samples = {
  samples: Sample[];
  /** A lead can have several of them at once: the samples are of single values, and none of none. */
  many: boolean;
  /** False: too many combinations, so some values are not among the samples. */
  complete: boolean;
};

type AsksOf<Kind extends Asks['kind']> = Extract<Asks, { kind: Kind }>;

export function samplesOf(attribute: string, questions: readonly Asks[]): Samples {
  const of = <Kind extends Asks['kind']>(kind: Kind) =>
    questions.filter((asks): asks is AsksOf<Kind> => asks.kind === kind);
  const [first] = questions;
  switch (first?.kind) {
    case 'text':
      return textSamples(attribute, of('text'));
    case 'number':
      return { samples: numberSamples(of('number')), many: false, complete: true };
    case 'domain':
      return { samples: domainSamples(of('domain')), many: false, complete: true };
    case 'yes-no':
      return { samples: [false, true].map(yesNoSample), many: false, complete: true };
    case undefined:
      return { samples: [], many: false, complete: true };
  }
}

function yesNoSample(value: boolean): Sample {
  return {
    says: value ? 'a known person' : 'a new person',
    answers: (asks) => asks.kind === 'yes-no' && asks.passes(value),
  };
}

function numberSamples(questions: AsksOf<'number'>[]): Sample[] {
  const edges = questions.flatMap(({ bounds }) => bounds).flatMap((bound) => [bound - 1, bound]);
  const numbers = [...new Set([0, ...edges])].filter((number) => number >= 0);
  return [
    ofNumber(undefined, 'no company size'),
    ...numbers.toSorted((one, other) => one - other).map((n) => ofNumber(n, `company size ${n}`)),
  ];
}

function ofNumber(value: number | undefined, says: string): Sample {
  return { says, answers: (asks) => asks.kind === 'number' && asks.passes(value) };
}

function domainSamples(questions: AsksOf<'domain'>[]): Sample[] {
  const named = [...new Set(questions.flatMap(({ domains }) => domains))].flatMap((domain) =>
    // Under com there are companies and free providers; acme.com is one or the other.
    getDomain(domain) === null
      ? [
          ofDomain({ domain: `any.${domain}`, free: false }, `an address under ${domain}`),
          ofDomain({ domain: `any.${domain}`, free: true }, `a free-mail address under ${domain}`),
        ]
      : [ofDomain({ domain, free: isFreeProvider(domain) }, `an address at ${domain}`)],
  );
  return [
    ofDomain(undefined, 'no e-mail address'),
    ofDomain({ domain: NOTHING_NAMED, free: false }, 'an address at another company'),
    ofDomain({ domain: NOTHING_NAMED, free: true }, 'a free-mail address'),
    ...named,
  ];
}

function ofDomain(value: MailDomain | undefined, says: string): Sample {
  return { says, answers: (asks) => asks.kind === 'domain' && asks.passes(value) };
}

/** A text that no configuration names, begins with or looks for. */
const NOTHING_NAMED = '\u{2205}';

const COMBINED_MAX = 5;

function textSamples(attribute: string, questions: AsksOf<'text'>[]): Samples {
  const many = questions.some((asks) => asks.many);
  const written = new Map(
    questions.flatMap(({ mentions: { values = [], written: as = [] } }) =>
      values.map((value, index): [string, string] => [value, as[index] ?? value]),
    ),
  );
  const named = (value: string): Sample => {
    const name = nameOf(attribute, written.get(value) ?? value);
    return { ...ofTexts([value], wordsFor(attribute, name)), name };
  };
  // Every lead has a source.
  const none = attribute === 'source' ? [] : [ofTexts([], `no ${attribute}`)];
  const among = questions.find((asks) => asks.among !== undefined)?.among;
  if (among !== undefined) {
    return { samples: [...none, ...among.map(named)], many, complete: true };
  }
  const parts = freeTexts(questions, many);
  return {
    samples: [
      ...none,
      ofTexts([NOTHING_NAMED], `another ${attribute}`),
      ...[...written.keys()].map(named),
      ...parts.texts.map((text) => ofTexts([text], wordsFor(attribute, shown(text)))),
    ],
    many,
    complete: parts.complete,
  };
}

function ofTexts(present: readonly string[], says: string): Sample {
  return { says, answers: (asks) => asks.kind === 'text' && asks.passes(present) };
}

/**
 * Texts for `contains` and `startsWith`: each beginning with each combination of the looked-for
 * parts. Where a lead can have several texts, one part a text is enough.
 */
function freeTexts(
  questions: AsksOf<'text'>[],
  many: boolean,
): { texts: string[]; complete: boolean } {
  const begins = unique(questions.flatMap(({ mentions }) => mentions.startsWith ?? []));
  const parts = unique(questions.flatMap(({ mentions }) => mentions.contains ?? []));
  const complete = many || parts.length <= COMBINED_MAX;
  const mixes = !many && complete ? combinations(parts) : [[], ...parts.map((part) => [part])];
  const texts = [NOTHING_NAMED, ...begins].flatMap((begin) =>
    (many && begin !== NOTHING_NAMED ? [[]] : mixes).map((mix) =>
      // At the end too: a text that begins so, and is not just that.
      [begin, ...mix, ''].join(NOTHING_NAMED),
    ),
  );
  return { texts: texts.filter((text) => shown(text) !== ''), complete };
}

function combinations(parts: readonly string[]): string[][] {
  return parts.reduce<string[][]>(
    (mixes, part) => [...mixes, ...mixes.map((mix) => [...mix, part])],
    [[]],
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function shown(text: string): string {
  return text.split(NOTHING_NAMED).filter(Boolean).join(' … ');
}

function nameOf(attribute: string, value: string): string {
  return attribute === 'country' ? value.toUpperCase() : value;
}

function wordsFor(attribute: string, value: string): string {
  if (attribute === 'clickId') return `a click id ${value}`;
  const plain = ['country', 'region', 'language', 'source'].includes(attribute);
  return `${attribute} ${plain ? value : JSON.stringify(value)}`;
}
