import type { ObjectTypeName } from './object-types.ts';
import type { RequiredProperty } from './portal.ts';
import type { PropertyProblem } from './property-values.ts';
import type { StoredRecord } from './stored-record.ts';

/** What an administrator made required and this write would leave empty. */
export function missingRequired(
  rules: RequiredProperty[],
  type: ObjectTypeName,
  values: Record<string, string>,
  record: StoredRecord | undefined,
): PropertyProblem[] {
  const after = { ...record?.properties, ...values };
  return rules
    .filter((rule) => rule.type === type && !after[rule.property])
    .filter((rule) => applies(rule, after, values, record === undefined))
    .map(({ property, when }) =>
      when
        ? {
            name: property,
            message: `Property "${property}" is required when "${when.property}" is "${when.value}"`,
            error: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
          }
        : {
            name: property,
            message: `Property "${property}" is required`,
            error: 'MISSING_REQUIRED_PROPERTY',
          },
    );
}

/** A condition counts when this write touches it; a plain rule only when a record is created. */
function applies(
  { property, when }: RequiredProperty,
  after: Record<string, string>,
  values: Record<string, string>,
  creating: boolean,
): boolean {
  if (!when) return creating;
  const touched = creating || when.property in values || property in values;
  return touched && after[when.property] === when.value;
}
