import { sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { gameEvents, gameRosters, games } from '../db/schema/games.ts';
import { players } from '../db/schema/reference.ts';
import { type Sport, hasBoxScores } from '../domain/sport.ts';
import type { GameChange } from './difference/change-types.ts';
import { GAME_BEFORE } from './game-before.ts';
import { plannedStart } from './planned-start.ts';
import { learnTeamSeasons } from '../reference/teams/team-seasons.ts';
import type { TeamDirectory } from '../reference/teams/team-directory.ts';
import type { ResolvedGame } from './resolve-game.ts';
import { EVENT_COLUMNS } from './timeline-columns.ts';

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
  /** The places of games that are added, where they are known before. */
  venueIds?: ReadonlyMap<ResolvedGame<number>, number> | undefined;
  /** Why somebody let sides be exchanged. */
  reason?: string | undefined;
};

/** What of a game stands in its record. */
const OF_ROW = [
  games.leagueId,
  games.externalGameId,
  games.externalSource,
  games.gameDate,
  games.gameTime,
  games.gameDatetime,
  games.slateDate,
  games.timeConfirmed,
  games.homeTeamId,
  games.awayTeamId,
  games.gameNumber,
  games.isNeutralSite,
  games.venueName,
  games.venueId,
  games.week,
  games.round,
  games.gameType,
  games.status,
  games.homeScore,
  games.awayScore,
] as const;

