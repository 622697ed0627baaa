/** Markup that is safe to send: made by `html`, which escapes everything that it is given. */
export type Html = { readonly markup: string };

type Part = Html | string | number | null | undefined | false | readonly Part[];

/** A template whose values are escaped unless they are markup themselves; lists are joined, nothing stays empty. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Html {
  let markup = literals[0] ?? '';
  for (const [index, value] of values.entries()) markup += toMarkup(value) + (literals[index + 1] ?? '');
  return { markup };
}

/** Marks text as markup. Only for text that this room made itself. */
export function trusted(markup: string): Html {
  return { markup };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function toMarkup(value: Part): string {
  if (value === null || value === undefined || value === false) return '';
  if (isList(value)) return value.map(toMarkup).join('');
  return typeof value === 'object' ? value.markup : escapeHtml(String(value));
}

function isList(value: Part): value is readonly Part[] {
  return Array.isArray(value);
}
