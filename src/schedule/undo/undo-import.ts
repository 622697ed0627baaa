import { inArray, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows, firstRow, rowsOf } from '../db/rows.ts';
import { games as gamesTable } from '../db/schema/games.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import type { Sport } from '../domain/sport.ts';
import type { IngestOptions } from './bring-in.ts';
import { SUPERSEDED } from './close-superseded.ts';
import { type Followed, followGames, lockTasks } from './follow-games.ts';
import { lockLeagues } from './import-record.ts';
import { type Brought, type Forgotten, forgetBrought } from '../reference/forget-brought.ts';
import { forgetUnplayedSeasons } from '../reference/teams/team-seasons.ts';
import type { Actor } from '../domain/actor.ts';
import type { UndoResult } from './ingest-request.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import { logWork } from '../jobs/runs/run-log.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';

type ImportRow = {
  id: number;
  source: string;
  sport: Sport;
  season_year: number;
  undone_at: Date | null;
};

/** A game that the import added or changed, as it is now. */
type TouchedGame = {
  game_id: number;
  label: string;
  league_id: number;
  is_added: boolean;
  import_id: number | null;
  status: string;
  seeding_status: string;
  has_begun: boolean;
  /** A run has moved it since to the start that the provider has for it. */
  is_followed: boolean;
};

type Undone = Extract<UndoResult, { ok: true }>;

/** Thrown to leave the transaction without a change; the message is for people. */
class UndoRefused extends Error {
  override readonly name = 'UndoRefused';
}

/** Games named in a refusal. */
const SHOWN = 3;

/** Takes an import back in one transaction, lets the tasks and jobs follow, and records who did it. */
export async function undoImport(
  options: IngestOptions,
  importId: number,
  actor: Actor,
): Promise<UndoResult> {
  const { db, store, publisher, logger } = options;
  const record = await loadImport(db, importId);
  if (!record) return { ok: false, reason: 'not_found', message: `There is no import ${importId}.` };
  let undone: { result: Undone; outdated: readonly SeedJobRef[] };
  try {
    undone = await db.transaction((tx) => undo(tx, record, options, actor));
  } catch (error) {
    const refusal = refusalOf(error, importId);
    if (refusal === undefined) throw error;
    return { ok: false, reason: 'conflict', message: refusal };
  }
  await removeOutdatedJobs({ store, logger }, record.sport, undone.outdated);
  await publisher.tryPublishPending();
  logger.info({ ...undone.result, source: record.source, actor: actor.name }, 'import taken back');
  return undone.result;
}

async function undo(
  tx: Executor,
  record: ImportRow,
  options: IngestOptions,
  actor: Actor,
): Promise<{ result: Undone; outdated: readonly SeedJobRef[] }> {
  const leagueIds = new Set((await loadTouchedGames(tx, record.id)).map((game) => game.league_id));
  await lockLeagues(tx, [...leagueIds], record.season_year);
  const candidates = await loadTouchedGames(tx, record.id);
  await lockTasks(
    tx,
    candidates.map((game) => game.game_id),
  );
  const games = await loadTouchedGames(tx, record.id);
  await refuseUnlessUndoable(tx, record, games);
  const addedIds = games.filter((game) => game.is_added).map((game) => game.game_id);
  const changedIds = games.filter((game) => !game.is_added).map((game) => game.game_id);
  const runId = newRunId('undo_import', record.sport);
  const used = await usedBy(tx, games);
  const removedJobs = await removeGames(tx, addedIds);
  const followed = await restoreGames(tx, changedIds, { record, options, actor, runId });
  await tx.execute(sql`set constraints unique_game immediate`);
  const quarantine = await undoQuarantine(tx, record.id, actor);
  const forgotten = await forgetBrought(tx, { importId: record.id, ...used });
  const result: Undone = {
    ok: true,
    import_id: record.id,
    games_removed: addedIds.length,
    games_restored: changedIds.length,
    tasks_rescheduled: followed.tasksRescheduled,
    ...quarantine,
    teams_removed: forgotten.teams.length,
    venues_removed: forgotten.venues.length,
    message:
      `Import ${record.id} (${record.source}) is taken back: ${addedIds.length} ${addedIds.length === 1 ? 'game' : 'games'} removed, ` +
      `${changedIds.length} back to what they were before.${forgottenWords(forgotten)}`,
  };
  const { ok: _ok, message: _message, ...figures } = result;
  await tx.execute(sql`
    update schedule_imports
    set undone_at = now(), undone_by = ${actor.name},
        undo_result = ${JSON.stringify({ ...figures, ...(actor.reason ? { reason: actor.reason } : {}) })}::jsonb
    where id = ${record.id}`);
  const nowMs = options.clock.nowMs();
  await logWork(tx, {
    runId,
    operation: 'undo_import',
    sport: record.sport,
    seedingType: 'manual',
    status: 'completed',
    season: record.season_year,
    source: record.source,
    details: figures,
    rows: { games: addedIds.length + changedIds.length },
    actor: actor.name,
    startedAtMs: nowMs,
    endedAtMs: nowMs,
  });
  await recordSystemEvent(tx, {
    kind: 'import_undone',
    subject: `import ${record.id}`,
    message: `Import ${record.id} (${record.source}) was taken back by ${actor.name}${actor.reason ? ` (${actor.reason})` : ''}.`,
  });
  return { result, outdated: [...removedJobs, ...followed.outdated] };
}

