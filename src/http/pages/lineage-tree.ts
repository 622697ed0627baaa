import { type SafeHtml, html } from '@remix-run/html-template';
import type { LineageNode } from '../../datasets/lineage.ts';
import { pill } from './format.ts';

/** A picture of lineage in one direction: each step is a branch further in, and leads to the page of its dataset. */
export function lineageTree(title: string, nodes: readonly LineageNode[], emptyText: string): SafeHtml {
  return html`<div>
    <h3>${title}</h3>
    ${nodes.length === 0 ? html`<p class="empty">${emptyText}</p>` : branch(nodes)}
  </div>`;
}

function branch(nodes: readonly LineageNode[]): SafeHtml {
  return html`<ul class="tree">
    ${nodes.map(
      ({ name, kind, next }) =>
        html`<li>
          ${kind === 'capability' ? name : html`<a href="/datasets/${name}">${name}</a>`}
          ${pill(kind === 'capability' ? 'from providers' : kind, kind === 'computed' ? 'busy' : 'quiet')}
          ${next.length === 0 ? null : branch(next)}
        </li>`,
    )}
  </ul>`;
}
