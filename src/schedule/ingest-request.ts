import type { Executor } from '../db/database.ts';
import type { Undoable } from '../db/taken-back.ts';
import type { Actor } from '../domain/actor.ts';
import type { GamesById, SeasonList } from '../domain/scheduled-game.ts';
import type { AcceptedReading } from './accepted-readings.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';
import type { Answer } from './parse/answer.ts';
import type { ReadScheduleOptions } from './parse/parsed-game.ts';

/** What becomes of games whose seeding time is already over. */
export const PAST_POLICIES = ['recent', 'all', 'none'] as const;
export type PastPolicy = (typeof PAST_POLICIES)[number];

/** With `recent`, a window that opened this long ago is still seeded; older games are asked for by hand. */
export const RECENT_WINDOW_HOURS = 48;

/** What a person has said about rows with several readings: the options that answer the questions of an ingest. */
export type GivenAnswers = Pick<ReadScheduleOptions, 'timezone' | 'dateFormat' | 'clock'> & {
  /** Which reading of rows that contradict a known game or the clock is meant. */
  accept?: readonly AcceptedReading[] | undefined;
  /** Why; goes on the timeline of games whose sides are exchanged. */
  acceptReason?: string | undefined;
};

/** One ingest: where the rows come from and how they are to be read. */
export type IngestRequest = GivenAnswers & {
  source: AsyncIterable<Buffer>;
  /** File name or route, as people recognise it. */
  sourceName: string;
  sport: Sport;
  seasonYear: SeasonYear;
  leagueName?: string | undefined;
  format?: 'auto' | 'csv' | 'json' | undefined;
  preset?: string | undefined;
  columns?: Readonly<Record<string, string>> | undefined;
  /** Cancel games that vanished from the file. */
  isSync: boolean;
  /** With `isSync`: only games that the provider listed before. */
  isCautious?: boolean | undefined;
  /** With `isSync`: cancel what vanished, although it is more than leagues call off or rows were refused. */
  areCancellationsConfirmed?: boolean | undefined;
  /** Compare only; nothing is written. */
  isDryRun: boolean;
  /** Of a dry run: a transaction in which the games stand until the caller takes it back. */
  takenBackIn?: Undoable | undefined;
  /** Write nothing at all when a single row cannot be used. */
  isStrict: boolean;
  past: PastPolicy;
  actor: string;
  /** Writes in the transaction of the games, whatever came of them; what it throws takes all of it back. */
  inTheEnd?: ((tx: Executor, written: WrittenRows) => Promise<void>) | undefined;
  onProgress?: ((rowsRead: number) => void) | undefined;
};

/** Games of one league's season as a provider lists them. */
export type ProvidedSeason = Pick<
  IngestRequest,
  | 'sport'
  | 'seasonYear'
  | 'isSync'
  | 'isCautious'
  | 'areCancellationsConfirmed'
  | 'accept'
  | 'acceptReason'
  | 'isDryRun'
  | 'isStrict'
  | 'past'
  | 'actor'
> &
  SeasonList & {
    /** Who lists it. */
    source: string;
    /** The run that asked, which writes its own entry; an import without one is a run of its own. */
    runId?: string | undefined;
    /** Writes in the transaction of the games, whatever came of them; what it throws takes all of it back. */
    inTheEnd?: ((tx: Executor, written: WrittenRows) => Promise<void>) | undefined;
    leagueName: string;
    /** Asks the provider about games that its list does not name any more; undefined when it cannot be asked. */
    askAbout: (providerGameIds: readonly string[]) => Promise<GamesById | undefined>;
  };

/** What became of the rows of an ingest, before its transaction ends. */
export type WrittenRows = Pick<
  IngestResult,
  'games_added' | 'games_moved' | 'games_updated' | 'games_unchanged'
> & { quarantined: number };

/** A team name with a typing error that was read in spite of it; field names as they are published. */
export type FuzzyMatch = {
  /** The name as the file has it. */
  name: string;
  team: string;
  league: string;
  /** How alike the two are, from 0 to 1. */
  score: number;
  /** The first line with the name, and how many rows have it. */
  line: number;
  rows: number;
};

