import { type SQL, and, asc, eq, gte, lte } from 'drizzle-orm';
import { alias } from '../../../db/alias.ts';
import type { Executor } from '../../../db/database.ts';
import { leagues, teams } from '../../../db/schema/reference.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import type { ListedTeam } from './rated-team.ts';

/** A game of a team with its rating before and after it. */
export type RatingOfGame = Awaited<ReturnType<typeof readHistory>>['items'][number];

export type HistoryFilter = { from?: string | undefined; to?: string | undefined };

/** A team's ratings game by game, the oldest first. */
export async function readHistory(
  db: Executor,
  team: Pick<ListedTeam, 'id' | 'name' | 'text_id' | 'league'>,
  { from, to }: HistoryFilter = {},
) {
  const opponent = alias(teams, 'opponent');
  const row = teamRatings;
  const within: (SQL | undefined)[] = [
    eq(row.teamId, team.id),
    from === undefined ? undefined : gte(row.playedOn, from),
    to === undefined ? undefined : lte(row.playedOn, to),
  ];
  const items = await db
    .select({
      game_id: row.gameId,
      league: leagues.name,
      season: row.seasonYear,
      played_on: row.playedOn,
      opponent_id: row.opponentId,
      opponent: opponent.name,
      is_home: row.isHome,
      is_neutral: row.isNeutral,
      points_for: row.pointsFor,
      points_against: row.pointsAgainst,
      result: row.result,
      expected: row.expected,
      elo_before: row.eloBefore,
      elo_after: row.eloAfter,
      pythagorean_share: row.pythagoreanShare,
      rules: row.rules,
    })
    .from(row)
    .innerJoin(leagues, eq(leagues.id, row.leagueId))
    .innerJoin(opponent, eq(opponent.id, row.opponentId))
    .where(and(...within))
    .orderBy(asc(row.seasonYear), asc(row.playedOn), asc(row.startsAt), asc(row.gameId));
  return { team_id: team.id, text_id: team.text_id, team: team.name, league: team.league, items };
}
