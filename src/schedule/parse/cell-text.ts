/** What programs write for a value that is missing: pandas, R, JavaScript, spreadsheets. */
const MISSING = new Set(['nan', 'nat', '<na>', 'none', 'null', 'undefined', '#n/a', '#value!', '#ref!']);

/**
 * A cell without the space around it; undefined for one that holds nothing. Whole numbers that a program keeps as
 * fractions because others of the column are missing (`110.0`) come without the fraction.
 */
export function textOf(value: string | undefined): string | undefined {
  // Non-breaking spaces come with text copied from web pages.
  const trimmed = value?.replace(/[\u00a0\u2007\u202f]/g, ' ').trim();
  if (trimmed === undefined || trimmed === '' || MISSING.has(trimmed.toLowerCase())) return undefined;
  return /^\d+\.0+$/.test(trimmed) ? trimmed.slice(0, trimmed.indexOf('.')) : trimmed;
}
