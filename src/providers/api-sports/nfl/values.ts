/** A statistic as the API writes it: mostly a text, now and then a number, often null or missing. */
export type RawValue = string | number | null | undefined;

const NO_VALUE = new Set(['', '-', '--', '—']);

/** The number in a value; null for no value, undefined for something that is no number. */
export function numberIn(value: RawValue): number | null | undefined {
  const text = String(value ?? '').trim();
  if (NO_VALUE.has(text)) return null;
  const number = Number(text.replace(/%$/, ''));
  return Number.isFinite(number) ? number : undefined;
}

/**
 * The two numbers of a composite such as `"15/27"` or `"2-12"`; a lone number is the first of them. Nulls for no
 * value, undefined for anything else.
 */
export function pairIn(value: RawValue): readonly [number | null, number | null] | undefined {
  const text = String(value ?? '').trim();
  if (NO_VALUE.has(text)) return [null, null];
  const found = /^(\d{1,4})(?:\s*[/-]\s*(-?\d{1,4}))?$/.exec(text);
  if (!found) return undefined;
  // Yards lost are a count here, whether or not the provider puts a minus before them.
  return [Number(found[1]), found[2] === undefined ? null : Math.abs(Number(found[2]))];
}

/** Seconds in a clock time such as `"32:10"`; null for no value, undefined for anything else. */
export function secondsIn(value: RawValue): number | null | undefined {
  const text = String(value ?? '').trim();
  if (NO_VALUE.has(text)) return null;
  const found = /^(\d{1,3}):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}
