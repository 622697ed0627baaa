import { and, eq, gte, lte, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import type { LeaguePlayer } from '../../domain/league-player.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { LeaguePlayersPort } from '../../providers/ports.ts';
import { idsAtProvider } from '../../reference/identities/ids-at-provider.ts';
import { type LeagueListed, type Learned, learnListed } from '../../reference/players/learn-listed.ts';
import { loadTeamDirectory } from '../../reference/teams/team-directory.ts';

export type LeaguePlayersDeps = {
  db: Database;
  /** Everybody who lists the players of whole leagues, by sport. */
  sources: ReadonlyMap<Sport, readonly (LeaguePlayersPort & { name: string })[]>;
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** A league that plays within this time, before or after, is on. */
const ON_WITHIN_DAYS = 30;

/** Asks every source for the players of each league that is on: one call a league and source. */
export function createLeaguePlayersRefresh(deps: LeaguePlayersDeps) {
  return async function refreshPlayers(signal: AbortSignal): Promise<Learned & { failed: number }> {
    const total = { known: 0, linked: 0, asked: 0, failed: 0 };
    for (const sport of SPORTS) {
      const sources = deps.sources.get(sport) ?? [];
      if (sources.length === 0) continue;
      for (const league of await leaguesOn(deps.db, sport))
        for (const source of sources) {
          if (signal.aborted) return total;
          if (!source.hasLeague(league.name)) continue;
          const learned = await learnFrom(deps, { sport, league, source }, signal);
          if (learned === undefined) total.failed += 1;
          for (const name of ['known', 'linked', 'asked'] as const) total[name] += learned?.[name] ?? 0;
        }
    }
    return total;
  };
}

type LeagueOn = { name: string; sportId: number; seasonYear: number };

function leaguesOn(db: Database, sport: Sport): Promise<LeagueOn[]> {
  const reach = sql`${ON_WITHIN_DAYS} * interval '1 day'`;
  return db
    .select({
      name: leagues.name,
      sportId: leagues.sportId,
      seasonYear: sql<number>`max(${seasons.year})::int`,
    })
    .from(games)
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .innerJoin(sports, and(eq(sports.id, games.sportId), eq(sports.displayName, sport)))
    .where(
      and(gte(games.gameDatetime, sql`now() - ${reach}`), lte(games.gameDatetime, sql`now() + ${reach}`)),
    )
    .groupBy(leagues.id)
    .orderBy(leagues.id);
}

type Asked = { sport: Sport; league: LeagueOn; source: LeaguePlayersPort & { name: string } };

/** One list, in one transaction; undefined where it could not be had. */
async function learnFrom(
  deps: LeaguePlayersDeps,
  { sport, league: { name, sportId, seasonYear }, source }: Asked,
  signal: AbortSignal,
): Promise<Learned | undefined> {
  const { db, logger } = deps;
  const league = (await loadTeamDirectory(db, sport)).leagues.named(name);
  if (!league) return undefined;
  const run = beginRun(deps, 'refresh_players', sport);
  const details = { league: name };
  try {
    const context = { signal, priority: 'backfill', league: name, runId: run.runId } as const;
    const { rows, refused } = await source.leaguePlayers(league, seasonYear, context);
    if (refused.length > 0)
      logger.warn({ source: source.name, rows: refused.slice(0, 10) }, 'players of a list are left out');
    const teamIds = await idsAtProvider(db, { provider: source.name, sportId, entityType: 'team' });
    const list = { sportId, provider: source.name, seasonYear, runId: run.runId };
    const learned = await db.transaction((tx) =>
      learnListed(
        tx,
        list,
        rows.map((row) => listedOf(row, teamIds)),
      ),
    );
    await run.end({
      status: 'completed',
      season: seasonYear,
      source: source.name,
      players: learned.known + learned.linked,
      details: { ...details, ...learned, left_out: refused.length },
      isQuiet: learned.linked + learned.asked === 0,
    });
    return learned;
  } catch (error) {
    await run.end({ status: 'failed', season: seasonYear, details, isQuiet: true });
    if (!(error instanceof ProviderError)) throw error;
    logger.warn({ source: source.name, league: name, problem: error.message }, 'players are not told');
    return undefined;
  }
}

function listedOf(
  { providerPlayerId, firstName, lastName, providerTeamId, facts }: LeaguePlayer,
  teamIds: ReadonlyMap<string, number>,
): LeagueListed {
  const teamId = providerTeamId === null ? null : (teamIds.get(providerTeamId) ?? null);
  return { externalId: providerPlayerId, firstName, lastName, position: null, teamId, facts };
}
