import { and, asc, eq, gt, max, min, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { games } from '../db/schema/games.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import type { BackfillOrigin } from '../domain/history.ts';
import { IS_NOT_SEEDED } from '../jobs/ledger/game-standing.ts';
import { SPORT_FACTS } from '../sports/all-facts.ts';
import type { Sport } from '../domain/sport.ts';
import { askForNext } from './step-kind.ts';

/** A season of a sport, or of one of its leagues. */
export type SeasonScope = { sportId: number; seasonId: number; leagueId: number | null };

/** Who asks the box scores of a whole season: seeding does, by its own sources. */
export const SEASON_SOURCE = 'seeding';

/**
 * Begins a back-fill of the box scores of a season in the caller's transaction: a unit for each league that has games
 * without lines. Undefined where one of the same scope is open. Its first step is published after the commit.
 */
export async function beginSeason(
  tx: Executor,
  scope: SeasonScope,
  { actor, origin = 'manual' }: { actor: string; origin?: BackfillOrigin },
): Promise<number | undefined> {
  const units = await unitsOf(tx, scope);
  const words = await wordsOf(tx, scope);
  const games = units.reduce((sum, unit) => sum + unit.games, 0);
  const [created] = await tx
    .insert(backfills)
    .values({
      ...scope,
      league: words.league,
      ...daysOf(units, words.year),
      parts: ['box-scores'],
      estimatedCalls: units.length + Math.ceil(games * (SPORT_FACTS[words.sport].plannedCalls?.blanket ?? 0)),
      estimatedCredits: 0,
      origin,
      actor,
    })
    // The index allows one open back-fill of a scope, and nothing else here can conflict.
    .onConflictDoNothing()
    .returning({ id: backfills.id });
  if (!created) return undefined;
  if (units.length > 0)
    await tx.insert(backfillProgress).values(
      units.map(({ leagueId, fromDay, toDay }) => ({
        backfillId: created.id,
        leagueId,
        part: 'box-scores' as const,
        source: SEASON_SOURCE,
        moment: String(created.id),
        seasonId: scope.seasonId,
        unit: String(words.year),
        fromDay,
        toDay,
      })),
    );
  await askForNext(tx, created.id);
  return created.id;
}

/**
 * Begins the back-fill that seeding asks for where a game kept failing; undefined where the season has one that is
 * open, or had one of this kind within a day.
 */
export async function beginFallback(
  tx: Executor,
  scope: SeasonScope & { leagueId: number },
  actor: string,
): Promise<number | undefined> {
  const [recent] = await tx
    .select({ id: backfills.id })
    .from(backfills)
    .where(
      and(
        eq(backfills.leagueId, scope.leagueId),
        eq(backfills.seasonId, scope.seasonId),
        eq(backfills.origin, 'fallback'),
        gt(backfills.createdAt, sql`now() - interval '1 day'`),
      ),
    )
    .limit(1);
  return recent ? undefined : beginSeason(tx, scope, { actor, origin: 'fallback' });
}

/** The leagues of a season that have games without lines, with the days of those. */
function unitsOf(tx: Executor, { sportId, seasonId, leagueId }: SeasonScope) {
  return tx
    .select({
      leagueId: games.leagueId,
      fromDay: sql<string>`${min(games.slateDate)}::text`,
      toDay: sql<string>`${max(games.slateDate)}::text`,
      games: sql<number>`(count(*) filter (where ${games.gameDatetime} < now()))::int`,
    })
    .from(games)
    .where(
      and(
        eq(games.sportId, sportId),
        eq(games.seasonId, seasonId),
        leagueId === null ? undefined : eq(games.leagueId, leagueId),
        IS_NOT_SEEDED,
      ),
    )
    .groupBy(games.leagueId)
    .orderBy(asc(games.leagueId));
}

async function wordsOf(
  tx: Executor,
  { sportId, seasonId, leagueId }: SeasonScope,
): Promise<{ sport: Sport; league: string; year: number }> {
  const isLeague = leagueId === null ? sql`false` : eq(leagues.id, leagueId);
  const [words] = await tx
    .select({
      sport: sql<Sport>`${sports.displayName}`,
      league: sql<string>`coalesce(${leagues.name}, ${sports.displayName})`,
      year: seasons.year,
    })
    .from(sports)
    .innerJoin(seasons, eq(seasons.id, seasonId))
    .leftJoin(leagues, isLeague)
    .where(eq(sports.id, sportId));
  if (!words) throw new RangeError(`there is no season ${seasonId} of sport ${sportId}`);
  return words;
}

/** The days of the units; of a season without any, its year. */
function daysOf(
  units: readonly { fromDay: string; toDay: string }[],
  year: number,
): { fromDay: string; toDay: string } {
  const days = units.flatMap(({ fromDay, toDay }) => [fromDay, toDay]).toSorted();
  return { fromDay: days[0] ?? `${year}-01-01`, toDay: days.at(-1) ?? `${year}-12-31` };
}
