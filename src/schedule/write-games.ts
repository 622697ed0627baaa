import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { GameChange } from './difference/change-types.ts';
import { plannedStart } from './planned-start.ts';
import { learnTeamSeasons } from '../reference/teams/team-seasons.ts';
import type { TeamDirectory } from '../reference/teams/team-directory.ts';
import type { ResolvedGame } from './resolve-game.ts';

/** Under what games are written. */
export type WriteScope = {
  sport: Sport;
  sportId: number;
  seasonId: number;
  importId: number;
  /** The run that writes: it stands on every row. */
  runId: string;
  source: string;
  actor: string;
  directory: TeamDirectory;
  /** Why somebody let sides be exchanged. */
  reason?: string | undefined;
};

/** What of a game an import may change, as it was before: what taking the import back restores. */
const GAME_BEFORE = sql`jsonb_build_object(
  'game_date', game.game_date, 'game_time', game.game_time, 'game_datetime', game.game_datetime,
  'slate_date', game.slate_date, 'time_confirmed', game.time_confirmed, 'status', game.status,
  'home_score', game.home_score, 'away_score', game.away_score, 'week', game.week, 'round', game.round,
  'game_type', game.game_type, 'venue_name', game.venue_name, 'venue_id', game.venue_id,
  'external_game_id', game.external_game_id,
  'external_source', game.external_source, 'import_id', game.import_id,
  'home_team_id', game.home_team_id, 'away_team_id', game.away_team_id)`;

/** Adds games; returns their ids. */
export async function insertGames(
  tx: Executor,
  games: readonly ResolvedGame<number>[],
  scope: WriteScope,
): Promise<number[]> {
  const records = games.map((game) => {
    const { gameDatetime, gameTime } = plannedStart(scope.directory.leagues.zoneOf(game.leagueName), game);
    return {
      league_id: scope.directory.leagueIdOf(game.leagueName),
      external_game_id: game.externalGameId,
      external_source: game.externalGameId === null ? null : game.externalSource,
      game_date: game.slateDate,
      game_time: gameTime,
      game_datetime: gameDatetime,
      slate_date: game.slateDate,
      time_confirmed: game.isTimeConfirmed,
      home_team_id: game.homeTeamKey,
      away_team_id: game.awayTeamKey,
      is_neutral_site: game.isNeutralSite,
      venue_name: game.venue,
      week: game.week,
      round: game.round,
      game_type: game.gameType,
      status: game.status ?? 'scheduled',
      home_score: game.homeScore,
      away_score: game.awayScore,
    };
  });
  const rows = await rowsOf<{ id: number }>(
    tx,
    sql`
      insert into games (sport_id, season_id, import_id, league_id, external_game_id, external_source, game_date,
                         game_time, game_datetime, slate_date, time_confirmed, home_team_id, away_team_id,
                         is_neutral_site, venue_name, week, round, game_type, status, home_score, away_score,
                         seeding_status, run_id, result_run_id)
      select ${scope.sportId}, ${scope.seasonId}, ${scope.importId}, league_id, external_game_id, external_source,
             game_date, game_time, game_datetime, slate_date, time_confirmed, home_team_id, away_team_id,
             is_neutral_site, venue_name, week, round, game_type, status, home_score, away_score,
             case when status in ('cancelled', 'awarded') then 'skipped' else 'pending' end, ${scope.runId},
             case when home_score is not null then ${scope.runId} end
      from json_populate_recordset(null::games, ${JSON.stringify(records)}::json)
      returning id`,
  );
  await learnTeamSeasons(
    tx,
    games.flatMap(({ leagueName, seasonYear, homeTeamKey, awayTeamKey }) =>
      [homeTeamKey, awayTeamKey].map((teamId) => ({
        leagueId: scope.directory.leagueIdOf(leagueName),
        seasonYear,
        teamId,
      })),
    ),
  );
  return rows.map((row) => row.id);
}

/** Who is expected to play: everybody whose current team is one of the two. */
export async function insertRosters(
  tx: Executor,
  gameIds: readonly number[],
  { runId }: Pick<WriteScope, 'runId'>,
): Promise<void> {
  await tx.execute(sql`
    insert into game_rosters (game_id, player_id, team_id, run_id)
    select game.id, player.id, player.current_team_id, ${runId}
    from games as game
    join players as player on player.current_team_id in (game.home_team_id, game.away_team_id) and player.is_active
    where game.id = any(${sql.param([...gameIds])}::int[])
    on conflict (game_id, player_id) do nothing`);
}

