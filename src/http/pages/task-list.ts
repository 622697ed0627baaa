import type { TaskRow } from '../../read/tasks/task-rows.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { instant, pill, plural, sentence } from './format.ts';

/** A list of tasks: game, time, where it stands. */
export function taskList(
  tasks: readonly TaskRow[],
  options: {
    empty: string;
    when: (task: TaskRow) => Date | null;
    words: (task: TaskRow) => string | null;
    button?: (task: TaskRow) => SafeHtml;
  },
): SafeHtml {
  if (tasks.length === 0) return html`<p class="empty">${options.empty}</p>`;
  return html`<ul class="rows">
    ${tasks.map((task) => {
      const words = options.words(task);
      return html`<li>
        <div class="row">
          <a class="game" href="/games/${task.game_id}">${task.label}</a
          >${pill(task.sport, 'quiet')}${task.pass === 'first' ? null : pill(task.pass, 'quiet')}<span
            class="when"
            >${instant(options.when(task))}</span
          >${options.button?.(task)}
        </div>
        ${words === null ? null : html`<p class="words">${sentence(words)}</p>`}
      </li>`;
    })}
  </ul>`;
}

/** What a finished task brought in. */
export function resultWords(task: TaskRow): string {
  const lines = `${plural(task.player_count ?? 0, 'player line')}, ${plural(task.team_count ?? 0, 'team line')}`;
  const cost = plural(task.api_calls_made, 'call');
  const late =
    task.lateness_seconds === null ? '' : `, started ${task.lateness_seconds.toFixed(1)} s after due`;
  return task.player_count === null
    ? (task.error_message ?? 'nothing to seed')
    : `${lines} with ${cost}${late}`;
}
