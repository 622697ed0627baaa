import { type RosterRefresher, createRosterRefresher } from '../schedule/refresh/roster-refresher.ts';
import { type ScheduleRefresher, createScheduleRefresher } from '../schedule/refresh/schedule-refresher.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** What keeps schedules and rosters as the provider has them. */
export type Refreshers = { schedules: ScheduleRefresher; rosters: RosterRefresher };

/** Wires the refreshers of the enabled sports. */
export function buildRefreshers(
  app: App,
  { leagueSources, usage }: Pick<Providers, 'leagueSources' | 'usage'>,
): Refreshers {
  const { config, database, clock, logger, ingestService } = app;
  const shared = {
    db: database.db,
    sources: leagueSources,
    runCalls: usage,
    clock,
    logger,
    sports: config.seeding.sportsEnabled,
  };
  return {
    schedules: createScheduleRefresher({
      ...shared,
      ingestService,
      intervalMs: config.refresh.scheduleIntervalMs,
    }),
    rosters: createRosterRefresher({
      ...shared,
      // A sport whose rosters nobody has is none that lacks them.
      sports: shared.sports.filter((sport) => app.registry.sourcesOf('roster', sport).length > 0),
      lookAheadMs: config.refresh.rosterLookAheadMs,
    }),
  };
}
