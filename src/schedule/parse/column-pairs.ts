/**
 * The column mapping written as `home=HomeTeam,away=AwayTeam`: the fields and the file's own names for them.
 * Undefined when a part is no such pair.
 */
export function parseColumnPairs(text: string): Record<string, string> | undefined {
  const columns: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [field = '', ...rest] = part.split('=');
    const name = rest.join('=').trim();
    if (field.trim() === '' || name === '') return undefined;
    columns[field.trim()] = name;
  }
  return columns;
}

/** How such a mapping is written, for people who wrote another thing. */
export const COLUMN_PAIRS_REMEDY =
  'Write field=Column pairs with commas between, such as home=HomeTeam,away=AwayTeam.';
