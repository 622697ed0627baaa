import { type SafeHtml, html } from '@remix-run/html-template';

/** The parts of the one place that says who plays. */
const PARTS = [
  { path: '/availability', text: 'Injuries' },
  { path: '/availability/lineups', text: 'Line-ups and officials' },
  { path: '/availability/transactions', text: 'Transactions' },
] as const;

/** Leads from one part to the others. */
export function availabilityParts(current: (typeof PARTS)[number]['path']): SafeHtml {
  return html`<nav class="quick" aria-label="Availability">
    ${PARTS.map(({ path, text }) =>
      path === current
        ? html`<strong aria-current="page">${text}</strong>`
        : html`<a href="${path}">${text}</a>`,
    )}
  </nav>`;
}
