import { needKnown } from '../../domain/unknown-name.ts';
import type { Answer } from './answer.ts';

/**
 * Why a row cannot become a game. The word is stored with the quarantined row and is part of what users see,
 * so a word is added but never renamed. `docs/schedule-files.md` says how to mend each.
 */
export const ROW_REASONS = [
  'missing_field',
  'too_many_fields',
  'unusable_header',
  'not_a_game',
  'bad_date',
  'day_or_month_first',
  'bad_time',
  'times_am_or_pm',
  'which_timezone',
  'date_contradicts_time',
  'day_contradicts_date',
  'column_twice',
  'time_does_not_exist',
  'time_ambiguous',
  'unknown_timezone',
  'bad_season',
  'date_outside_season',
  'unknown_league',
  'other_league',
  'other_sport',
  'unknown_team',
  'ambiguous_team',
  'same_team_twice',
  'unknown_status',
  'unknown_game_type',
  'bad_score',
  'unusable_text',
  'duplicate_row',
] as const;
export type RowReason = (typeof ROW_REASONS)[number];

/** The reason that a filter names. Throws UnknownNameError. */
export function needRowReason(text: string): RowReason {
  return needKnown('reason', 'reason for which a row waits', text, ROW_REASONS) as RowReason;
}

/** A refused row: `detail` names the field and its value, `remedy` says what to write instead. */
export type RowRejection = {
  ok: false;
  reason: RowReason;
  detail: string;
  remedy: string;
  /** The season that a row seems to be of whose date lies outside of the one asked for. */
  probableSeason?: number;
  /** Where the row has several readings: how to say which is meant. */
  answers?: readonly Answer[];
  /** True where the time could be one of the other half of the day. */
  isBare?: true;
};

/** Builds a rejection. */
export function rejectRow(reason: RowReason, detail: string, remedy: string): RowRejection {
  return { ok: false, reason, detail, remedy };
}

/** A row that has several readings; nothing is guessed. */
export function askAboutRow(reason: RowReason, detail: string, answers: readonly Answer[]): RowRejection {
  const ways = answers.map(({ flag, meaning }) => `${flag} (${meaning})`).join(' or ');
  return { ...rejectRow(reason, detail, `Say which is meant: ${ways}.`), answers };
}

/** A value as it is shown in a message: quoted and cut, so that a stray megabyte does not fill a page. */
export function quoteValue(value: string): string {
  const longestShown = 80;
  const shown = value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
  return `"${shown}"`;
}
