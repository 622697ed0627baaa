/** Stands in rendered sections where each viewer's own token goes, so that one rendering serves every viewer. */
export const CSRF_PLACEHOLDER = '@csrf@';

/** A form that changes something, or what is folded around one; neither nests in its like. */
const CHANGING_FORM =
  /<details\s+class="change[^"]*"\s*>[^]*?<\/details\s*>|<form\s+method="post"[^]*?<\/form\s*>/g;

/** Who looks at a page. */
export type Viewer = { csrfToken: string; mayChange: boolean };

/** Makes markup a viewer's own: with the viewer's token, or without forms for those who may only look. */
export function forViewer(markup: string, { csrfToken, mayChange }: Viewer): string {
  const shown = mayChange ? markup : markup.replaceAll(CHANGING_FORM, '');
  return shown.replaceAll(CSRF_PLACEHOLDER, csrfToken);
}
