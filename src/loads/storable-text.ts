/** Whether PostgreSQL holds it: no NUL, and no half of a pair. */
export function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** A value of any shape with every text in it made storable, for the quarantine. */
export function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [String(storableValue(key)), storableValue(part)]),
  );
}
