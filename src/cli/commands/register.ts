import type { CommandRegistration } from '../program.ts';
import { registerBackup } from './backup.ts';
import { registerAlerts } from './alerts.ts';
import { registerBreaker } from './breaker.ts';
import { registerCompletion } from './completion.ts';
import { registerDoctor } from './doctor.ts';
import { registerIngest } from './ingest.ts';
import { registerIngestSchedule } from './ingest-schedule.ts';
import { registerJobs } from './jobs.ts';
import { registerLogLevel } from './log-level.ts';
import { registerMigrate } from './migrate.ts';
import { registerMonitor } from './monitor.ts';
import { registerQuarantine } from './quarantine.ts';
import { registerQuery } from './query.ts';
import { registerRebuildQueue, registerReconcile } from './reconcile.ts';
import { registerRefreshRosters, registerRefreshSchedules } from './refresh.ts';
import { registerReplay } from './replay.ts';
import { registerScheduler } from './scheduler.ts';
import { registerSeedBlanket } from './seed-blanket.ts';
import { registerGenerateTasks, registerSeedGame, registerSeedGames } from './seed.ts';
import { registerCancelTask, registerRetryTask } from './task-actions.ts';
import { registerListTasks } from './tasks.ts';
import { registerSimulate } from './simulate.ts';
import { registerIds } from './ids.ts';
import { registerLeagues } from './leagues.ts';
import { registerPlayers } from './players.ts';
import { registerTeams } from './teams.ts';
import { registerWhy } from './why.ts';
import { registerWork } from './work.ts';

/** Every command, in the order in which the help lists them. */
const REGISTRATIONS: readonly CommandRegistration[] = [
  registerMigrate,
  registerIngestSchedule,
  registerIngest,
  registerRefreshSchedules,
  registerRefreshRosters,
  registerQuarantine,
  registerTeams,
  registerLeagues,
  registerPlayers,
  registerIds,
  registerGenerateTasks,
  registerListTasks,
  registerRetryTask,
  registerCancelTask,
  registerSeedGame,
  registerSeedGames,
  registerSeedBlanket,
  registerReplay,
  registerScheduler,
  registerJobs,
  registerMonitor,
  registerSimulate,
  registerBreaker,
  registerAlerts,
  registerQuery,
  registerWhy,
  registerWork,
  registerReconcile,
  registerRebuildQueue,
  registerBackup,
  registerDoctor,
  registerLogLevel,
  registerCompletion,
];

export const registerCommands: CommandRegistration = (program, context) => {
  for (const register of REGISTRATIONS) register(program, context);
};
