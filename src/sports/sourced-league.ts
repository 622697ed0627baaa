import { ProviderError, isForNextSource } from '../domain/provider-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { RosterPort, SchedulePort } from '../providers/ports.ts';
import type { LeagueSource, ScheduleSource, SourcedSeason } from './league-source.ts';

/** Who tells of a league, in the order in which they are asked. */
export type LeagueSources = {
  schedules: readonly { name: string; port: SchedulePort }[];
  /** The first is asked: a team is asked for by its id, which is another one elsewhere. */
  rosters: readonly { name: string; port: RosterPort }[];
};

type Tools = { clock: Pick<Clock, 'nowMs'>; logger: Logger };

/** What is told of a league over its sources. Undefined without a source of schedules or of rosters. */
export function createSourcedLeague(
  { schedules, rosters: [roster] }: LeagueSources,
  tools: Tools,
): LeagueSource | undefined {
  if (schedules.length === 0 || !roster) return undefined;
  return {
    ...createSourcedSchedules(schedules, tools),
    roster: roster.port.roster,
    rosterSource: roster.name,
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
