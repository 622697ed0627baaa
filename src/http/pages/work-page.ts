import { type SafeHtml, html } from '@remix-run/html-template';
import type { Page } from '../../db/cursor.ts';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { WORK_ACTS, type WorkAct } from '../../jobs/ledger/work-acts.ts';
import type { WorkItemView } from '../../jobs/ledger/work-queries.ts';
import { workWords } from '../../jobs/ledger/work-words.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type CappedCount, type FilterFields, cappedWords, choice, field } from './filter-form.ts';
import { instant, pill, sentence, statusPill } from './format.ts';
import { layout } from './layout.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

const PATH = '/work';

export type WorkListView = {
  items: Page<WorkItemView>;
  fields: FilterFields;
  /** The kinds of which there are items. */
  kinds: readonly string[];
  /** How many match; undefined without a filter. */
  matching: CappedCount | undefined;
};

const ACT_WORDS: Readonly<Record<WorkAct, { title: string; question: string }>> = {
  retry: { title: 'Retry', question: 'Those that failed are due now, with fresh attempts.' },
  requeue: { title: 'Do again', question: 'Each is due now, completed or not; what runs is left alone.' },
  cancel: { title: 'Cancel', question: 'None of them is done before a retry.' },
};

/** Items of work that match a filter, and the way to act on all of them. */
export function workPage(context: PageContext, view: WorkListView): string {
  const { items, fields, kinds, matching } = view;
  const total = matching ? html` <span class="total">${cappedWords(matching, 'item')}</span>` : null;
  const body = html`<section class="card">
    <h1>Work${total}</h1>
    <p class="words">
      Durable work of every kind but the seeding of games, which is among the <a href="/tasks">tasks</a>.
    </p>
    ${filterForm(fields, kinds)}
    ${matching && matching.count > 0 && context.mayChange ? bulkActions(fields, matching) : null}
    ${rowsOf(items.items)}${more(items.next_cursor, PATH, fields)}
  </section>`;
  return layout(context, { title: 'Work', path: PATH, body: html.raw`${forViewer(String(body), context)}` });
}

function filterForm(fields: FilterFields, kinds: readonly string[]): SafeHtml {
  return html`<form class="filter" action="${PATH}" role="search">
    ${field('q', 'Part of a subject, or words of an error', fields, {
      type: 'search',
      maxLength: 200,
      isWide: true,
    })}
    ${choice('kind', 'Kind', kinds, fields, (kind) => kind)}
    ${choice('status', 'Status', TASK_STATUSES, fields)}
    ${choice('overdue', 'Start', ['true', 'false'], fields, (overdue) =>
      overdue === 'true' ? 'overdue' : 'not overdue',
    )}
    <div class="go"><button class="primary">Filter</button> <a href="${PATH}">All work</a></div>
  </form>`;
}

function bulkActions(fields: FilterFields, matching: CappedCount): SafeHtml {
  const filter = new URLSearchParams(fields).toString();
  return html`<div class="buttons">
    ${WORK_ACTS.map((act) =>
      reasonedAction({
        action: '/work/bulk',
        key: `bulk-${act}`,
        text: `${ACT_WORDS[act].title} all…`,
        question: `${cappedWords(matching, 'item')} match. ${ACT_WORDS[act].question}`,
        back: `${PATH}?${filter}`,
        fields: { action: act, filter, expected: matching.isMore ? '' : String(matching.count) },
        reasonGoesOn: 'record',
      }),
    )}
  </div>`;
}

function rowsOf(items: readonly WorkItemView[]): SafeHtml {
  if (items.length === 0) return html`<p class="empty">No item matches.</p>`;
  return html`<ul class="rows">
    ${items.map(
      (item) =>
        html`<li>
          <div class="row">
            <a class="game" href="${PATH}/${item.id}">${item.subject}</a>
            ${workPills(item)}
            <span class="when">${instant(item.completed_at ?? item.due_at)}</span>
          </div>
          ${workWords(item) === '' ? null : html`<p class="words">${sentence(workWords(item))}</p>`}
        </li>`,
    )}
  </ul>`;
}

/** What there is to see of an item at a glance. */
export function workPills(item: WorkItemView): SafeHtml {
  return html`${pill(item.kind, 'quiet')} ${statusPill(item.status)}
    ${item.is_overdue ? pill('overdue', 'bad') : null}
    ${item.status === 'pending' && item.hold_reason ? pill('on hold', 'wait') : null}`;
}
