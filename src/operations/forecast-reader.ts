import { sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import { hostOf } from '../providers/http/provider-api.ts';
import type { QuotaSnapshot } from '../providers/http/quota-ledger.ts';
import type { CallsByPriority, QuotaDemand } from '../providers/http/quota-sharing.ts';
import { providerExpectations } from './provider-expectations.ts';
import { type ForecastNeed, type HostForecast, forecastQuota } from './quota-forecast.ts';

export type ForecastReader = {
  /** What the coming UTC days (default 7, today included) need and have, by host. */
  forecast: (days?: number) => Promise<readonly HostForecast[]>;
  /** What each league still needs of a host today. */
  demandOf: (host: string) => Promise<QuotaDemand>;
};

export type ForecastReaderOptions = {
  db: Database;
  config: Config;
  /** The shared ledger's snapshot of a host; without it nothing counts as used. */
  quotaSnapshot?: ((host: string) => Promise<QuotaSnapshot>) | undefined;
};

const DEFAULT_DAYS = 7;

/**
 * Calls for each game until they have been measured. Box score: two calls and a part of a slate; football takes up
 * to twenty matches in one call. Per entity: a roster and two teams, as large as the providers list them.
 */
const CALLS_PER_GAME: Record<Sport, { boxScore: number; perEntity: number }> = {
  NBA: { boxScore: 2.2, perEntity: 36 },
  NFL: { boxScore: 2.2, perEntity: 110 },
  FOOTBALL: { boxScore: 0.3, perEntity: 52 },
};

/** Games that must have been read in the last two weeks for their cost to count as measured. */
const MEASURED_GAMES = 20;

export function createForecastReader({ db, config, quotaSnapshot }: ForecastReaderOptions): ForecastReader {
  const { baseUrls } = config.provider;
  const hostOfSport = (sport: Sport): string => hostOf(baseUrls[sport]);
  const sports = config.seeding.sportsEnabled;
  const hosts = [...new Set(sports.map(hostOfSport))];
  const { perDay } = providerExpectations({ config, secrets: {} }).configured;

  async function readNeeds(days: number): Promise<{ today: string; needs: readonly ForecastNeed[] }> {
    const [now, rows] = await Promise.all([
      firstRow<{ today: string }>(
        db,
        sql`select (clock_timestamp() at time zone 'UTC')::date::text as today`,
      ),
      rowsOf<Omit<ForecastNeed, 'host'>>(
        db,
        sql`
          select sport.display_name as sport, league.name as league,
                 (greatest(task.due_at, clock_timestamp()) at time zone 'UTC')::date::text as day,
                 case when task.pass = 'first' then 'first_pass' else 'correction' end as priority,
                 count(*)::int as games
          from seeding_tasks as task
          join games as game on game.id = task.game_id
          join sports as sport on sport.id = game.sport_id
          join leagues as league on league.id = game.league_id
          where task.status in ('pending', 'running')
            and task.due_at < (date_trunc('day', clock_timestamp(), 'UTC') + ${days} * interval '1 day')
            and sport.paused_at is null
          group by 1, 2, 3, 4`,
      ),
    ]);
    const needs = rows
      .filter(({ sport }) => sports.includes(sport))
      .map((row) => ({ ...row, host: hostOfSport(row.sport) }));
    return { today: now?.today ?? '', needs };
  }

  /** As measured over the last two weeks where enough games were read, otherwise as the plan promises. */
  async function readCallsPerGame(): Promise<Record<Sport, number>> {
    const measured = await rowsOf<{ sport: Sport; calls: number; games: number }>(
      db,
      sql`
        with read as (
          select game.sport_id, count(*) as games
          from seeding_tasks as task join games as game on game.id = task.game_id
          where task.status = 'completed' and task.updated_at > now() - interval '14 days'
          group by 1),
        spent as (
          select game.sport_id, sum(coalesce(usage.cost, 1)) as calls
          from api_usage as usage join games as game on game.id = usage.game_id
          where usage.started_at > now() - interval '14 days' group by 1)
        select sport.display_name as sport, spent.calls::double precision as calls, read.games
        from read join spent using (sport_id) join sports as sport on sport.id = read.sport_id`,
    );
    const costOf = (sport: Sport): number => {
      const found = measured.find((row) => row.sport === sport && row.games >= MEASURED_GAMES);
      const planned = CALLS_PER_GAME[sport];
      const byPlan = config.seeding.strategy[sport] === 'per-entity' ? planned.perEntity : planned.boxScore;
      return found && found.calls > 0 ? found.calls / found.games : byPlan;
    };
    return { NBA: costOf('NBA'), NFL: costOf('NFL'), FOOTBALL: costOf('FOOTBALL') };
  }

  return {
    async forecast(days = DEFAULT_DAYS) {
      const [{ today, needs }, callsPerGame, quotas] = await Promise.all([
        readNeeds(days),
        readCallsPerGame(),
        Promise.all(hosts.map(async (host) => (await quotaSnapshot?.(host).catch(() => null)) ?? null)),
      ]);
      return forecastQuota({
        today,
        days,
        needs,
        callsPerGame,
        hosts: hosts.map((host, index) => {
          const day = quotas[index]?.day;
          return { host, perDay: day?.limit ?? perDay, usedToday: day?.used ?? 0 };
        }),
      });
    },
    async demandOf(host) {
      const [{ today, needs }, callsPerGame] = await Promise.all([readNeeds(1), readCallsPerGame()]);
      const shares: Record<string, CallsByPriority> = {};
      for (const need of needs.filter((one) => one.host === host && one.day === today)) {
        const calls = Math.ceil(need.games * callsPerGame[need.sport]);
        shares[need.league] = { ...shares[need.league], [need.priority]: calls };
      }
      return { day: today, shares };
    },
  };
}
