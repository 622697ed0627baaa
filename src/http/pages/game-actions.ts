import type { GameDetail } from '../../read/games/game-queries.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import { earlyWords } from '../../seeding/action-result.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { reasonedAction } from './reasoned-action.ts';

/** What can be done with a game: seed it, or read it again. */
export function gameActions(game: GameDetail): SafeHtml {
  const first = game.tasks.find((task) => task.pass === 'first');
  const isSeeded = first?.status === 'completed';
  const paused = pauseNote(first);
  return reasonedAction({
    action: `/games/${game.id}/seed`,
    text: isSeeded ? 'Read again' : 'Seed now',
    question: isSeeded
      ? `All statistics of ${game.label} are read again, which spends provider calls.${paused}`
      : `${game.label} is seeded as soon as a worker is free, whatever its time.${earlyNote(first)}${paused}`,
    back: `/games/${game.id}`,
    isPrimary: !isSeeded,
    fields: isSeeded ? { force: 'yes' } : {},
  });
}

/** The way to try a task again; `subject` says on the page where it stands which one is meant. */
export function retryAction(task: TaskRow, { subject, back }: { subject: string; back: string }): SafeHtml {
  return reasonedAction({
    action: `/tasks/${task.id}/retry`,
    text: 'Retry',
    label: `Retry ${subject}`,
    question: `${subject.charAt(0).toUpperCase()}${subject.slice(1)} is due now, with fresh attempts.${earlyNote(task)}${pauseNote(task)}`,
    back,
  });
}

/** What can be done with a task in its present state. */
export function taskActions(task: TaskRow): SafeHtml {
  const { id, pass, status } = task;
  const back = `/games/${task.game_id}`;
  const isOpen = status === 'pending' || status === 'running';
  const canRetry =
    status === 'failed' || status === 'cancelled' || (status === 'pending' && task.retry_count > 0);
  const paused = pauseNote(task);
  return html`<div class="buttons">
    ${canRetry ? retryAction(task, { subject: `${pass} pass`, back }) : null}${
      isOpen
        ? reasonedAction({
            action: `/tasks/${id}/reschedule`,
            text: 'Reschedule',
            label: `Reschedule ${pass} pass`,
            question: `The ${pass} pass waits until the time that you give.${paused}`,
            back,
            inputs: timeInput(task),
            isReasonNeeded: true,
          })
        : null
    }${
      isOpen || status === 'failed'
        ? reasonedAction({
            action: `/tasks/${id}/cancel`,
            text: 'Cancel',
            label: `Cancel ${pass} pass`,
            question:
              pass === 'first'
                ? 'The game is not seeded before a retry.'
                : 'The game keeps the statistics that it has.',
            back,
            isReasonNeeded: true,
          })
        : null
    }
  </div>`;
}

/** A time in UTC as sent; the page's script turns it, its label and the field `zone` into the viewer's zone. */
export function timeInput({ id, due_at: at }: Pick<TaskRow, 'id' | 'due_at'>): SafeHtml {
  const iso = at.toISOString();
  return html`<label for="at-${id}">New time (<span data-zone-name>UTC</span>)</label
    ><input
      id="at-${id}"
      name="at"
      type="datetime-local"
      required
      value="${iso.slice(0, 16)}"
      data-instant="${iso}"
    /><input type="hidden" name="zone" value="UTC" data-zone />`;
}

/** What becomes of a game before its window; empty once that is open. */
function earlyNote(task: TaskRow | undefined): string {
  const { pass, next_at: nextAt, scheduled_time: opens } = task ?? {};
  return pass === 'first' && nextAt && opens && nextAt <= opens ? ` ${earlyWords(opens)}` : '';
}

/** A warning that nothing happens yet; empty while the sport goes on. */
function pauseNote(task: Pick<TaskRow, 'sport' | 'paused_at'> | undefined): string {
  return task?.paused_at ? ` Seeding of ${task.sport} is paused: nothing happens until it is resumed.` : '';
}