/** Adds games; returns their ids. */
export async function insertGames(
  tx: Executor,
  added: readonly ResolvedGame<number>[],
  scope: WriteScope,
): Promise<number[]> {
  const records = added.map((game) => {
    const { gameDatetime, gameTime } = plannedStart(scope.directory.leagues.zoneOf(game.leagueName), game);
    return {
      [games.leagueId.name]: scope.directory.leagueIdOf(game.leagueName),
      [games.externalGameId.name]: game.externalGameId,
      [games.externalSource.name]: game.externalGameId === null ? null : game.externalSource,
      [games.gameDate.name]: game.slateDate,
      [games.gameTime.name]: gameTime,
      [games.gameDatetime.name]: gameDatetime,
      [games.slateDate.name]: game.slateDate,
      [games.timeConfirmed.name]: game.isTimeConfirmed,
      [games.homeTeamId.name]: game.homeTeamKey,
      [games.awayTeamId.name]: game.awayTeamKey,
      [games.gameNumber.name]: game.gameNumber ?? 1,
      [games.isNeutralSite.name]: game.isNeutralSite,
      [games.venueName.name]: game.venue,
      [games.venueId.name]: scope.venueIds?.get(game) ?? null,
      [games.week.name]: game.week,
      [games.round.name]: game.round,
      [games.gameType.name]: game.gameType,
      [games.status.name]: game.status ?? 'scheduled',
      [games.homeScore.name]: game.homeScore,
      [games.awayScore.name]: game.awayScore,
    };
  });
  const rows = await rowsOf(
    tx,
    selecting(
      { id: games.id },
      (list) => sql`
      insert into ${games} (${bareColumns(games.sportId, games.seasonId, games.importId, ...OF_ROW)},
                            ${bareColumns(games.seedingStatus, games.runId, games.resultRunId)})
      select ${scope.sportId}, ${scope.seasonId}, ${scope.importId}, ${bareColumns(...OF_ROW)},
             case when ${!hasBoxScores(scope.sport)} or ${bareColumns(games.status)} in ('cancelled', 'awarded')
                  then 'skipped' else 'pending' end,
             ${scope.runId}, case when ${bareColumns(games.homeScore)} is not null then ${scope.runId} end
      from json_populate_recordset(null::${games}, ${JSON.stringify(records)}::json)
      returning ${list}`,
    ),
  );
  await learnTeamSeasons(
    tx,
    added.flatMap(({ leagueName, seasonYear, homeTeamKey, awayTeamKey }) =>
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
    insert into ${gameRosters} (${bareColumns(
      gameRosters.gameId,
      gameRosters.playerId,
      gameRosters.teamId,
      gameRosters.runId,
    )})
    select ${games.id}, ${players.id}, ${players.currentTeamId}, ${runId}
    from ${games}
    join ${players} on ${players.currentTeamId} in (${games.homeTeamId}, ${games.awayTeamId}) and ${players.isActive}
    where ${games.id} = any(${sql.param([...gameIds])}::int[])
    on conflict (${bareColumns(gameRosters.gameId, gameRosters.playerId)}) do nothing`);
}

/** Puts one line on the timeline of every game. */
export async function insertEvents(
  tx: Executor,
  gameIds: readonly number[],
  event: { kind: string; message: string },
  scope: Pick<WriteScope, 'importId' | 'actor' | 'runId'>,
): Promise<void> {
  await tx.execute(sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
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
  const json = JSON.stringify(recordsOf(changes, scope));
  await tx.execute(sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
    select ${games.id}, 'schedule_changed', change.summary, change.data || jsonb_build_object('before', ${GAME_BEFORE}),
           ${scope.actor}, ${scope.runId}
    from json_to_recordset(${json}::json) as change(id int, summary text, data jsonb)
    join ${games} on ${games.id} = change.id`);
  await tx
    .update(games)
    .set({
      gameDate: sql`change."slateDate"`,
      gameTime: sql`change."gameTime"`,
      gameDatetime: sql`change."gameDatetime"`,
      slateDate: sql`change."slateDate"`,
      timeConfirmed: sql`change."isTimeConfirmed"`,
      gameNumber: sql`coalesce(change."gameNumber", ${games.gameNumber})`,
      status: sql`change.status`,
      homeScore: sql`change."homeScore"`,
      awayScore: sql`change."awayScore"`,
      week: sql`change.week`,
      round: sql`coalesce(change.round, ${games.round})`,
      gameType: sql`change."gameType"`,
      venueName: sql`change.venue`,
      venueId: sql`case when ${games.venueName} is not distinct from change.venue then ${games.venueId} end`,
      externalGameId: sql`change."externalGameId"`,
      externalSource: sql`change."externalSource"`,
      homeTeamId: sql`case when change."exchangesSides" then ${games.awayTeamId} else ${games.homeTeamId} end`,
      awayTeamId: sql`case when change."exchangesSides" then ${games.homeTeamId} else ${games.awayTeamId} end`,
      resultRunId: sql`case when (${games.homeScore}, ${games.awayScore})
          is distinct from (change."homeScore", change."awayScore")
        then ${scope.runId} else ${games.resultRunId} end`,
      ...writtenBy(scope),
    })
    .from(
      sql`json_to_recordset(${json}::json) as change(
        id int, "gameDatetime" timestamptz, "gameTime" time, "slateDate" date, "isTimeConfirmed" boolean, status text,
        "homeScore" int, "awayScore" int, week int, round text, "gameType" text, venue text, "externalGameId" text,
        "externalSource" text, "exchangesSides" boolean, "gameNumber" smallint)`,
    )
    .where(sql`${games.id} = change.id`);
}

/** What a statement is told of each change. */
function recordsOf(changes: readonly GameChange<number>[], scope: WriteScope) {
  const because = (isExchanged: boolean): string =>
    isExchanged && scope.reason ? `, because: ${scope.reason}` : '';
  return changes.map(({ existing, target, fields, summary, incoming, exchangesSides = false }) => ({
    id: existing.gameId,
    ...plannedStart(scope.directory.leagues.zoneOf(existing.leagueName), target),
    slateDate: target.slateDate,
    gameNumber: target.gameNumber ?? null,
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
}

/** What every change of a game by an import notes in its row. */
function writtenBy({ importId, runId }: WriteScope) {
  return { importId, runId, revision: sql`${games.revision} + 1`, updatedAt: sql`now()` };
}

/** Calls games off that vanished from the file; the rows stay. */
export async function callOffGames(
  tx: Executor,
  gameIds: readonly number[],
  scope: WriteScope,
): Promise<void> {
  const message = `Cancelled: no longer in ${scope.source} (import ${scope.importId}).`;
  await tx.execute(sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
    select ${games.id}, 'cancelled', ${message},
           jsonb_build_object('importId', ${scope.importId}::int, 'before', ${GAME_BEFORE}), ${scope.actor},
           ${scope.runId}
    from ${games} where ${games.id} = any(${sql.param([...gameIds])}::int[])`);
  await tx
    .update(games)
    .set({ status: 'cancelled', ...writtenBy(scope) })
    .where(sql`${games.id} = any(${sql.param([...gameIds])}::int[])`);
}