/** Teams and places of the games that the import added or changed. */
async function usedBy(
  tx: Executor,
  touched: readonly TouchedGame[],
): Promise<Pick<Brought, 'teamIds' | 'venueIds'>> {
  if (touched.length === 0) return { teamIds: [], venueIds: [] };
  const ids = touched.map((game) => game.game_id);
  const rows = await tx
    .select({ home: gamesTable.homeTeamId, away: gamesTable.awayTeamId, venueId: gamesTable.venueId })
    .from(gamesTable)
    .where(inArray(gamesTable.id, ids));
  return {
    teamIds: [...new Set(rows.flatMap(({ home, away }) => [home, away]))],
    venueIds: [...new Set(rows.flatMap(({ venueId }) => venueId ?? []))],
  };
}

/** Names of one kind in the report. */
const NAMED = 5;

function forgottenWords({ teams, venues }: Forgotten): string {
  const list = (names: readonly string[], one: string, several: string): string => {
    if (names.length === 0) return '';
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    const noun = names.length === 1 ? one : several;
    return ` ${names.length} ${noun} that only it had brought ${names.length === 1 ? 'is' : 'are'} removed: ${names.slice(0, NAMED).join(', ')}${more}.`;
  };
  return list(teams, 'team', 'teams') + list(venues, 'venue', 'venues');
}

function loadImport(executor: Executor, importId: number): Promise<ImportRow | undefined> {
  return firstRow<ImportRow>(
    executor,
    sql`select import.id, import.source, sport.display_name as sport, season.year as season_year, import.undone_at
        from schedule_imports as import
        join sports as sport on sport.id = import.sport_id
        join seasons as season on season.id = import.season_id
        where import.id = ${importId}`,
  );
}

/** Whether a run has moved the game after `event`: what it learnt then is younger than what the event tells. */
const FOLLOWED_SINCE = sql`exists (select 1 from game_events as later
                                   where later.game_id = event.game_id and later.id > event.id
                                     and later.kind = 'schedule_changed' and not later.data ? 'importId')`;

function loadTouchedGames(tx: Executor, importId: number): Promise<TouchedGame[]> {
  return rowsOf<TouchedGame>(
    tx,
    sql`
      select game.id as game_id, away.name || ' at ' || home.name || ' on ' || game.slate_date::text as label,
             game.league_id, event.is_added, game.import_id, game.status, game.seeding_status,
             exists (select 1 from seeding_tasks as task
                     where task.game_id = game.id
                       and (task.status in ('running', 'completed') or (event.is_added and task.start_count > 0)))
               as has_begun,
             ${FOLLOWED_SINCE} as is_followed
      from (select game_id, max(id) as id, bool_or(kind = 'ingested') as is_added from game_events
            where (data ->> 'importId')::int = ${importId} and kind in ('ingested', 'schedule_changed', 'cancelled')
            group by game_id) as event
      join games as game on game.id = event.game_id
      join teams as home on home.id = game.home_team_id
      join teams as away on away.id = game.away_team_id
      order by game.game_datetime, game.id`,
  );
}

