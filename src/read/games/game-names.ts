import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { leagues, seasons, teams } from '../../db/schema/reference.ts';

/** What a game is of, by ids. */
export type GameReferences = {
  home_team_id: number;
  away_team_id: number;
  league_id: number;
  season_id: number;
};

/** How what a game is of is called. */
export type GameNames = {
  team: (id: number) => { name: string; abbreviation: string | null };
  league: (id: number) => string;
  /** Year in which the season starts. */
  season: (id: number) => number;
  /** `LAL @ GSW 2026-01-15`. */
  label: (game: GameReferences & { slate_date: string }) => string;
};

type NameRow = { kind: 'team' | 'league' | 'season'; id: number; name: string; abbreviation: string | null };

/**
 * Reads the names that some games are shown with. In a statement of its own: to join four tables for them takes
 * longer to plan than to run, and to look each up row by row takes as long as the page itself.
 */
export async function readGameNames(
  executor: Executor,
  games: readonly GameReferences[],
): Promise<GameNames> {
  const ids = {
    team: new Set(games.flatMap((game) => [game.home_team_id, game.away_team_id])),
    league: new Set(games.map((game) => game.league_id)),
    season: new Set(games.map((game) => game.season_id)),
  };
  const anyOf = (wanted: ReadonlySet<number>) => sql`any(${sql.param([...wanted])}::int[])`;
  const rows =
    games.length === 0
      ? []
      : await rowsOf(
          executor,
          selecting(
            {
              kind: sql<'team' | 'league' | 'season'>`'team'`,
              id: teams.id,
              name: teams.name,
              abbreviation: teams.abbreviation,
            },
            (list) => sql`
            select ${list} from ${teams} where ${teams.id} = ${anyOf(ids.team)}
            union all select 'league', ${leagues.id}, ${leagues.name}, null from ${leagues} where ${leagues.id} = ${anyOf(ids.league)}
            union all select 'season', ${seasons.id}, ${seasons.year}::text, null from ${seasons} where ${seasons.id} = ${anyOf(ids.season)}`,
          ),
        );
  const known = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row]));

  function find(kind: NameRow['kind'], id: number): NameRow {
    const row = known.get(`${kind} ${id}`);
    if (!row) throw new Error(`there is no ${kind} ${id}`);
    return row;
  }
  const short = (id: number): string => {
    const { name, abbreviation } = find('team', id);
    return abbreviation ?? name;
  };
  return {
    team: (id) => find('team', id),
    league: (id) => find('league', id).name,
    season: (id) => Number(find('season', id).name),
    label: (game) => `${short(game.away_team_id)} @ ${short(game.home_team_id)} ${game.slate_date}`,
  };
}
