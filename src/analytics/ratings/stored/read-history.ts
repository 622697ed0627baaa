import { type SQL, and, asc, eq, gte, lte, sql } from 'drizzle-orm';
import { alias } from '../../../db/alias.ts';
import { CursorError, type Page, decodeCursor, pageSize, toPage } from '../../../db/cursor.ts';
import type { Executor } from '../../../db/database.ts';
import { leagues, teams } from '../../../db/schema/reference.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import type { ListedTeam } from './rated-team.ts';

/** A game of a team with its rating before and after it. */
export type RatingOfGame = Awaited<ReturnType<typeof readHistory>>[number];

export type HistoryFilter = { from?: string | undefined; to?: string | undefined };

export type HistoryPage = Page<RatingOfGame> & {
  team_id: number;
  text_id: string | null;
  team: string;
  league: string;
};

const ORDER = 'ratings';
const row = teamRatings;

/** A page of a team's ratings game by game, the oldest first. Throws CursorError. */
export async function listHistory(
  db: Executor,
  team: Pick<ListedTeam, 'id' | 'name' | 'text_id' | 'league'>,
  { cursor, limit, ...filter }: HistoryFilter & { cursor?: string | undefined; limit?: number | undefined },
): Promise<HistoryPage> {
  const size = pageSize(limit);
  const after = cursor === undefined ? undefined : await positionOf(db, team.id, cursor);
  const rows = await readHistory(db, team.id, filter, { after, limit: size + 1 });
  const { items, next_cursor: next } = toPage(
    rows.map((one) => ({ ...one, id: one.game_id, sort_key: '' })),
    size,
    ORDER,
  );
  return {
    team_id: team.id,
    text_id: team.text_id,
    team: team.name,
    league: team.league,
    items: items.map(({ id: _id, ...one }) => one),
    next_cursor: next,
  };
}

/** Where a game stands in the order of a team's games. Throws CursorError where it is none of them any more. */
async function positionOf(db: Executor, teamId: number, cursor: string): Promise<SQL> {
  const { id } = decodeCursor(ORDER, cursor);
  const [found] = await db
    .select({ season: row.seasonYear, day: row.playedOn, at: row.startsAt })
    .from(row)
    .where(and(eq(row.teamId, teamId), eq(row.gameId, id)));
  if (found === undefined) throw new CursorError();
  const { season, day, at } = found;
  return sql`(${row.seasonYear}, ${row.playedOn}, ${row.startsAt}, ${row.gameId})
    > (${season}::int, ${day}::date, ${at.toISOString()}::timestamptz, ${id}::int)`;
}

/** A team's ratings game by game, the oldest first: all of them where no limit is given. */
export function readHistory(
  db: Executor,
  teamId: number,
  { from, to }: HistoryFilter = {},
  { after, limit }: { after?: SQL | undefined; limit?: number } = {},
) {
  const opponent = alias(teams, 'opponent');
  const read = db
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
    .where(
      and(
        eq(row.teamId, teamId),
        from === undefined ? undefined : gte(row.playedOn, from),
        to === undefined ? undefined : lte(row.playedOn, to),
        after,
      ),
    )
    .orderBy(asc(row.seasonYear), asc(row.playedOn), asc(row.startsAt), asc(row.gameId));
  return limit === undefined ? read : read.limit(limit);
}
