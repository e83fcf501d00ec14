import { type Document, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { ConfigPath } from './config-problem.ts';

export type ScalarAt<T = unknown> = { scalar: Scalar<T>; path: ConfigPath };

/** Every single value of a file with its path; keys are not values. An anchored one comes once. */
export function scalarsIn(document: Document): ScalarAt[] {
  return under(document.contents, []);
}

export function stringsIn(document: Document): ScalarAt<string>[] {
  return scalarsIn(document).filter(isString);
}

function isString(found: ScalarAt): found is ScalarAt<string> {
  return typeof found.scalar.value === 'string';
}

function under(node: unknown, path: ConfigPath): ScalarAt[] {
  if (isScalar(node)) return [{ scalar: node, path }];
  if (isSeq(node)) return node.items.flatMap((item, index) => under(item, [...path, index]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) =>
    isScalar(key) ? under(value, [...path, String(key.value)]) : [],
  );
}
