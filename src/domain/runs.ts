import { isRealDate } from './real-date.ts';

/** What kinds of runs there are. */
export const RUN_KINDS = ['attempt', 'import', 'replay', 'correction', 'backfill', 'refresh'] as const;

export type RunKind = (typeof RUN_KINDS)[number];

/**
 * What became of a run: `held` and `released` burn no attempt, `failed` burns one, `killed` is a run whose process
 * vanished over it, and `superseded` one whose task somebody else decided about meanwhile.
 */
export const RUN_STATUSES = [
  'completed',
  'skipped',
  'held',
  'released',
  'failed',
  'killed',
  'superseded',
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads since when runs are asked for: a day, which begins in UTC, or an instant with its zone; undefined for anything else. */
export function parseSince(text: string): Date | undefined {
  if (isRealDate(text)) return new Date(`${text}T00:00:00Z`);
  const at = isRealDate(INSTANT.exec(text)?.[1] ?? '') ? new Date(text) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}

export const SINCE_REMEDY = 'Write a day such as 2026-01-15, or an instant such as 2026-01-15T18:00Z.';