/** Puts one line on the timeline of every game. */
export async function insertEvents(
  tx: Executor,
  gameIds: readonly number[],
  event: { kind: string; message: string },
  scope: Pick<WriteScope, 'importId' | 'actor' | 'runId'>,
): Promise<void> {
  await tx.execute(sql`
    insert into game_events (game_id, kind, message, data, actor, run_id)
    select id, ${event.kind}, ${event.message}, ${JSON.stringify({ importId: scope.importId })}::jsonb, ${scope.actor},
           ${scope.runId}
    from unnest(${sql.param([...gameIds])}::int[]) as id`);
}

/** Gives known games their new values, with a line on the timeline that holds the old ones. */
export async function updateGames(
  tx: Executor,
  changes: readonly GameChange<number>[],
  scope: WriteScope,
): Promise<void> {
  const because = (isExchanged: boolean): string =>
    isExchanged && scope.reason ? `, because: ${scope.reason}` : '';
  const records = changes.map(({ existing, target, fields, summary, incoming, exchangesSides = false }) => ({
    id: existing.gameId,
    ...plannedStart(scope.directory.leagues.zoneOf(existing.leagueName), target),
    slateDate: target.slateDate,
    isTimeConfirmed: target.isTimeConfirmed,
    status: target.status,
    homeScore: target.homeScore,
    awayScore: target.awayScore,
    week: target.week,
    round: incoming.round,
    gameType: target.gameType,
    venue: target.venue,
    externalGameId: target.externalGameId,
    externalSource: target.externalSource,
    exchangesSides,
    summary: `${summary} (import ${scope.importId} from ${scope.source})${because(exchangesSides)}.`,
    data: { importId: scope.importId, fields },
  }));
  const json = JSON.stringify(records);
  await tx.execute(sql`
    insert into game_events (game_id, kind, message, data, actor, run_id)
    select game.id, 'schedule_changed', change.summary, change.data || jsonb_build_object('before', ${GAME_BEFORE}),
           ${scope.actor}, ${scope.runId}
    from json_to_recordset(${json}::json) as change(id int, summary text, data jsonb)
    join games as game on game.id = change.id`);
  await tx.execute(sql`
    update games
    set game_date = change."slateDate", game_time = change."gameTime", game_datetime = change."gameDatetime",
        slate_date = change."slateDate", time_confirmed = change."isTimeConfirmed", status = change.status,
        home_score = change."homeScore", away_score = change."awayScore", week = change.week,
        round = coalesce(change.round, games.round), game_type = change."gameType", venue_name = change.venue,
        venue_id = case when games.venue_name is not distinct from change.venue then games.venue_id end,
        external_game_id = change."externalGameId", external_source = change."externalSource",
        home_team_id = case when change."exchangesSides" then games.away_team_id else games.home_team_id end,
        away_team_id = case when change."exchangesSides" then games.home_team_id else games.away_team_id end,
        result_run_id = case when (games.home_score, games.away_score)
                                  is distinct from (change."homeScore", change."awayScore")
                             then ${scope.runId} else games.result_run_id end,
        import_id = ${scope.importId}, run_id = ${scope.runId}, revision = revision + 1, updated_at = now()
    from json_to_recordset(${json}::json) as change(
      id int, "gameDatetime" timestamptz, "gameTime" time, "slateDate" date, "isTimeConfirmed" boolean, status text,
      "homeScore" int, "awayScore" int, week int, round text, "gameType" text, venue text, "externalGameId" text,
      "externalSource" text, "exchangesSides" boolean)
    where games.id = change.id`);
}

/** Calls games off that vanished from the file; the rows stay. */
export async function callOffGames(
  tx: Executor,
  gameIds: readonly number[],
  scope: WriteScope,
): Promise<void> {
  const message = `Cancelled: no longer in ${scope.source} (import ${scope.importId}).`;
  await tx.execute(sql`
    insert into game_events (game_id, kind, message, data, actor, run_id)
    select game.id, 'cancelled', ${message},
           jsonb_build_object('importId', ${scope.importId}::int, 'before', ${GAME_BEFORE}), ${scope.actor},
           ${scope.runId}
    from games as game where game.id = any(${sql.param([...gameIds])}::int[])`);
  await tx.execute(sql`
    update games
    set status = 'cancelled', import_id = ${scope.importId}, run_id = ${scope.runId}, revision = revision + 1,
        updated_at = now()
    where id = any(${sql.param([...gameIds])}::int[])`);
}
