import { toMend } from './providers-panel.ts';
import type { WorkerStatus } from '../../fleet/workers.ts';
import { workerSlots } from '../../monitoring/facts/worker-slots.ts';
import type { Overview } from '../../monitoring/overview/overview.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { count, instant, pill, plural } from './format.ts';

/** Runs that a worker's line names. */
const RUNS_SHOWN = 6;

export function workersPanel({ workers, control_processes: controls, running }: Overview): SafeHtml {
  const alive = workers.filter((worker) => worker.is_alive).length;
  const body =
    workers.length === 0
      ? html`<p class="empty">No worker has been heard of. Start one with <code>npm run worker</code>.</p>`
      : html`<ul class="rows">
          ${workers.slice(0, 8).map(
            (worker) =>
              html`<li>
                <div class="row">
                  <strong class="game">${worker.worker_id}</strong>${pill(
                    worker.is_alive ? worker.state : worker.state === 'dead' ? 'dead' : 'silent',
                    worker.is_alive ? 'good' : 'bad',
                  )}<span class="when">${busyWords(worker)}</span>
                </div>
                <p class="words">
                  ${count(worker.completed_count)} done, ${count(worker.failed_count)}
                  failed${worker.is_alive ? null : html`, last heard of ${instant(worker.last_seen_at)}`}
                </p>
                ${runsOf(worker, running)}${(worker.is_alive ? (worker.problems ?? []) : []).map(toMend)}
              </li>`,
          )}
        </ul>`;
  const controlsAlive = controls.filter((control) => control.is_alive).length;
  const troubles = new Set(
    controls.flatMap(({ is_alive: isAlive, problems }) => (isAlive ? (problems ?? []) : [])),
  );
  const watched = html`<p class="words">Control processes alive: ${count(controlsAlive)}</p>
    ${[...troubles].map(toMend)}`;
  return html`<h2>Workers <span class="total">${alive} alive</span></h2>
    ${body}${watched}`;
}

/** How many runs a worker has, of those that it takes. */
function busyWords(worker: WorkerStatus): string {
  const { busy, slots } = workerSlots(worker);
  return `${busy} of ${slots} busy`;
}

/** What a worker runs, by the games that the overview lists, each leading to its page. */
function runsOf(
  { worker_id: id, running_task_ids: ids }: WorkerStatus,
  running: Overview['running'],
): SafeHtml | null {
  const known = running.filter((task) => task.worker === id && ids.includes(task.id));
  if (known.length === 0) return null;
  const shown = known.slice(0, RUNS_SHOWN);
  const rest = ids.length - shown.length;
  return html`<p class="words">
    Runs
    ${shown.map(
      (task, index) => html`${index > 0 ? ', ' : null}<a href="/games/${task.game_id}">${task.label}</a>`,
    )}${rest > 0 ? ` and ${plural(rest, 'other')}` : null}
  </p>`;
}
