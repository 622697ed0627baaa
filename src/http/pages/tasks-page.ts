import { SPORTS } from '../../domain/sport.ts';
import { HOLD_REASONS, HOLD_REASON_WORDS, TASK_STATUSES } from '../../domain/statuses.ts';
import type { Page } from '../../db/cursor.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import { BULK_ACTIONS, type BulkAction } from '../bulk-action.ts';
import { CSRF_PLACEHOLDER, forViewer } from './csrf-placeholder.ts';
import { count, instant, pill, plural, sentence, statusPill } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { type CappedCount, type FilterFields, cappedWords, choice, field } from './filter-form.ts';
import { layout } from './layout.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';

export type TasksView = {
  tasks: Page<TaskRow>;
  fields: FilterFields;
  /** How many match; undefined without a filter. */
  matching: CappedCount | undefined;
};

export type BulkView = {
  action: BulkAction;
  fields: FilterFields;
  matching: CappedCount;
  /** The first of the tasks that match. */
  sample: readonly TaskRow[];
  /** What stands in the way of anything happening soon, in words. */
  pausedSports: readonly string[];
};

const ACTION_WORDS: Record<BulkAction, { title: string; question: string }> = {
  retry: { title: 'Retry', question: 'Each is due now, with fresh attempts.' },
  seed: { title: 'Seed', question: 'Each is due now, whatever its time.' },
  cancel: { title: 'Cancel', question: 'None of them is seeded before a retry.' },
  reschedule: { title: 'Reschedule', question: 'All of them wait until the time that you give.' },
};

/** Tasks that match a filter, and the way to act on all of them. */
export function tasksPage(context: PageContext, { tasks, fields, matching }: TasksView): string {
  const total = matching ? html` <span class="total">${cappedWords(matching, 'task')}</span>` : null;
  const body = html`<section class="card">
    <h1>Tasks${total}</h1>
    ${chosenGames(fields)}${filterForm(fields)}
    ${matching && matching.count > 0 && context.mayChange ? bulkLinks(fields) : null}
    ${rowsOf(tasks.items)}${more(tasks.next_cursor, '/tasks', fields)}
  </section>`;
  return layout(context, { title: 'Tasks', path: '/tasks', body });
}

