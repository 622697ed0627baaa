import { registerBackup } from '../cli/commands/backup.ts';
import { registerCompletion } from '../cli/commands/completion.ts';
import { registerDoctor } from '../cli/commands/doctor.ts';
import { registerLogLevel } from '../cli/commands/log-level.ts';
import { registerMigrate } from '../cli/commands/migrate.ts';
import { registerSimulate } from '../cli/commands/simulate.ts';
import type { Feature } from './feature.ts';

/** The installation itself: its machine, database, processes and backups. */
export const installation: Feature = {
  name: 'installation',
  title: 'Installation',
  commands: [
    registerMigrate,
    registerDoctor,
    registerBackup,
    registerLogLevel,
    registerCompletion,
    registerSimulate,
  ],
};
