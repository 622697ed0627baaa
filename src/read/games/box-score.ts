import { eq, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { players, teams } from '../../db/schema/reference.ts';
import { type Sport, hasBoxScores, withoutBoxScores } from '../../domain/sport.ts';
import type { LineValues } from '../../sports/display-columns.ts';
import type { LineTable } from '../../sports/line-table.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import { season, sport } from '../tasks/aliases.ts';

export type PlayerLine = {
  player_id: number;
  name: string;
  /** Which provider the line is from, by its name in the registry. */
  source: string;
  /** The run that wrote it last; null in lines of older versions. */
  run_id: string | null;
  values: LineValues;
};

/** One side's lines; `team` is null while the team's line is not in. */
export type BoxScoreSide = {
  team_id: number;
  name: string;
  abbreviation: string | null;
  is_home: boolean;
  players: readonly PlayerLine[];
  team: LineValues | null;
  /** Which provider the team's line is from; null while it is not in. */
  team_source: string | null;
  /** The run that wrote the team's line last. */
  team_run_id: string | null;
};

/** What is known of a game's players and teams; field names as published. The visitors come first. */
export type BoxScore = {
  game_id: number;
  sport: Sport;
  /** Why there are no lines, where box scores of the sport are not collected. */
  not_collected: string | null;
  sides: readonly BoxScoreSide[];
};

const player = alias(players, 'player');

/** The lines of a game as they are stored now, without any when nothing is in; undefined without such a game. */
export async function readBoxScore(executor: Executor, gameId: number): Promise<BoxScore | undefined> {
  const [game] = await executor
    .select({
      sport: sport.displayName,
      season: season.year,
      home_team_id: games.homeTeamId,
      away_team_id: games.awayTeamId,
    })
    .from(games)
    .innerJoin(sport, eq(sport.id, games.sportId))
    .innerJoin(season, eq(season.id, games.seasonId))
    .where(eq(games.id, gameId));
  if (!game) return undefined;
  const lines = hasBoxScores(game.sport) ? SPORT_DEFINITIONS[game.sport].lines : undefined;
  const [names, playerRows, teamRows] = await Promise.all([
    executor
      .select({ id: teams.id, name: teams.name, abbreviation: teams.abbreviation })
      .from(teams)
      .where(sql`${teams.id} in (${game.home_team_id}, ${game.away_team_id})`),
    lines ? linesOf(executor, lines.player, game.season, gameId) : [],
    lines ? linesOf(executor, lines.team, game.season, gameId) : [],
  ]);
  const sides = [game.away_team_id, game.home_team_id].map((teamId): BoxScoreSide => {
    const team = names.find(({ id }) => id === teamId);
    const ofTeam = teamRows.find((row) => row.team_id === teamId);
    return {
      team_id: teamId,
      name: team?.name ?? `Team ${teamId}`,
      abbreviation: team?.abbreviation ?? null,
      is_home: teamId === game.home_team_id,
      players: playerRows
        .filter((row) => row.team_id === teamId)
        .map((row) => ({
          player_id: row.player_id,
          name: row.name,
          source: row.source,
          run_id: row.run_id,
          values: lines ? pick(lines.player, row.line) : {},
        })),
      team: lines && ofTeam ? pick(lines.team, ofTeam.line) : null,
      team_source: ofTeam?.source ?? null,
      team_run_id: ofTeam?.run_id ?? null,
    };
  });
  const notCollected = hasBoxScores(game.sport) ? null : withoutBoxScores(game.sport);
  return { game_id: gameId, sport: game.sport, not_collected: notCollected, sides };
}

/** The lines of one game; the season leads to the one partition that has them. */
function linesOf(
  executor: Executor,
  { schema, entity, entityColumn }: LineTable,
  seasonYear: number,
  gameId: number,
) {
  const named =
    entityColumn === 'player_id'
      ? sql`join ${players} as ${player} on ${player.id} = ${entity}`
      : sql`left join ${players} as ${player} on false`;
  return rowsOf(
    executor,
    selecting(
      {
        team_id: sql<number>`${schema.teamId}`,
        player_id: sql<number>`coalesce(${player.id}, 0)`,
        name: sql<string>`coalesce(${player.fullName}, '')`,
        source: sql<string>`${schema.source}`,
        run_id: sql<string | null>`${schema.runId}`,
        line: sql<LineValues>`to_jsonb(${schema})`,
      },
      (list) => sql`
        select ${list} from ${schema} ${named}
        where ${schema.seasonYear} = ${seasonYear} and ${schema.gameId} = ${gameId}
        order by ${player.fullName}, ${player.id}`,
    ),
  );
}

function pick({ valueColumns }: LineTable, line: LineValues): LineValues {
  return Object.fromEntries(valueColumns.map((column) => [column, line[column] ?? null]));
}
