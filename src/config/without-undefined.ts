type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The entries of a record that have a value. */
export function withoutUndefined<T extends Record<string, unknown>>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}
