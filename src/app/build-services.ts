import { type Deferred, deferred } from '../platform/deferred.ts';
import type { Backups } from '../backups/backups.ts';
import type { App, AppServices } from './app.ts';

export type ServiceParts = Pick<
  App,
  | 'config'
  | 'database'
  | 'directDatabase'
  | 'jobLeases'
  | 'store'
  | 'publisher'
  | 'parserVersion'
  | 'projectRoot'
  | 'version'
  | 'registry'
  | 'clock'
  | 'logger'
  | 'tracer'
> & {
  /** Where a session of its own leads, with its password. */
  directUrl: string;
};

/** Wires the services onto a process's parts. Each is imported when it is first called, or by `load`. */
export function buildServices(parts: ServiceParts): {
  services: AppServices;
  load: App['loadServices'];
} {
  const made = { ...workServices(parts), ...scheduleServices(parts), ...referenceServices(parts) };
  const services = Object.fromEntries(
    Object.entries(made).map(([name, { service }]) => [name, service]),
  ) as AppServices;
  return {
    services,
    async load(names = Object.keys(made) as (keyof AppServices)[]) {
      await Promise.all(names.map((name) => made[name].load()));
    },
  };
}

type DeferredServices<Name extends keyof AppServices> = { [Key in Name]: Deferred<AppServices[Key]> };

function workServices(
  parts: ServiceParts,
): DeferredServices<
  | 'reconciler'
  | 'backups'
  | 'workActs'
  | 'seasonBackfills'
  | 'historyBackfills'
  | 'taskActions'
  | 'pauseControl'
> {
  const { config, database, jobLeases, store, publisher, clock, logger } = parts;
  const { db } = database;
  const { delayMs, retry } = config.seeding;
  const reconciler = deferred(async () => {
    const { createReconciler } = await import('../jobs/reconciler.ts');
    return createReconciler({ db, leases: jobLeases, store, clock, logger });
  });
  const historyBackfills = deferred(async () => {
    const { createHistoryBackfills } = await import('../history/history-backfills.ts');
    const { historyBackfillsDeps } = await import('./history-backfills-deps.ts');
    return createHistoryBackfills(historyBackfillsDeps(parts));
  });
  const backups = deferred<Omit<Backups, 'folder'>>(async () => {
    const { createBackups } = await import('../backups/backups.ts');
    const { directDatabase, directUrl, projectRoot, version } = parts;
    return createBackups({
      config: config.backups,
      database: directDatabase,
      databaseUrl: directUrl,
      leases: jobLeases,
      reconciler: reconciler.service,
      projectRoot,
      version,
      clock,
      logger,
    });
  });
  return {
    reconciler,
    backups: {
      service: Object.assign(backups.service, { folder: config.backups.folder }),
      load: backups.load,
    },
    workActs: deferred(async () => {
      const { createWorkActs } = await import('../jobs/ledger/work-acts.ts');
      return createWorkActs({ db, publisher });
    }),
    historyBackfills,
    seasonBackfills: deferred(async () => {
      const { createSeasonBackfills } = await import('../history/season-backfills.ts');
      return createSeasonBackfills(
        { db, publish: publisher.tryPublishPending, logger },
        historyBackfills.service,
      );
    }),
    taskActions: deferred(async () => {
      const { createTaskActions } = await import('../seeding/task-actions.ts');
      return createTaskActions({ db, store, publisher, delayMs, maxRetries: retry.maxRetries, logger });
    }),
    pauseControl: deferred(async () => {
      const { createPauseControl } = await import('../seeding/pause.ts');
      return createPauseControl({ db, store, logger });
    }),
  };
}

function scheduleServices(parts: ServiceParts): DeferredServices<'ingestService' | 'quarantineService'> {
  const { config, database, store, publisher, parserVersion, clock, logger, tracer } = parts;
  const { delayMs, retry } = config.seeding;
  const options = {
    db: database.db,
    store,
    publisher,
    clock,
    logger,
    tracer,
    delayMs,
    maxRetries: retry.maxRetries,
    parserVersion,
  };
  return {
    ingestService: deferred(async () => {
      const { createIngestService } = await import('../schedule/ingest.ts');
      const { followedByOdds } = await import('../odds/events/follow-schedule.ts');
      return followedByOdds(createIngestService(options), options);
    }),
    quarantineService: deferred(async () => {
      const { createQuarantineService } = await import('../schedule/quarantine-service.ts');
      return createQuarantineService(options);
    }),
  };
}

function referenceServices({
  database,
  clock,
  logger,
}: ServiceParts): DeferredServices<
  | 'teamService'
  | 'teamRegister'
  | 'leagueRegister'
  | 'venueRegister'
  | 'seasonRegister'
  | 'teamMover'
  | 'teamTextIds'
  | 'identityRegister'
  | 'playerMerger'
  | 'rosterReader'
> {
  const { db } = database;
  return {
    teamService: deferred(async () => {
      const { createTeamService } = await import('../reference/teams/team-service.ts');
      const { countReadable } = await import('../schedule/count-readable.ts');
      return createTeamService({ db, logger, countReadable });
    }),
    teamRegister: deferred(async () => {
      const { createTeamRegister } = await import('../reference/teams/team-register.ts');
      const { countReadable } = await import('../schedule/count-readable.ts');
      return createTeamRegister({ db, logger, countReadable });
    }),
    leagueRegister: deferred(async () => {
      const { createLeagueRegister } = await import('../reference/leagues/league-register.ts');
      return createLeagueRegister({ db, logger });
    }),
    venueRegister: deferred(async () => {
      const { createVenueRegister } = await import('../reference/venues/venue-register.ts');
      return createVenueRegister({ db, logger });
    }),
    seasonRegister: deferred(async () => {
      const { createSeasonRegister } = await import('../reference/seasons/season-register.ts');
      return createSeasonRegister({ db, logger });
    }),
    teamMover: deferred(async () => {
      const { createTeamMover } = await import('../reference/teams/team-mover.ts');
      const { countReadable } = await import('../schedule/count-readable.ts');
      return createTeamMover({ db, logger, countReadable });
    }),
    teamTextIds: deferred(async () => {
      const { createTeamTextIds } = await import('../reference/teams/team-text-ids.ts');
      return createTeamTextIds({ db, logger });
    }),
    identityRegister: deferred(async () => {
      const { createIdentityRegister } = await import('../reference/identities/identity-register.ts');
      return createIdentityRegister({ db, clock, logger });
    }),
    playerMerger: deferred(async () => {
      const { createPlayerMerger } = await import('../reference/players/merge-by-hand.ts');
      return createPlayerMerger({ db, clock, logger });
    }),
    rosterReader: deferred(async () => {
      const { createRosterReader } = await import('../reference/players/roster-reader.ts');
      return createRosterReader({ db });
    }),
  };
}
