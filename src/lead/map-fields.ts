import { aliasedField, aliasedInGroup, looselyAliasedField } from './field-aliases.ts';
import { pathSteps, plainName } from './field-name.ts';
import { trackingFieldName } from './found-parameters.ts';
import { LEAD_FIELDS, type LeadField } from './lead.ts';
import type { LeadRules } from './lead-rules.ts';
import { remembered } from './remembered.ts';
import { type SubmittedField, valuesOf } from './submission.ts';

/** One field that may be a lead field, with the values that count. */
export type Candidate = {
  field: SubmittedField;
  values: string[];
  by: 'configuration' | 'vendor' | 'name' | 'guess';
};

/** For each lead field what it may be read from, best first. */
export type FieldMap = ReadonlyMap<LeadField, readonly Candidate[]>;

const LEAD_FIELD_NAMES: ReadonlySet<string> = new Set(LEAD_FIELDS);

/** A longer key is no name of a field. */
const NAME_MAX = 256;

/** What senders call the group that holds all fields. */
const WHOLE_FORM =
  /^(?:leads?|contact|data|fields?|form|form_?data|form_?fields|person|payload|submission|values|answers|body|questions)$/iu;

type Claim = Candidate & { as: LeadField; rank: number };

/**
 * Finds out which submitted field is which lead field. The source's own map wins, then what the
 * vendor says about the field, then its key, its label, the last step of its path, and at last
 * its label without the words around ("Seu melhor email"). Honeypots and tracking parameters are
 * nothing else, unless the configuration says so.
 */
export function mapFields(
  fields: readonly SubmittedField[],
  rules: Pick<LeadRules, 'fields' | 'honeypots'>,
): FieldMap {
  const configured = Object.entries(rules.fields).flatMap(([as, wanted]) =>
    wanted === undefined ? [] : claimsByMap(fields, as, wanted),
  );
  const taken = new Set(configured.map(({ field }) => field));
  const claims = [...configured];
  for (const field of fields) {
    if (taken.has(field) || isHoneypot(field.key, rules.honeypots)) continue;
    const claim = claimByName(field);
    if (claim) claims.push(claim);
  }

  const byField = new Map<LeadField, Claim[]>();
  for (const claim of claims.toSorted((a, b) => a.rank - b.rank)) {
    const others = byField.get(claim.as);
    if (others) others.push(claim);
    else byField.set(claim.as, [claim]);
  }
  return byField;
}

/** True for a key that the source lists as a honeypot, also inside a group (`anti_bot.website`). */
export function isHoneypot(key: string, honeypots: readonly string[]): boolean {
  return honeypots.includes(key) || honeypots.includes(pathSteps(key).at(-1) ?? key);
}

/** All fields that a configured key, dotted path or label means; exact ones first. */
export function fieldsAt(fields: readonly SubmittedField[], wanted: string): SubmittedField[] {
  const path = dottedPath(wanted);
  const plain = plainName(wanted);
  const exact: SubmittedField[] = [];
  const samePath: SubmittedField[] = [];
  const named: SubmittedField[] = [];
  for (const field of fields) {
    const { key, label } = field;
    if (key === wanted) exact.push(field);
    else if (path !== '' && dottedPath(key) === path) samePath.push(field);
    else if (plain === '') continue;
    else if (plainName(key) === plain || (label !== undefined && plainName(label) === plain)) {
      named.push(field);
    }
  }
  return [...exact, ...samePath, ...named];
}

const dottedPath = remembered((key) => pathSteps(key).join('.'));

function claimsByMap(fields: readonly SubmittedField[], as: string, wanted: string): Claim[] {
  if (!isLeadField(as)) return [];
  const found = fieldsAt(fields, wanted).map(
    (field): Claim => ({ field, values: valuesOf(field), by: 'configuration', as, rank: 0 }),
  );
  if (found.length > 0) return found;
  // A path may end in the number of one of several values: `answers.0`.
  const steps = pathSteps(wanted);
  const index = Number(steps.at(-1));
  if (!Number.isInteger(index) || steps.length < 2) return [];
  return fieldsAt(fields, steps.slice(0, -1).join('.')).flatMap((field): Claim[] => {
    const value = valuesOf(field)[index];
    return value === undefined
      ? []
      : [{ field, values: [value], by: 'configuration', as, rank: 0 }];
  });
}

function claimByName(field: SubmittedField): Claim | undefined {
  const claim = (as: LeadField, by: Candidate['by'], rank: number): Claim => ({
    field,
    values: valuesOf(field),
    by,
    as,
    rank,
  });
  if (field.kind) return claim(field.kind, 'vendor', 1);
  if (field.ofOthers) return undefined;
  if (field.key.length > NAME_MAX || trackingFieldName(field)) return undefined;
  const { key, label } = field;
  const meaning =
    label === undefined || label === ''
      ? meaningOfKey(key)
      : meaningOfBoth(JSON.stringify([key, label.slice(0, NAME_MAX)]));
  return meaning && claim(meaning.as, meaning.by, meaning.rank);
}

type Meaning = Pick<Claim, 'as' | 'by' | 'rank'>;

const meaningOfKey = remembered((key) => meaningOf(key, ''));

/** Asked with the JSON of the two. */
const meaningOfBoth = remembered((names) => {
  const [key = '', label = ''] = JSON.parse(names) as string[];
  return meaningOf(key, label);
});

function meaningOf(key: string, label: string): Meaning | undefined {
  const readings = [aliasedField(key), aliasedField(label), ...readingsOfPath(pathSteps(key))];
  for (const [index, as] of readings.entries()) {
    if (as) return { as, by: 'name', rank: 2 + index };
  }
  for (const name of [label, key]) {
    const as = looselyAliasedField(name);
    if (as) return { as, by: 'guess', rank: 10 };
  }
  return undefined;
}

/**
 * What the names inside a key say: without the group that holds the whole form (`lead.role`), the
 * last two steps (`name.first`), the last one, and the last one without what builders put around
 * (`q3_email`, `field:email_9a1b`).
 */
function readingsOfPath(steps: readonly string[]): (LeadField | undefined)[] {
  const inside = steps.slice(steps.findIndex((step) => !WHOLE_FORM.test(step)));
  const last = steps.at(-1) ?? '';
  const bare = last.replace(/^q\d+_/iu, '').replace(/_[0-9a-f]{4}$/u, '');
  return [
    aliasedField(inside.join(' ')),
    steps.length > 1 ? aliasedField(steps.slice(-2).join(' ')) : undefined,
    aliasedInGroup(last),
    aliasedInGroup(bare),
  ];
}

function isLeadField(name: string): name is LeadField {
  return LEAD_FIELD_NAMES.has(name);
}