export type QuarantinedRow = {
  line: number;
  reason: string;
  detail: string;
  remedy: string;
  /** Present where the row has several readings. */
  answers?: readonly Answer[];
};

/** What only a person can decide about a file: its rows wait in quarantine until one of the answers is given. */
export type Question = {
  /** The reason under which the rows wait. */
  code: string;
  /** What has several readings, by the example of the first row. */
  detail: string;
  rows: number;
  /** The lines of the first 20 rows. */
  lines: readonly number[];
  /** Each with the number of rows that it can answer. */
  answers: readonly (Answer & { fits: number })[];
};

/** What an ingest did: field names as the contract publishes them. */
export type IngestResult = {
  rows: number;
  /** Rows of other seasons in a file that holds several; passed over. */
  rows_other_seasons: number;
  games_added: number;
  /** Games with another date or another known time, those with a time that became known included. */
  games_moved: number;
  /** Of the moved ones: same date, and the time is known now. */
  times_confirmed: number;
  /** Games of the file whose time it does not tell, or of which it tells one that only holds a place. */
  times_unknown: number;
  games_unchanged: number;
  /** Of the unchanged ones: same date and time, but another status, score, week, kind, venue or id. */
  games_updated: number;
  games_cancelled: number;
  /** Games that are not listed any more and were not cancelled, because the list may not be whole. */
  cancellations_held: number;
  tasks_created: number;
  tasks_rescheduled: number;
  quarantined: readonly QuarantinedRow[];
  /** Of the quarantined rows, those that wait for an answer, as one question for each reason. */
  questions: readonly Question[];
  /** Misspelt team names that were recognised all the same; a wrong one is mended with an alias. */
  fuzzy_matches: readonly FuzzyMatch[];
  /** Rows that waited in quarantine and are in now. */
  quarantine_resolved: number;
  /** Rows that waited in quarantine and that this file corrects or leaves out: closed as superseded. */
  quarantine_superseded: number;
  duration_ms: number;
  /** Absent in a dry run. */
  import_id?: number;
  /** The run in whose name rows were written; absent where none was. */
  run_id?: string;
  dry_run: boolean;
  /** True when a strict ingest found a row that cannot be used, and so wrote nothing. */
  strict_refused?: true;
  /** Tasks that the queue has acknowledged; the rest is published as soon as the queue answers. */
  tasks_enqueued: number;
  /** What a person should look at although no row is wrong. */
  warnings?: readonly string[];
  /** What changed, in plain words; filled in a dry run. */
  changes?: readonly string[];
};

/** What taking an import back came to. A refusal is a fact for the caller, not an exception. */
export type UndoResult =
  | {
      ok: true;
      import_id: number;
      /** Games that the import had added and that are gone now, with their tasks. */
      games_removed: number;
      /** Games that are again as they were before the import. */
      games_restored: number;
      tasks_rescheduled: number;
      /** Rows of the file that waited in quarantine and no longer do. */
      quarantine_discarded: number;
      /** Rows that the import had brought in from quarantine and that wait there again. */
      quarantine_reopened: number;
      /** Teams and places that only the import had brought, and that nothing uses any more. */
      teams_removed: number;
      venues_removed: number;
      /** Older places of which the city, region or country is taken back that only the import had said. */
      venues_restored: number;
      message: string;
    }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

export type IngestService = {
  /**
   * Brings a league's season up to date with a file, in one transaction, and publishes the new tasks.
   * Throws ScheduleFileError when the file as a whole cannot be used; single rows go to quarantine instead.
   */
  ingest: (request: IngestRequest) => Promise<IngestResult>;
  /** The same with games that a provider listed; keeps the provider's ids of games and teams as well. */
  ingestGames: (season: ProvidedSeason) => Promise<IngestResult>;
  /**
   * Takes an import back: games that it added are removed, games that it changed are as they were before. Refused
   * as a whole when a later import changed one of them, or when one is being seeded or is seeded.
   */
  undo: (importId: number, actor: Actor) => Promise<UndoResult>;
};
