import type { SeasonYear } from '../../domain/season.ts';
import type { GameStatus, SeedingStatus } from '../../domain/statuses.ts';
import type { GameType } from '../../domain/game-type.ts';
import type { Answer } from '../parse/answer.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';

/** A game as the database has it. */
export type ExistingGame<Key extends TeamKey = TeamKey> = {
  gameId: number;
  leagueName: string;
  seasonYear: SeasonYear;
  homeTeamKey: Key;
  awayTeamKey: Key;
  /** Epoch milliseconds; ignored while the time is not confirmed, so that a stand-in may be stored. */
  startMs: number | null;
  /** `YYYY-MM-DD` in the league's zone. */
  slateDate: string;
  isTimeConfirmed: boolean;
  status: GameStatus;
  seedingStatus: SeedingStatus;
  externalGameId: string | null;
  externalSource: string | null;
  /** The import that set the game as it is. */
  importId?: number | null;
  /** Which of the games of its sides on its day; the first where nothing is said. */
  gameNumber?: number;
  /** The game's id at the provider, where it is known. */
  providerGameId?: string | null;
  /** Whose id that is; the default provider's where nothing is said. */
  provider?: string;
  week: number | null;
  gameType: GameType;
  venue: string | null;
  homeScore: number | null;
  awayScore: number | null;
  /** True for a game that is stored as completed and cannot be, because it has not begun, say. */
  isResultImpossible?: boolean;
};

/** What of a game changed; the words are those of the `games` table. */
type ChangedField =
  | 'game_datetime'
  | 'slate_date'
  | 'time_confirmed'
  | 'status'
  | 'score'
  | 'week'
  | 'game_type'
  | 'venue_name'
  | 'external_game_id'
  | 'sides';

/** One changed field with both values as text; null where there is none. Instants are ISO in UTC. */
export type FieldChange = { field: ChangedField; from: string | null; to: string | null };

/** The values that a changed game is to have. Fields that keep their value have it here as well. */
export type GameTarget = {
  startMs: number | null;
  slateDate: string;
  /** Another number than it has, where its place on the day is taken. */
  gameNumber?: number;
  isTimeConfirmed: boolean;
  status: GameStatus;
  homeScore: number | null;
  awayScore: number | null;
  week: number | null;
  gameType: GameType;
  venue: string | null;
  externalGameId: string | null;
  externalSource: string | null;
};

export type GameChange<Key extends TeamKey = TeamKey> = {
  existing: ExistingGame<Key>;
  incoming: ResolvedGame<Key>;
  target: GameTarget;
  fields: readonly FieldChange[];
  /** The change in plain words, with times in the league's zone. */
  summary: string;
  /** Home and away change places. */
  exchangesSides?: true;
};

export type UnchangedGame<Key extends TeamKey = TeamKey> = {
  existing: ExistingGame<Key>;
  incoming: ResolvedGame<Key>;
  /** Why the file's differing word was not taken, where it differs. */
  keptBecause: string | null;
};

type ConflictReason =
  | 'duplicate_in_file'
  | 'sides_swapped'
  | 'external_id_of_other_teams'
  | 'external_id_twice'
  | 'same_day_twice'
  | 'same_meeting_twice'
  | 'finished_game_other_date'
  | 'superseded'
  | 'vanished_but_rows_rejected'
  | 'vanished_too_many'
  | 'vanished_unconfirmed';

/** Something that a person has to look at; nothing is done about it. */
export type ScheduleConflict<Key extends TeamKey = TeamKey> = {
  reason: ConflictReason;
  incoming: ResolvedGame<Key> | null;
  existing: ExistingGame<Key> | null;
  summary: string;
  /** What a person may say about it. */
  answers?: readonly Answer[];
};

export type SchedulePlan<Key extends TeamKey = TeamKey> = {
  add: readonly ResolvedGame<Key>[];
  /** The date or the known time changed. */
  move: readonly GameChange<Key>[];
  /** The date stayed and the time became known. */
  confirmTime: readonly GameChange<Key>[];
  /** Date and time stayed; status, score, week, kind, venue or external id changed. */
  update: readonly GameChange<Key>[];
  unchanged: readonly UnchangedGame<Key>[];
  /** Games that vanished from the file; only with `sync`. */
  cancel: readonly { existing: ExistingGame<Key>; summary: string }[];
  /** Games that vanished from a part of a list, to be judged with those of all parts. */
  vanished?: readonly ExistingGame<Key>[];
  conflicts: readonly ScheduleConflict<Key>[];
};

/** Whether the game has been played or its statistics are stored; a file never changes when it was. */
export function isFinished(game: ExistingGame): boolean {
  if (game.seedingStatus === 'completed' || game.seedingStatus === 'partial') return true;
  return (game.status === 'completed' && game.isResultImpossible !== true) || game.status === 'awarded';
}

/** The start that counts: a stand-in for an unknown time does not. */
export function knownStartMs(game: { startMs: number | null; isTimeConfirmed: boolean }): number | null {
  return game.isTimeConfirmed ? game.startMs : null;
}

/** Days between two `YYYY-MM-DD` dates, never negative. */
export function daysApart(one: string, other: string): number {
  const msPerDay = 86_400_000;
  return Math.abs(Date.parse(one) - Date.parse(other)) / msPerDay;
}
