import { and, asc, between, eq, gt } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import { askForStep } from './backfill-kind.ts';
import { IS_NOT_SEEDED } from './unread-leagues.ts';

/** Days of a league whose finished games without lines are to be read. */
export type DaysRequest = {
  sport: Sport;
  league: string;
  /** By the league's own clock, both included. */
  firstDay: string;
  lastDay: string;
  /** Only seasons after this one; days may lie in two. */
  afterSeason?: number | undefined;
};

/** The season of them that is read now. */
export type DaysStarted =
  | { kind: 'started'; sweepId: number; season: number }
  /** Every finished game of those days has its lines. */
  | { kind: 'nothing' }
  /** Another back-fill of the season is open, and this one waits for it. */
  | { kind: 'busy'; season: number };

/**
 * Starts a back-fill of the lines of some days, of the first of their seasons that lacks any; `alsoWrite` is part of its
 * transaction. Their games are known already, so that no season is asked for.
 */
export function startDays(
  { db }: { db: Database },
  request: DaysRequest,
  actor: string,
  alsoWrite: (tx: Executor, sweepId: number) => Promise<void>,
): Promise<DaysStarted> {
  const { sport, league, firstDay, lastDay, afterSeason = 0 } = request;
  return db.transaction(async (tx) => {
    const [scope] = await tx
      .select({ sportId: games.sportId, leagueId: leagues.id, seasonId: seasons.id, season: seasons.year })
      .from(games)
      .innerJoin(sports, and(eq(sports.id, games.sportId), eq(sports.displayName, sport)))
      .innerJoin(leagues, and(eq(leagues.id, games.leagueId), eq(leagues.name, league)))
      .innerJoin(seasons, and(eq(seasons.id, games.seasonId), gt(seasons.year, afterSeason)))
      .where(and(between(games.slateDate, firstDay, lastDay), eq(games.status, 'completed'), IS_NOT_SEEDED))
      .orderBy(asc(seasons.year))
      .limit(1);
    if (!scope) return { kind: 'nothing' };
    const { season, ...ids } = scope;
    const [created] = await tx
      .insert(blanketSweeps)
      .values({ ...ids, actor, firstDay, lastDay, leaguesRead: [ids.leagueId] })
      .onConflictDoNothing()
      .returning({ id: blanketSweeps.id });
    if (!created) return { kind: 'busy', season };
    await alsoWrite(tx, created.id);
    await askForStep(tx, created.id);
    return { kind: 'started', sweepId: created.id, season };
  });
}