/** What an action on all that match would do, before it is done. */
export function bulkPage(context: PageContext, view: BulkView): string {
  const { action, fields, matching, sample, pausedSports } = view;
  const { title, question } = ACTION_WORDS[action];
  const rest = matching.count - sample.length;
  const goBack = html`<a class="button" href="${backTo(fields)}" data-back>Go back</a>`;
  const body = html`<section class="card">
    <h1>${title} ${cappedWords(matching, 'task')}?</h1>
    <p class="lead">Nothing has been done yet. ${question}</p>
    ${chosenGames(fields)}
    ${
      pausedSports.length > 0
        ? html`<p class="notice bad">
            Seeding of ${pausedSports.join(', ')} is paused: these wait until it is resumed.
          </p>`
        : null
    }
    ${
      matching.isMore
        ? html`<p class="words">
            One round acts on the first ${count(matching.count)}; repeat it for the others.
          </p>`
        : null
    }
    ${matching.count > 0 ? bulkForm(view, goBack) : html`<div class="buttons">${goBack}</div>`}
    <h2>${rest > 0 ? `The first ${sample.length} of them` : 'These are'}</h2>
    ${rowsOf(sample)}
  </section>`;
  return layout(context, {
    title: `${title} tasks`,
    path: '/tasks',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

/** The list that the action was chosen from. */
function backTo(fields: FilterFields): string {
  return `/tasks?${new URLSearchParams(fields).toString()}`;
}

/** Asks for the reason, and for the time where the action needs one. */
function bulkForm({ action, fields, matching }: BulkView, goBack: SafeHtml): SafeHtml {
  const hidden = {
    csrf: CSRF_PLACEHOLDER,
    back: backTo(fields),
    action,
    filter: new URLSearchParams(fields).toString(),
    expected: String(matching.count),
  };
  return html`<form method="post" action="/tasks/bulk" class="bulk">
    ${Object.entries(hidden).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}${action === 'reschedule' ? newTime() : null}<label for="reason">Reason, for the timelines</label
    ><input
      id="reason"
      name="reason"
      required
      maxlength="500"
      autocomplete="off"
      ${action === 'reschedule' ? null : html` autofocus`}
    />
    <div class="buttons">
      <button class="primary">${ACTION_WORDS[action].title} ${plural(matching.count, 'task')}</button>${goBack}
    </div>
  </form>`;
}

/** The time to which tasks move, told in the zone of the browser. */
function newTime(): SafeHtml {
  return html`<label for="at">New time (<span data-zone-name>UTC</span>)</label
    ><input id="at" name="at" type="datetime-local" required autofocus /><input
      type="hidden"
      name="zone"
      value="UTC"
      data-zone
    />`;
}

function filterForm(fields: FilterFields): SafeHtml {
  return html`<form class="filter" action="/tasks" role="search">
    ${field('q', 'Teams, a date, a state, words of an error, or #id', fields, {
      type: 'search',
      maxLength: 200,
      isWide: true,
    })}
    ${choice('status', 'Status', TASK_STATUSES, fields)}${choice('sport', 'Sport', SPORTS, fields)}${choice(
      'held',
      'Waiting',
      ['true', 'false'],
      fields,
      (held) => (held === 'true' ? 'on hold' : 'not on hold'),
    )}${choice('overdue', 'Start', ['true', 'false'], fields, (overdue) =>
      overdue === 'true' ? 'overdue' : 'not overdue',
    )}${choice('hold_reason', 'On hold because', HOLD_REASONS, fields, (reason) => HOLD_REASON_WORDS[reason])}
    ${field('date', 'Slate date', fields, { type: 'date' })}${field('error_type', 'Kind of error', fields)}
    ${
      fields['games'] === undefined
        ? null
        : html`<input type="hidden" name="games" value="${fields['games']}" />`
    }
    <div class="go"><button class="primary">Filter</button> <a href="/tasks">All tasks</a></div>
  </form>`;
}

/** Which games the list is limited to, where it is, and the way back to them. */
function chosenGames({ games }: FilterFields): SafeHtml | null {
  if (games === undefined) return null;
  const words = [...new URLSearchParams(games)].map(([name, value]) => {
    const label = GAME_FIELD_WORDS[name] ?? name;
    return `${label} ${value.replaceAll('_', ' ')}`.trim();
  });
  return html`<p class="words">
    Only tasks of the games with: ${words.join(', ')}. <a href="/games?${games}">These games</a>
  </p>`;
}

/** What the fields of a filter of games are called in a sentence. */
const GAME_FIELD_WORDS: Readonly<Record<string, string>> = {
  q: 'the words',
  sport: '',
  status: 'game',
  seeding_status: 'statistics',
  from: 'first day',
  until: 'last day',
};

function bulkLinks(fields: FilterFields): SafeHtml {
  const links = BULK_ACTIONS.map((action) => {
    const query = new URLSearchParams({ ...fields, action }).toString();
    return html`<a class="button" href="/tasks/bulk?${query}">${ACTION_WORDS[action].title} all…</a>`;
  });
  return html`<div class="buttons">${links}</div>`;
}

/** When a task ended; of one that is open, when it is due. */
function endOrStart({ status, completed_at: completedAt, due_at: dueAt }: TaskRow): Date {
  const isEnded = status === 'completed' || status === 'failed';
  return isEnded ? (completedAt ?? dueAt) : dueAt;
}

function rowsOf(tasks: readonly TaskRow[]): SafeHtml {
  if (tasks.length === 0) return html`<p class="empty">No task matches.</p>`;
  return html`<ul class="rows">
    ${tasks.map(
      (task) =>
        html`<li>
          <div class="row">
            <a class="game" href="/games/${task.game_id}">${task.label}</a>
            ${pill(task.sport, 'quiet')} ${task.pass === 'first' ? null : pill(task.pass, 'quiet')}
            ${statusPill(task.status)} ${task.hold_reason ? pill('on hold', 'wait') : null}
            <span class="when">${instant(endOrStart(task))}</span>
          </div>
          <p class="words">${sentence(task.in_words)}</p>
        </li>`,
    )}
  </ul>`;
}
