export type Stated<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without its undefined values: in a lead, an absent key means "not said". */
export function onlyStated<T extends object>(values: T): Stated<T>;
export function onlyStated(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