async function refuseUnlessUndoable(
  tx: Executor,
  record: ImportRow,
  games: readonly TouchedGame[],
): Promise<void> {
  const current = await firstRow<{ undone_at: Date | null }>(
    tx,
    sql`select undone_at from schedule_imports where id = ${record.id} for update`,
  );
  if (!current) throw new UndoRefused(`Import ${record.id} is gone.`);
  if (current.undone_at) {
    throw new UndoRefused(
      `Import ${record.id} was taken back already at ${current.undone_at.toISOString()}.`,
    );
  }
  const changedSince = games.filter((game) => game.import_id !== record.id);
  if (changedSince.length > 0) {
    const ids = [...new Set(changedSince.map((game) => game.import_id))].join(', ');
    throw new UndoRefused(
      `Import ${record.id} cannot be taken back: later imports (${ids}) changed ${named(changedSince)}. Take those back first.`,
    );
  }
  const begun = games.filter(
    (game) =>
      game.has_begun ||
      game.status === 'in_progress' ||
      ['in_progress', 'completed', 'partial'].includes(game.seeding_status),
  );
  if (begun.length > 0) {
    throw new UndoRefused(
      `Import ${record.id} cannot be taken back: the seeding of ${named(begun)} has begun or is done.`,
    );
  }
  const followed = games.filter((game) => game.is_added && game.is_followed);
  if (followed.length > 0) {
    throw new UndoRefused(
      `Import ${record.id} cannot be taken back: the provider has given ${named(followed)} another start since, and would not be asked again. Cancel their tasks where they must not be seeded.`,
    );
  }
}

/** Removes games that nothing but the import has touched, with their tasks and timelines. */
async function removeGames(tx: Executor, gameIds: readonly number[]): Promise<SeedJobRef[]> {
  if (gameIds.length === 0) return [];
  const ids = sql`${sql.param([...gameIds])}::int[]`;
  const jobs = await rowsOf<SeedJobRef>(
    tx,
    sql`select game_id as "gameId", pass, revision from seeding_tasks
        where game_id = any(${ids}) and status = 'pending'`,
  );
  const removed = await rowsOf<{ home: number; away: number }>(
    tx,
    sql`delete from games where id = any(${ids}) returning home_team_id as home, away_team_id as away`,
  );
  await forgetUnplayedSeasons(tx, [...new Set(removed.flatMap(({ home, away }) => [home, away]))]);
  return jobs;
}

/**
 * The row of the game in `now` with what it had before `event`. A status or start that somebody else has set since
 * stays, and so does a score that the import did not touch.
 */
const BEFORE = sql`jsonb_populate_record(now, (event.data -> 'before')
  - case when ${FOLLOWED_SINCE}
         then array['game_date', 'game_time', 'game_datetime', 'slate_date', 'time_confirmed'] else '{}'::text[] end
  - case when (event.kind = 'cancelled' and now.status = 'cancelled')
           or event.data -> 'fields' @> jsonb_build_array(jsonb_build_object('field', 'status', 'to', now.status))
         then '{}'::text[] else array['status'] end
  - case when event.data -> 'fields' @> '[{"field": "score"}]'
         then '{}'::text[] else array['home_score', 'away_score'] end)`;

