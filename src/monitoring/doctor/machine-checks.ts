import { readMigrationStatus } from '../../db/migration-status.ts';
import { serverVersion } from '../facts/database-server.ts';
import { lastBackup } from '../facts/last-backup.ts';
import { controls, workers } from '../facts/processes.ts';
import type { Check } from './check.ts';
import { judgeMigrations, judgeNode, judgePostgres } from './judge-machine.ts';
import { judgeControls, judgeWorkers } from './judge-processes.ts';
import { judgeBackup } from './judge-work.ts';
import { lookAtClock, lookAtDisk } from './look-at-machine.ts';
import { lookAtPooler } from './look-at-pooler.ts';
import { lookAtLocks, lookAtSessions } from './look-at-sessions.ts';

/** The machine, the database, the processes and the backups. */
export const MACHINE_CHECKS: readonly Check[] = [
  ['node', async ({ version }) => judgeNode(process.versions.node, version)],
  ['database', async ({ look }) => judgePostgres(await look.ask(serverVersion))],
  ['pooler', ({ database, directDatabase }) => lookAtPooler(database, directDatabase)],
  ['sessions', ({ database, directDatabase }) => lookAtSessions([database, directDatabase])],
  ['locks', ({ database }) => lookAtLocks(database)],
  [
    'migrations',
    async ({ database, projectRoot }) =>
      judgeMigrations(await readMigrationStatus(database.pool, projectRoot)),
  ],
  [
    'clock',
    ({ database, clock, config }) => lookAtClock(database.pool, clock.own, config.database.clockSkewLimitMs),
  ],
  [
    'workers',
    async ({ look, clock, keyProblem }) => judgeWorkers(await look.ask(workers), clock.nowMs(), keyProblem),
  ],
  ['control', async ({ look, clock }) => judgeControls(await look.ask(controls), clock.nowMs())],
  ['disk', ({ projectRoot }) => lookAtDisk(projectRoot)],
  ['backups', async ({ look, config }) => judgeBackup((await look.ask(lastBackup)).made, config)],
];
