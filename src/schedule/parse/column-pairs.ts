/**
 * The column mapping written as `home=HomeTeam,away=AwayTeam`: the fields and the file's own names for them, added to
 * those that are `known`. Undefined when a part is no such pair, or names another column for a field that has one.
 */
export function parseColumnPairs(
  text: string,
  known: Readonly<Record<string, string>> = {},
): Record<string, string> | undefined {
  const columns: Record<string, string> = { ...known };
  for (const part of text.split(',')) {
    const [field = '', ...rest] = part.split('=');
    const name = rest.join('=').trim();
    if (field.trim() === '' || name === '') return undefined;
    if ((columns[field.trim()] ?? name) !== name) return undefined;
    columns[field.trim()] = name;
  }
  return columns;
}

/** How such a mapping is written, for people who wrote another thing. */
export const COLUMN_PAIRS_REMEDY =
  'Write field=Column pairs with commas between and each field once, such as home=HomeTeam,away=AwayTeam.';
