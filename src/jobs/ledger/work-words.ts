import type { WorkItemView } from './work-queries.ts';

/** What an item waits for, failed with, or came to; empty where it has nothing to say. */
export function workWords({
  hold_reason: holdReason,
  hold_detail: holdDetail,
  error_message: errorMessage,
  note,
}: Pick<WorkItemView, 'hold_reason' | 'hold_detail' | 'error_message' | 'note'>): string {
  if (errorMessage !== null) return errorMessage;
  if (holdReason !== null) return `${holdReason}: ${holdDetail ?? ''}`;
  return note ?? '';
}
