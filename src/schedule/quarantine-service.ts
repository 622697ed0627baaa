import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { Actor } from '../domain/actor.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';
import { type IngestOptions, bringIn } from './bring-in.ts';
import type { GivenAnswers, IngestResult, QuarantinedRow, Question } from './ingest-request.ts';
import { type WaitingRow, readWaitingRows } from './retry-rows.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import { takeNewTeams } from './new-teams.ts';
import { needZone } from './parse/file-context.ts';
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
  const { db, clock, logger } = options;

  /** Rows of one sport and season are one import. */
  async function retryTogether(
    rows: readonly WaitingRow[],
    actor: Actor,
    answers: GivenAnswers,
  ): Promise<IngestResult> {
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

  return {
    async retry(selection, actor, { answers = {}, onProgress } = {}) {
      if (answers.timezone !== undefined) needZone(answers.timezone);
      const rows = await loadOpen(db, selection);
      const open = new Set(rows.map((row) => row.id));
      const results: IngestResult[] = [];
      let done = 0;
      const groups = Map.groupBy(rows, (row) => `${row.sport}|${row.season_year}|${row.options.past}`);
      for (const group of groups.values()) {
        results.push(await retryTogether(group, actor, answers));
        done += group.length;
        onProgress?.(done);
      }
      const sum = (
        field:
          | 'games_added'
          | 'games_moved'
          | 'games_unchanged'
          | 'tasks_created'
          | 'tasks_rescheduled'
          | 'quarantine_resolved',
      ) => results.reduce((total, result) => total + result[field], 0);
      const resolved = sum('quarantine_resolved');
      if (rows.length > 0) {
        const because = actor.reason ? ` (${actor.reason})` : '';
        await recordSystemEvent(db, {
          kind: 'quarantine_retried',
          subject: selection.sport ?? 'quarantine',
          message: `${rows.length} of the rows in quarantine were read again by ${actor.name}${because}: ${resolved} went in.`,
        });
      }
      return {
        rows: rows.length,
        resolved,
        games_added: sum('games_added'),
        games_moved: sum('games_moved'),
        games_unchanged: sum('games_unchanged'),
        tasks_created: sum('tasks_created'),
        tasks_rescheduled: sum('tasks_rescheduled'),
        still_open: results.flatMap((result) =>
          result.quarantined.map(({ line, ...why }) => ({ id: line, ...why })),
        ),
        questions: questionsOf(results.flatMap(({ quarantined }) => quarantined)),
        not_open: (selection.ids ?? []).filter((id) => !open.has(id)),
        import_ids: results.flatMap((result) => result.import_id ?? []),
      };
    },

    async discard(id, actor) {
      const closed = await firstRow(
        db,
        sql`update schedule_quarantine
            set status = 'discarded', resolved_at = now(), resolved_by = ${actor.name}, resolution = ${actor.reason ?? null}
            where id = ${id} and status = 'open' returning id`,
      );
      if (closed) return { ok: true, id, message: `Row ${id} is discarded.` };
      const row = await firstRow<{ status: string }>(
        db,
        sql`select status from schedule_quarantine where id = ${id}`,
      );
      if (!row) return { ok: false, reason: 'not_found', message: `There is no row ${id} in quarantine.` };
      return { ok: false, reason: 'conflict', message: `Row ${id} is ${row.status} already.` };
    },
  };
}

async function loadOpen(
  executor: Executor,
  { ids, sport, season, reason, source, teamName }: QuarantineSelection,
): Promise<WaitingRow[]> {
  const conditions: SQL[] = [sql`quarantine.status = 'open'`];
  if (ids) conditions.push(sql`quarantine.id = any(${sql.param([...ids])}::int[])`);
  if (sport) conditions.push(sql`sport.display_name = ${sport}`);
  if (season !== undefined) conditions.push(sql`season.year = ${season}`);
  if (reason !== undefined) conditions.push(sql`quarantine.reason = ${reason}`);
  if (source !== undefined) conditions.push(sql`quarantine.source = ${source}`);
  if (teamName) conditions.push(sql`league.name = ${teamName.league}`);
  const rows = await rowsOf<WaitingRow>(
    executor,
    sql`
      select quarantine.id, sport.display_name as sport, season.year as season_year, league.name as league,
             quarantine.source, quarantine.import_id, quarantine.raw, quarantine.options, quarantine.reason, quarantine.detail,
             quarantine.remedy
      from schedule_quarantine as quarantine
      join sports as sport on sport.id = quarantine.sport_id
      join seasons as season on season.id = quarantine.season_id
      left join leagues as league on league.id = quarantine.league_id
      where ${sql.join(conditions, sql` and `)}
      order by quarantine.id`,
  );
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
