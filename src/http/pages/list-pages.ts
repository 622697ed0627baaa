import { type SafeHtml, html } from '@remix-run/html-template';

/** The way to the rest of a list; nothing on its last page. */
export function more(cursor: string | null, path: string, query: Record<string, string>): SafeHtml | null {
  if (cursor === null) return null;
  return html`<p>
    <a class="more" href="${path}?${new URLSearchParams({ ...query, cursor }).toString()}">Next page</a>
  </p>`;
}
