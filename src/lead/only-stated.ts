export type Stated<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without its undefined values: in a lead, an absent key means "not said". */
export function onlyStated<T extends object>(values: T): Stated<T>;
export function onlyStated(values: Record<string, unknown>): object {
  const stated: Record<string, unknown> = {};
  for (const key of Object.keys(values)) {
    if (values[key] !== undefined) stated[key] = values[key];
  }
  return stated;
}
