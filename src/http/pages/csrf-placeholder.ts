/** Stands in rendered sections where each viewer's own token goes, so that one rendering serves every viewer. */
export const CSRF_PLACEHOLDER = '@csrf@';

/** Puts a viewer's token into markup. */
export function withCsrfToken(markup: string, token: string): string {
  return markup.replaceAll(CSRF_PLACEHOLDER, token);
}
