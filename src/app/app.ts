import type { Config, Secrets } from '../config/config.ts';
import type { DatabaseClock } from '../db/database-clock.ts';
import type { DatabaseHandle } from '../db/database.ts';
import type { Backups } from '../backups/backups.ts';
import type { Logger } from '../platform/logger.ts';
import type { Random } from '../platform/random.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';
import type { DatabaseOutage } from '../monitoring/alerts/outage.ts';
import type { WorkActs } from '../jobs/ledger/work-acts.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { Reconciler } from '../jobs/reconciler.ts';
import type { JobLeases } from '../jobs/schedules/job-leases.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { HistoryBackfills } from '../history/backfill-types.ts';
import type { SeasonBackfills } from '../history/season-backfills.ts';
import type { IngestService } from '../schedule/ingest-request.ts';
import type { QuarantineService } from '../schedule/quarantine-service.ts';
import type { IdentityRegister } from '../reference/identities/identity-register.ts';
import type { LeagueRegister } from '../reference/leagues/league-register.ts';
import type { LeagueWeights } from '../reference/leagues/league-weights.ts';
import type { PlayerMerger } from '../reference/players/merge-by-hand.ts';
import type { RosterReader } from '../reference/players/roster-reader.ts';
import type { SeasonRegister } from '../reference/seasons/season-register.ts';
import type { TeamMover } from '../reference/teams/team-mover.ts';
import type { TeamRegister } from '../reference/teams/team-register.ts';
import type { TeamService } from '../reference/teams/team-service.ts';
import type { TeamTextIds } from '../reference/teams/team-text-ids.ts';
import type { VenueRegister } from '../reference/venues/venue-register.ts';
import type { PauseControl } from '../seeding/pause.ts';
import type { TaskActions } from '../seeding/task-actions.ts';

/** What people ask for, by commands, routes and buttons, and a few jobs. */
export type AppServices = {
  reconciler: Reconciler;
  taskActions: TaskActions;
  workActs: WorkActs;
  seasonBackfills: SeasonBackfills;
  historyBackfills: HistoryBackfills;
  pauseControl: PauseControl;
  ingestService: IngestService;
  quarantineService: QuarantineService;
  teamService: TeamService;
  teamRegister: TeamRegister;
  teamMover: TeamMover;
  teamTextIds: TeamTextIds;
  leagueRegister: LeagueRegister;
  venueRegister: VenueRegister;
  seasonRegister: SeasonRegister;
  identityRegister: IdentityRegister;
  playerMerger: PlayerMerger;
  rosterReader: RosterReader;
  backups: Backups;
};

/** Every service of a process, as a plain record. Built once by an entry point and handed down from there. */
export type App = AppServices & {
  config: Config;
  secrets: Secrets;
  /** What leagues weigh where they contend for a quota, by their names in small letters; 1 for the others. */
  leagueWeights: LeagueWeights;
  /** The providers of this installation, and which of them serves what. */
  registry: ProviderRegistry;
  projectRoot: string;
  /** Package version, shown by health, doctor and heartbeats. */
  version: string;
  /** The release with a digest of the parsers' sources: what reads the same body in another way has another one. */
  parserVersion: () => string;
  /** The database's time, for everything that several processes must agree on. */
  clock: DatabaseClock;
  random: Random;
  logger: Logger;
  tracer: Tracer;
  database: DatabaseHandle;
  /** Past a pooler, for what needs a session of its own; the same as `database` where there is no pooler. */
  directDatabase: DatabaseHandle;
  /** The right to run a recurrent job by hand. */
  jobLeases: JobLeases;
  /** What a control process tells while the database is away; undefined in other processes. */
  databaseOutage: DatabaseOutage | undefined;
  store: QueueStore;
  publisher: Publisher;
  /**
   * Imports services that would be imported with their first call, all or those of these names: a process that lives
   * long runs the sources that it was started with.
   */
  loadServices: (names?: readonly (keyof AppServices)[]) => Promise<void>;
  /** Lets go of everything; safe to call twice. */
  close: () => Promise<void>;
};
