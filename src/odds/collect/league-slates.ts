import { and, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues as leagueRows } from '../../db/schema/reference.ts';
import type { League } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import { type StoredLeague, loadStoredLeagues } from '../../reference/leagues/load-leagues.ts';
import type { Slate } from './plan-month.ts';

/** A league whose odds are collected, with the numbers of its rows. */
export type CollectedLeague = { leagueId: number; sportId: number; league: League };

/** Leagues of some sports, or of these those that are named (in small letters). */
export async function collectedLeagues(
  db: Executor,
  wanted: { sports: readonly Sport[]; names: readonly string[] | undefined },
): Promise<readonly CollectedLeague[]> {
  const known = await loadStoredLeagues(db);
  const rows = await db.select({ id: leagueRows.id, sportId: leagueRows.sportId }).from(leagueRows);
  const sportIds = new Map(rows.map(({ id, sportId }) => [id, sportId]));
  const isNamed = ({ name, code, aliases }: StoredLeague): boolean =>
    wanted.names === undefined ||
    [name, code, ...aliases].some((one) => wanted.names?.includes(one.toLowerCase()));
  return known
    .filter((league) => wanted.sports.includes(league.sport) && isNamed(league))
    .flatMap((league) => {
      const sportId = sportIds.get(league.id);
      return sportId === undefined ? [] : [{ leagueId: league.id, sportId, league }];
    });
}

/** Days of games that are still to be played, by league, from a moment to another. */
export async function slatesBetween(
  db: Executor,
  leagues: readonly CollectedLeague[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): Promise<readonly Slate[]> {
  if (leagues.length === 0) return [];
  const { leagueId, slateDate, gameDatetime, status } = games;
  const rows = await db
    .select({ leagueId, date: slateDate, startsAt: gameDatetime })
    .from(games)
    .where(
      and(
        inArray(
          leagueId,
          leagues.map((one) => one.leagueId),
        ),
        inArray(status, ['scheduled', 'in_progress']),
        eq(games.timeConfirmed, true),
        gte(gameDatetime, new Date(fromMs)),
        lt(gameDatetime, new Date(untilMs)),
      ),
    )
    .orderBy(gameDatetime);
  const names = new Map(leagues.map((one) => [one.leagueId, one.league.name]));
  const bySlate = Map.groupBy(rows, (row) => `${row.leagueId} ${row.date}`);
  return [...bySlate.values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    const league = names.get(first.leagueId) ?? '';
    const startsMs = some.map(({ startsAt }) => startsAt.getTime());
    return [{ leagueId: first.leagueId, league, date: first.date, startsMs }];
  });
}
