import type { TaskRow } from '../read/tasks/task-rows.ts';
import type { Column } from './output/table.ts';
import { instantWords, relativeWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** The columns by which tasks are shown in every list. */
export function taskColumns(view: View): Column<TaskRow>[] {
  return [
    { title: 'TASK', text: (task) => task.id, align: 'right' },
    { title: 'GAME', text: (task) => task.game_id, align: 'right' },
    { title: 'MATCH', text: (task) => task.label, yields: 1, minWidth: 21 },
    { title: 'PASS', text: (task) => task.pass, yields: 5, minWidth: 12, isOptional: true },
    { title: 'STATUS', text: statusWords, style: (text, task) => statusColor(task, view)(text) },
    { title: 'DUE', text: (task) => instantWords(task.due_at) },
    {
      title: '',
      text: (task) => (isOpen(task) ? relativeWords(task.due_at.getTime(), view.nowMs) : ''),
      yields: 4,
      minWidth: 12,
      isOptional: true,
    },
    {
      title: 'TRIES',
      text: (task) => `${task.retry_count}/${task.max_retries}`,
      yields: 6,
      isOptional: true,
    },
    { title: 'IN WORDS', text: shortWords, yields: 3, minWidth: 32 },
  ];
}

/** The reason first: the list has a column for the time, and a narrow terminal cuts the end. */
function shortWords(task: TaskRow): string {
  if (task.status === 'failed') return task.error_message ?? task.in_words;
  if (task.status !== 'pending' || task.paused_at) return task.in_words;
  if (task.hold_words) return task.hold_detail ? `${task.hold_words} (${task.hold_detail})` : task.hold_words;
  if (task.retry_count > 0 && task.error_message) {
    return `retry ${task.retry_count} of ${task.max_retries} after: ${task.error_message}`;
  }
  return task.in_words;
}

function isOpen(task: TaskRow): boolean {
  return task.status === 'pending' || task.status === 'running';
}

function statusWords(task: TaskRow): string {
  return task.status === 'pending' && task.hold_reason ? 'on hold' : task.status;
}

function statusColor(task: TaskRow, { colors }: View): (text: string) => string {
  switch (task.status) {
    case 'completed':
      return colors.green;
    case 'failed':
      return colors.red;
    case 'running':
      return colors.cyan;
    case 'cancelled':
      return colors.dim;
    case 'pending':
      return task.hold_reason ? colors.yellow : (text) => text;
  }
}
