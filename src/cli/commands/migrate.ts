import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { plural } from '../output/plain-text.ts';
import { examples } from '../program.ts';

export function registerMigrate(program: Command, context: CommandContext): void {
  program
    .command('migrate')
    .description("Bring the database up to date: our tables, the queue's own, and the reference data.")
    .addHelpText('after', examples('migrate'))
    .action(async () => {
      const { readMigrationStatus } = await import('../../db/migration-status.ts');
      const status = await context.withServices(
        ({ app }) => readMigrationStatus(app.database.pool, app.projectRoot),
        { migrate: 'always' },
      );
      context.finish({
        document: {
          migrations_applied: status.applied,
          migrations_known: status.known,
          up_to_date: status.isUpToDate,
        },
        render: () =>
          status.applied > status.known
            ? `The database has ${plural(status.applied, 'migration')}, ${status.applied - status.known} more than this version knows.`
            : `The database is up to date (${plural(status.applied, 'migration')}).`,
      });
    });
}