/** Puts games back to where the import found them, but for what is known since. */
async function restoreGames(
  tx: Executor,
  gameIds: readonly number[],
  {
    record,
    options,
    actor,
    runId,
  }: { record: ImportRow; options: IngestOptions; actor: Actor; runId: string },
): Promise<Followed> {
  if (gameIds.length === 0) return { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };
  const ids = sql`${sql.param([...gameIds])}::int[]`;
  const fromImport = sql`event.game_id = game.id and (event.data ->> 'importId')::int = ${record.id}
                         and event.kind in ('schedule_changed', 'cancelled')`;
  const rows = await rowsOf<{
    game_id: number;
    is_moved: boolean;
    is_returned: boolean;
    is_followed: boolean;
  }>(
    tx,
    sql`
      select game.id as game_id, ${FOLLOWED_SINCE} as is_followed,
             (before.game_datetime, before.time_confirmed) is distinct from (game.game_datetime, game.time_confirmed)
               as is_moved,
             game.status in ('cancelled', 'awarded', 'postponed')
               and before.status not in ('cancelled', 'awarded', 'postponed') as is_returned
      from games as game
      join game_events as event on ${fromImport}
      join games as now on now.id = game.id
      cross join lateral ${BEFORE} as before
      where game.id = any(${ids})`,
  );
  const because = actor.reason ? ` (${actor.reason})` : '';
  const message = `Import ${record.id} from ${record.source} was taken back${because}: as it was before`;
  const followedIds = rows.filter((row) => row.is_followed).map((row) => row.game_id);
  await tx.execute(sql`
    insert into game_events (game_id, kind, message, data, actor, run_id)
    select id, 'import_undone',
           ${message} || case when id = any(${sql.param(followedIds)}::int[])
                              then ', with the start that the provider has given it since.' else '.' end,
           ${JSON.stringify({ undoneImportId: record.id })}::jsonb, ${actor.name}, ${runId}
    from unnest(${ids}) as id`);
  await tx.execute(sql`
    update games as game
    set game_date = before.game_date, game_time = before.game_time, game_datetime = before.game_datetime,
        slate_date = before.slate_date, time_confirmed = before.time_confirmed, week = before.week,
        round = before.round, game_type = before.game_type, venue_name = before.venue_name,
        venue_id = case when event.data -> 'before' ? 'venue_id' or before.venue_name is not distinct from now.venue_name
                        then (select coalesce(place.merged_into_id, place.id) from venues as place
                              where place.id = before.venue_id) end,
        external_game_id = before.external_game_id, external_source = before.external_source,
        status = before.status, home_score = before.home_score, away_score = before.away_score,
        home_team_id = before.home_team_id, away_team_id = before.away_team_id,
        import_id = before.import_id, run_id = ${runId},
        result_run_id = case when (before.home_score, before.away_score) is distinct from (now.home_score, now.away_score)
                             then ${runId} else game.result_run_id end,
        revision = game.revision + 1, updated_at = now()
    from game_events as event
    join games as now on now.id = event.game_id
    cross join lateral ${BEFORE} as before
    where ${fromImport} and game.id = any(${ids})`);
  return followGames(
    tx,
    {
      ids: gameIds,
      movedIds: rows.filter((row) => row.is_moved).map((row) => row.game_id),
      returnedIds: rows.filter((row) => row.is_returned).map((row) => row.game_id),
    },
    { delayMs: options.delayMs[record.sport], maxRetries: options.maxRetries, past: 'recent' },
  );
}

/** Rows of the import that wait are closed; those that it brought in wait again, unless the same row waits. */
async function undoQuarantine(
  tx: Executor,
  importId: number,
  actor: Actor,
): Promise<Pick<Undone, 'quarantine_discarded' | 'quarantine_reopened'>> {
  const discarded = await changedRows(
    tx,
    sql`update schedule_quarantine
        set status = 'discarded', resolved_at = now(), resolved_by = ${actor.name},
            resolution = 'its import was taken back'
        where import_id = ${importId} and status = 'open'`,
  );
  const reopened = await changedRows(
    tx,
    sql`update schedule_quarantine as closed
        set status = 'open', resolved_at = null, resolved_by = null, resolution = null, resolved_import_id = null
        where closed.resolved_import_id = ${importId} and (closed.status = 'retried' or closed.resolution like ${`${SUPERSEDED} %`})
          and not exists (select 1 from schedule_quarantine as other
                          where other.season_id = closed.season_id and other.raw_hash = closed.raw_hash
                            and (other.status = 'open'
                              or (other.resolved_import_id = ${importId} and other.id > closed.id)))`,
  );
  return { quarantine_discarded: discarded, quarantine_reopened: reopened };
}

function named(games: readonly TouchedGame[]): string {
  const shown = games.slice(0, SHOWN).map((game) => `${game.label} (game ${game.game_id})`);
  const more = games.length > SHOWN ? ` and ${games.length - SHOWN} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** PostgreSQL's code for a value that a unique constraint or index has already. */
const UNIQUE_VIOLATION = '23505';

function refusalOf(error: unknown, importId: number): string | undefined {
  if (error instanceof UndoRefused) return error.message;
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === UNIQUE_VIOLATION) {
      return `Import ${importId} cannot be taken back: a later import has put another game on the place of one that it changed.`;
    }
  }
  return undefined;
}
