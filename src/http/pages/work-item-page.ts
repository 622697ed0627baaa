import { type SafeHtml, html } from '@remix-run/html-template';
import type { WorkAct } from '../../jobs/ledger/work-acts.ts';
import type { WorkItemDetail, WorkTransitionView } from '../../jobs/ledger/work-queries.ts';
import { workWords } from '../../jobs/ledger/work-words.ts';
import { forViewer } from './csrf-placeholder.ts';
import { instant, sentence, statusPill } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';
import { workPills } from './work-page.ts';

/** One item of work with its payload, what can be done with it, and what happened to it. */
export function workItemPage(context: PageContext, item: WorkItemDetail): string {
  const path = `/work/${item.id}`;
  const body = html`<section class="card">
      <h1>${item.kind}: ${item.subject}</h1>
      <div class="row">${workPills(item)}</div>
      ${workWords(item) === '' ? null : html`<p class="lead">${sentence(workWords(item))}</p>`}
      <p class="words">
        Due ${instant(item.due_at)}. ${item.retry_count} of ${item.max_retries + 1} attempts are used up.
        ${item.claimed_by === null ? null : html`The worker ${item.claimed_by} has it.`}
        ${
          item.concurrency_key === null
            ? null
            : html`Of the items with the key <code>${item.concurrency_key}</code>, one runs at a time.`
        }
      </p>
      ${context.mayChange ? html`<div class="buttons">${actionsOf(item, path)}</div>` : null}
    </section>
    <section class="card">
      <h2>Payload</h2>
      <pre tabindex="0" aria-label="Payload">${JSON.stringify(item.payload, null, 2)}</pre>
    </section>
    <section class="card">
      <h2>What happened</h2>
      ${history(item.history)}
    </section>`;
  return layout(context, {
    title: `${item.kind} ${item.subject}`,
    path: '/work',
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 15,
  });
}

function actionsOf({ status }: WorkItemDetail, path: string): SafeHtml[] {
  const act = (name: WorkAct, text: string, question: string): SafeHtml =>
    reasonedAction({ action: `${path}/${name}`, text, question, back: path, reasonGoesOn: 'record' });
  const isOpen = status === 'pending' || status === 'running';
  return [
    ...(status === 'completed'
      ? [act('requeue', 'Do it again', 'The work is done once more, due now.')]
      : [act('retry', 'Retry', 'It is due now, with fresh attempts. One that runs is left alone.')]),
    ...(isOpen || status === 'failed'
      ? [act('cancel', 'Cancel', 'It is not done; a run in progress can no longer write.')]
      : []),
  ];
}

function history(events: readonly WorkTransitionView[]): SafeHtml {
  if (events.length === 0) return html`<p class="empty">Nothing is known of what happened to it.</p>`;
  return html`<ol class="rows">
    ${events.map(
      ({ at, event, status, actor, detail }) =>
        html`<li>
          <div class="row">
            <strong>${event.replaceAll('-', ' ')}</strong> ${statusPill(status)}
            ${actor === null ? null : html`<span>by ${actor}</span>`}
            <span class="when">${instant(at)}</span>
          </div>
          ${detail === null || detail === '' ? null : html`<p class="words">${sentence(detail)}</p>`}
        </li>`,
    )}
  </ol>`;
}
