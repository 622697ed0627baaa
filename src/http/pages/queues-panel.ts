import type { Overview } from '../../monitoring/overview/overview.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { count, instant, pill, plural } from './format.ts';
import { reasonedAction } from './reasoned-action.ts';

export function queuesPanel({ queues, store, jobs }: Overview): SafeHtml {
  const silentSince = queues.find((queue) => queue.silent_since)?.silent_since;
  const found = driftWords(store.last_drift);
  return html`<h2>Queues <span class="total">BullMQ on ${store.kind}</span></h2>
    ${queuesTable(queues, { isSilent: Boolean(silentSince) })}
    ${
      silentSince
        ? html`<p class="words">
            The queue store has not answered since ${instant(silentSince)}
            (${instant(silentSince, { isRelative: true })}). What is due waits in PostgreSQL and is published
            as soon as it does.
          </p>`
        : null
    }
    <p class="words">
      Postgres and queue:
      ${found}${store.last_reconciled_at ? html`, compared ${instant(store.last_reconciled_at)}` : null}.
    </p>
    ${jobsLine(jobs)}
    <div class="buttons">
      ${reasonedAction({
        action: '/reconcile',
        text: 'Compare now',
        question: 'Every open task is compared with the queue, and what differs is mended.',
        back: '/',
        reasonGoesOn: 'record',
      })}
    </div>`;
}

/** How many jobs each queue has, and of what kind; `isSilent` where the queue store does not answer. */
function queuesTable(queues: Overview['queues'], { isSilent }: { isSilent: boolean }): SafeHtml {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Queue</th>
        <th scope="col">Delayed</th>
        <th scope="col">Waiting</th>
        <th scope="col">Active</th>
        <th scope="col">Failed</th>
      </tr>
    </thead>
    <tbody>
      ${queues.map((queue) => queueRow(queue, { isSilent }))}
    </tbody>
  </table>`;
}

function queueRow(
  { name, counts }: Overview['queues'][number],
  { isSilent }: { isSilent: boolean },
): SafeHtml {
  return counts
    ? html`<tr>
        <th scope="row">
          <a href="/admin/queues/queue/${name}">${name}</a
          >${counts.isPaused ? pill('paused', 'wait') : null}
        </th>
        <td>${count(counts.delayed)}</td>
        <td>${count(counts.waiting)}</td>
        <td>${count(counts.active)}</td>
        <td>${count(counts.failed)}</td>
      </tr>`
    : html`<tr>
        <th scope="row">${name}</th>
        <td colspan="4">${pill(isSilent ? 'does not answer' : 'out of reach', 'bad')}</td>
      </tr>`;
}

/** What the last comparison with the queue has found. */
function driftWords(drift: Overview['store']['last_drift']): string {
  if (!drift) return 'not compared yet';
  const differing = drift.missing + drift.orphaned + drift.mistimed;
  if (differing === 0) return 'no drift';
  return `${drift.missing} missing, ${drift.orphaned} orphaned, ${drift.mistimed} mistimed, mended`;
}

/** Recurrent jobs in a line: those that are late or fail by name. */
function jobsLine({ known, late, failing }: Overview['jobs']): SafeHtml {
  const named = (names: readonly string[], tone: string): SafeHtml[] =>
    names.map((name) => html` ${pill(tone, 'bad')} <a href="/jobs/${name}">${name}</a>`);
  const trouble = [...named(late, 'late'), ...named(failing, 'failing')];
  return html`<p class="words">
    <a href="/jobs">${plural(known, 'recurrent job')}</a>${
      trouble.length === 0 ? html`, none late or failing.` : html`:${trouble}`
    }
  </p>`;
}
