import { ProviderError, isForNextSource } from '../domain/provider-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { RosterPort, SchedulePort } from '../providers/ports.ts';
import type {
  LeagueSource,
  RosterSource,
  ScheduleSource,
  SourcedSeason,
  TeamToAsk,
} from './league-source.ts';

/** Who tells of a league, in the order in which they are asked. */
export type LeagueSources = {
  schedules: readonly { name: string; port: SchedulePort }[];
  rosters: readonly OneRosterSource[];
};

type OneRosterSource = {
  name: string;
  port: RosterPort;
  /** The id by which a team is asked for there; null where it is not known. */
  teamIdThere: (team: TeamToAsk) => Promise<string | null>;
};

type Tools = { clock: Pick<Clock, 'nowMs'>; logger: Logger };

/** What is told of a league over its sources. Undefined without a source of schedules or of rosters. */
export function createSourcedLeague(
  { schedules, rosters }: LeagueSources,
  tools: Tools,
): LeagueSource | undefined {
  if (schedules.length === 0) return undefined;
  return { ...createSourcedSchedules(schedules, tools), ...createSourcedRosters(rosters, tools) };
}

/** Rosters over their sources: the next one where a source fails for good, rests or does not know the team. */
export function createSourcedRosters(
  rosters: LeagueSources['rosters'],
  { clock, logger }: Tools,
): RosterSource {
  return {
    async roster(team, season, context) {
      let failure: ProviderError | undefined;
      for (const { name, port, teamIdThere } of rosters) {
        const id = await teamIdThere(team);
        if (id === null) continue;
        try {
          return { members: await port.roster(id, season, context), source: name };
        } catch (error) {
          if (!(error instanceof ProviderError && isForNextSource(error, clock.nowMs()))) throw error;
          failure ??= error;
          if (rosters.length > 1)
            logger.warn({ source: name, problem: error.message }, 'a source of rosters is passed over');
        }
      }
      throw failure ?? new Error(`no source of rosters knows team ${team.teamId}`);
    },
  };
}

/**
 * Schedules over their sources: the next one where a source fails for good or rests. What a source said earlier (a
 * stale list) serves only where no other one says anything.
 */
export function createSourcedSchedules(
  schedules: LeagueSources['schedules'],
  { clock, logger }: Tools,
): ScheduleSource {
  return {
    async seasonGames(league, season, context) {
      let stale: SourcedSeason | undefined;
      let failure: ProviderError | undefined;
      for (const [place, { name, port }] of schedules.entries()) {
        try {
          const list = await port.seasonGames(league, season, context);
          const listed = { ...list, source: name, isFallback: place > 0 };
          if (listed.staleMs === undefined) return listed;
          stale ??= listed;
        } catch (error) {
          const isPassedOver = error instanceof ProviderError && isForNextSource(error, clock.nowMs());
          if (!isPassedOver && stale === undefined) throw error;
          if (!isPassedOver) break;
          failure ??= error;
          if (schedules.length > 1)
            logger.warn({ source: name, problem: error.message }, 'a source of schedules is passed over');
        }
      }
      if (stale) return stale;
      throw failure ?? new Error(`no source lists ${league.name}`);
    },
    async gamesById(league, ids, context, source) {
      const one = schedules.find(({ name }) => name === source);
      if (!one) throw new RangeError(`${source} lists no games of ${league.name}`);
      return one.port.gamesById(league, ids, context);
    },
  };
}
