import { and, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { scheduleQuarantine } from '../db/schema/imports.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { Actor } from '../domain/actor.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';
import { needKnown } from '../domain/unknown-name.ts';
import { bringIn } from './bring-in.ts';
import type { IngestOptions } from './ingest-options.ts';
import type { GivenAnswers, IngestResult, QuarantinedRow, Question } from './ingest-request.ts';
import { type WaitingRow, readWaitingRows } from './retry-rows.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import { takeNewTeams } from './new-teams.ts';
import { needZone } from './parse/file-context.ts';
import { needRowReason } from './parse/row-rejection.ts';
import { questionsOf } from './questions.ts';
import { plainForm } from '../reference/names/name-forms.ts';

/** Which open rows are meant: those to which everything given applies; all of them without any. */
export type QuarantineSelection = {
  ids?: readonly number[] | undefined;
  sport?: Sport | undefined;
  season?: SeasonYear | undefined;
  reason?: string | undefined;
  /** Rows of this file or route. */
  source?: string | undefined;
  /** Rows of a league in which a team is called so, in whatever case, accents and punctuation. */
  teamName?: { league: string; name: string } | undefined;
};

/** What a retry came to; field names as they are published. */
export type RetryResult = {
  /** Open rows that were read again. */
  rows: number;
  /** Rows that are in now. */
  resolved: number;
  games_added: number;
  games_moved: number;
  games_unchanged: number;
  tasks_created: number;
  tasks_rescheduled: number;
  /** Rows that wait on, each with its present reason. */
  still_open: readonly (Omit<QuarantinedRow, 'line'> & { id: number })[];
  /** Of the rows that wait on, those that wait for an answer; lines are their ids. */
  questions: readonly Question[];
  /** Ids that were asked for and do not wait. */
  not_open: readonly number[];
  /** The imports that brought games in. */
  import_ids: readonly number[];
};

export type DiscardResult =
  | { ok: true; id: number; message: string }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

export type RetryOptions = {
  /** What was asked about the rows; wins over how their files were read. */
  answers?: GivenAnswers;
  onProgress?: (rowsRead: number) => void;
};

export type QuarantineService = {
  /**
   * Reads waiting rows again and brings in what can be used now, like an ingest of just these rows. Throws
   * ScheduleFileError for an answer that cannot be one.
   */
  retry: (selection: QuarantineSelection, actor: Actor, options?: RetryOptions) => Promise<RetryResult>;
  /** Gives a waiting row up, with a reason that is kept with it. */
  discard: (id: number, actor: Actor) => Promise<DiscardResult>;
};

export function createQuarantineService(options: IngestOptions): QuarantineService {
  return {
    retry: (selection, actor, given) => retry(options, selection, actor, given),
    discard: (id, actor) => discard(options.db, id, actor),
  };
}

/** Throws UnknownNameError where no row ever came from a file or route of that name. */
async function needSource(db: Database, source: string): Promise<void> {
  const rows = await db.selectDistinct({ source: scheduleQuarantine.source }).from(scheduleQuarantine);
  const known = rows.map((row) => row.source);
  needKnown('source', 'file or route of a row in quarantine', source, known);
}

async function retry(
  options: IngestOptions,
  selection: QuarantineSelection,
  actor: Actor,
  { answers = {}, onProgress }: RetryOptions = {},
): Promise<RetryResult> {
  if (answers.timezone !== undefined) needZone(answers.timezone);
  if (selection.reason !== undefined) needRowReason(selection.reason);
  const rows = await loadOpen(options.db, selection);
  if (rows.length === 0 && selection.source !== undefined) await needSource(options.db, selection.source);
  const open = new Set(rows.map((row) => row.id));
  const results: IngestResult[] = [];
  let done = 0;
  const groups = Map.groupBy(rows, (row) => `${row.sport}|${row.season_year}|${row.options.past}`);
  for (const group of groups.values()) {
    results.push(await retryTogether(options, group, actor, answers));
    done += group.length;
    onProgress?.(done);
  }
  const sums = sumsOf(results);
  if (rows.length > 0) {
    const because = actor.reason ? ` (${actor.reason})` : '';
    await recordSystemEvent(options.db, {
      kind: 'quarantine_retried',
      subject: selection.sport ?? 'quarantine',
      message: `${rows.length} of the rows in quarantine were read again by ${actor.name}${because}: ${sums.resolved} went in.`,
    });
  }
  return {
    rows: rows.length,
    ...sums,
    still_open: results.flatMap((result) =>
      result.quarantined.map(({ line, ...why }) => ({ id: line, ...why })),
    ),
    questions: questionsOf(results.flatMap(({ quarantined }) => quarantined)),
    not_open: (selection.ids ?? []).filter((id) => !open.has(id)),
    import_ids: results.flatMap((result) => result.import_id ?? []),
  };
}

type Sums = Pick<
  RetryResult,
  'resolved' | 'games_added' | 'games_moved' | 'games_unchanged' | 'tasks_created' | 'tasks_rescheduled'
>;

function sumsOf(results: readonly IngestResult[]): Sums {
  const sum = (field: Exclude<keyof Sums, 'resolved'> | 'quarantine_resolved'): number =>
    results.reduce((total, result) => total + result[field], 0);
  return {
    resolved: sum('quarantine_resolved'),
    games_added: sum('games_added'),
    games_moved: sum('games_moved'),
    games_unchanged: sum('games_unchanged'),
    tasks_created: sum('tasks_created'),
    tasks_rescheduled: sum('tasks_rescheduled'),
  };
}

/** Rows of one sport and season are one import. */
async function retryTogether(
  options: IngestOptions,
  rows: readonly WaitingRow[],
  actor: Actor,
  answers: GivenAnswers,
): Promise<IngestResult> {
  const { db, clock, logger } = options;
  const startedAtMs = clock.nowMs();
  const { sport, season_year: seasonYear, options: reading } = firstOf(rows);
  let directory = await loadTeamDirectory(db, sport);
  const deps = { ...directory, sport, findOpenRow: undefined };
  const file = await readWaitingRows(rows, answers, deps);
  const sources = new Set(rows.map((row) => row.source));
  const request = {
    ...answers,
    acceptReason: answers.acceptReason ?? actor.reason,
    sourceName: sources.size === 1 ? firstOf(rows).source : `quarantine (${sources.size} sources)`,
    sport,
    seasonYear,
    isSync: false,
    isDryRun: false,
    isStrict: false,
    past: reading.past,
    actor: actor.name,
  };
  directory = await takeNewTeams(file, request, { db, logger, directory, reading: deps });
  return bringIn(options, { request, file, directory, startedAtMs, isRetry: true });
}

async function discard(db: Database, id: number, actor: Actor): Promise<DiscardResult> {
  const table = scheduleQuarantine;
  const [closed] = await db
    .update(table)
    .set({
      status: 'discarded',
      resolvedAt: sql`now()`,
      resolvedBy: actor.name,
      resolution: actor.reason ?? null,
    })
    .where(and(eq(table.id, id), eq(table.status, 'open')))
    .returning({ id: table.id });
  if (closed) return { ok: true, id, message: `Row ${id} is discarded.` };
  const [row] = await db.select({ status: table.status }).from(table).where(eq(table.id, id));
  if (!row) return { ok: false, reason: 'not_found', message: `There is no row ${id} in quarantine.` };
  return { ok: false, reason: 'conflict', message: `Row ${id} is ${row.status} already.` };
}

async function loadOpen(
  executor: Executor,
  { ids, sport, season, reason, source, teamName }: QuarantineSelection,
): Promise<WaitingRow[]> {
  const table = scheduleQuarantine;
  const rows = await executor
    .select({
      id: table.id,
      sport: sql<Sport>`${sports.displayName}`,
      season_year: seasons.year,
      league: leagues.name,
      source: table.source,
      import_id: table.importId,
      raw: sql<WaitingRow['raw']>`${table.raw}`,
      options: sql<WaitingRow['options']>`${table.options}`,
      reason: sql<WaitingRow['reason']>`${table.reason}`,
      detail: table.detail,
      remedy: table.remedy,
    })
    .from(table)
    .innerJoin(sports, eq(sports.id, table.sportId))
    .innerJoin(seasons, eq(seasons.id, table.seasonId))
    .leftJoin(leagues, eq(leagues.id, table.leagueId))
    .where(
      and(
        eq(table.status, 'open'),
        ids && sql`${table.id} = any(${sql.param([...ids])}::int[])`,
        sport && eq(sports.displayName, sport),
        season === undefined ? undefined : eq(seasons.year, season),
        reason === undefined ? undefined : eq(table.reason, reason),
        source === undefined ? undefined : eq(table.source, source),
        teamName && eq(leagues.name, teamName.league),
      ),
    )
    .orderBy(table.id);
  return teamName ? rows.filter(({ options }) => isNamedIn(options.game, teamName.name)) : rows;
}

function isNamedIn(game: WaitingRow['options']['game'], name: string): boolean {
  if (!game) return false;
  const wanted = plainForm(name);
  return [game.homeName, game.awayName].some((one) => plainForm(one) === wanted);
}

function firstOf(rows: readonly WaitingRow[]): WaitingRow {
  const [first] = rows;
  if (!first) throw new Error('a group of rows is never empty');
  return first;
}
