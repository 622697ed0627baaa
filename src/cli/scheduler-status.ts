import { workerSlots } from '../monitoring/facts/worker-slots.ts';
import { HOLD_REASON_WORDS } from '../domain/statuses.ts';
import type { ControlStatus } from '../fleet/control-processes.ts';
import type { Overview } from '../monitoring/overview/overview.ts';
import { sportsOff } from '../monitoring/providers/provider-words.ts';
import { assessTonight } from '../monitoring/overview/tonight.ts';
import type { WorkerStatus } from '../fleet/workers.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine, plural } from './output/plain-text.ts';
import { facts, joinSections, section } from './output/sections.ts';
import { instantWithHint, relativeWords } from './output/time-words.ts';
import type { View } from './output/view.ts';
import { tonightWords } from './tonight-words.ts';
import { pauseWords } from './pause-words.ts';

/** Workers, pauses, queues and what is overdue: what the morning check asks. */
export function schedulerStatusOutcome(overview: Overview): Outcome {
  const { read_at, counts, held_by_reason, corrections, workers, control_processes, pauses, queues, store } =
    overview;
  return {
    document: {
      read_at,
      tonight: assessTonight(overview),
      counts,
      held_by_reason,
      corrections,
      workers,
      control_processes,
      pauses,
      queues,
      store,
    },
    render: (view) => renderStatus(overview, view),
  };
}

function renderStatus(overview: Overview, view: View): string {
  const alive = overview.workers.filter((worker) => worker.is_alive);
  const off = sportsOff(overview.providers);
  return joinSections(
    tonightWords(assessTonight(overview), view),
    section(view, 'Tasks', facts(taskFacts(overview, view))),
    section(
      view,
      'Sports',
      facts(
        overview.pauses.map(({ sport, paused_at, reason }) => [
          sport,
          pauseWords(paused_at, reason, view, off.has(sport)),
        ]),
      ),
    ),
    section(
      view,
      `Control processes (${overview.control_processes.filter((one) => one.is_alive).length} alive)`,
      controlTable(overview.control_processes, view),
    ),
    section(view, `Workers (${alive.length} alive)`, workerTable(overview.workers, view)),
    section(view, 'Queues', queueTable(overview, view)),
  );
}

function taskFacts({ counts, corrections, held_by_reason: held }: Overview, view: View): [string, string][] {
  const { nowMs } = view;
  return [
    ['pending', `${countWords(counts.pending)}, next due ${instantWithHint(counts.next_due_at, nowMs)}`],
    ['due in 24 h', countWords(counts.due_24h)],
    ['running', countWords(counts.running)],
    [
      'overdue',
      counts.overdue === 0
        ? '0'
        : view.colors.yellow(
            `${countWords(counts.overdue)}, oldest ${instantWithHint(counts.oldest_overdue_at, nowMs)}`,
          ),
    ],
    ...held.map(({ reason, count, next_at }): [string, string] => [
      'on hold',
      `${countWords(count)}: ${HOLD_REASON_WORDS[reason]}, until ${instantWithHint(next_at, nowMs)}`,
    ]),
    ['failed', counts.failed === 0 ? '0' : view.colors.red(countWords(counts.failed))],
    ['done in 24 h', countWords(counts.completed_24h)],
    [
      'corrections',
      `${countWords(corrections.pending)} pending, ${countWords(corrections.failed)} failed, ${countWords(corrections.completed_24h)} done in 24 h (${plural(corrections.changed_lines_24h, 'line')} changed)`,
    ],
  ];
}

function controlTable(controls: readonly ControlStatus[], view: View): string {
  return view.table<ControlStatus>(
    [
      { title: 'CONTROL', text: (control) => control.control_id, yields: 2, minWidth: 12 },
      {
        title: 'STATE',
        text: (control) =>
          !control.is_alive ? 'vanished' : control.request ? `asked to ${control.request}` : control.state,
        style: (text, control) => (control.is_alive ? view.colors.green(text) : view.colors.red(text)),
      },
      { title: 'HEARD OF', text: (control) => relativeWords(control.last_seen_at.getTime(), view.nowMs) },
      { title: 'VERSION', text: (control) => control.version },
      { title: 'DASHBOARD', text: (control) => control.url, yields: 1, minWidth: 12 },
    ],
    controls,
    '  none: start one with npm start',
  );
}

function workerTable(workers: readonly WorkerStatus[], view: View): string {
  return view.table<WorkerStatus>(
    [
      { title: 'WORKER', text: (worker) => worker.worker_id, yields: 2, minWidth: 12 },
      {
        title: 'STATE',
        text: (worker) => (worker.is_alive ? worker.state : 'vanished'),
        style: (text, worker) => (worker.is_alive ? view.colors.green(text) : view.colors.red(text)),
      },
      { title: 'HEARD OF', text: (worker) => relativeWords(worker.last_seen_at.getTime(), view.nowMs) },
      { title: 'QUEUES', text: (worker) => worker.queues.join(', '), yields: 1, minWidth: 12 },
      {
        title: 'RUNNING',
        text(worker) {
          const { busy, slots } = workerSlots(worker);
          return `${busy}/${slots}`;
        },
        align: 'right',
      },
      { title: 'DONE', text: (worker) => countWords(worker.completed_count), align: 'right' },
      { title: 'FAILED', text: (worker) => countWords(worker.failed_count), align: 'right' },
    ],
    workers,
    '  none',
  );
}

function queueTable({ queues, store }: Overview, view: View): string {
  const count = (value: number | undefined): string | null =>
    value === undefined ? null : countWords(value);
  const table = view.table<Overview['queues'][number]>(
    [
      { title: 'QUEUE', text: (queue) => queue.name },
      { title: 'WAITING', text: (queue) => count(queue.counts?.waiting), align: 'right' },
      { title: 'DELAYED', text: (queue) => count(queue.counts?.delayed), align: 'right' },
      { title: 'ACTIVE', text: (queue) => count(queue.counts?.active), align: 'right' },
      { title: 'FAILED', text: (queue) => count(queue.counts?.failed), align: 'right' },
      {
        title: 'STATE',
        text: ({ counts }) => (counts === null ? 'no answer' : counts.isPaused ? 'paused' : 'open'),
      },
    ],
    queues,
    '  none',
  );
  const drift = store.last_drift;
  const driftWords = drift
    ? `, drift ${drift.missing} missing, ${drift.orphaned} orphaned, ${drift.mistimed} at the wrong time`
    : '';
  return `${table}\n  store ${oneLine(store.name)}, compared ${instantWithHint(store.last_reconciled_at, view.nowMs)}${driftWords}`;
}
