import type { Overview } from '../../monitoring/overview/overview.ts';
import { count, instant, plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { retryAction } from './game-actions.ts';
import { taskList } from './task-list.ts';

/** The later looks at finished games: how many wait, what they changed, and those that failed. */
export function correctionsPanel({ corrections }: Overview): SafeHtml {
  const figure = (label: string, value: number): SafeHtml =>
    html`<div>
      <dt>${label}</dt>
      <dd>${count(value)}</dd>
    </div>`;
  const next = corrections.next_due_at
    ? html`<p class="words">Next ${instant(corrections.next_due_at, { isRelative: true })}.</p>`
    : null;
  const failed =
    corrections.recent_failures.length === 0
      ? null
      : html`<p class="words">
            ${plural(corrections.failed, 'correction')} failed in the last seven days. The games keep the
            statistics that they have.
          </p>
          ${taskList(corrections.recent_failures, {
            empty: '',
            when: (task) => task.completed_at ?? task.updated_at,
            words: (task) => task.error_message,
            button: (task) => retryAction(task, { subject: `${task.pass} of ${task.label}`, back: '/' }),
          })}`;
  return html`<h2>Corrections <span class="total">finished games read again</span></h2>
    <dl class="figures">
      ${figure('Waiting', corrections.pending)}
      ${figure('Running', corrections.running)}
      ${figure('Done in 24 h', corrections.completed_24h)}
      ${figure('Lines changed', corrections.changed_lines_24h)}
    </dl>
    ${next}${failed}`;
}
