import { type Command, Option } from 'commander';
import type { BackupFormat, BackupManifest } from '../../backups/backup-files.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { countWords, plural } from '../output/plain-text.ts';
import { relativeWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { watchBackup } from '../watch-backup.ts';

export function registerBackup(program: Command, context: CommandContext): void {
  const backup = program
    .command('backup')
    .description('Make, check and bring back backups of the database.')
    .addHelpText('after', examples('backup create', 'backup list'));
  registerCreate(backup, context);
  registerList(backup, context);
  registerVerify(backup, context);
  registerRestore(backup, context);
  registerPrune(backup, context);
}

function registerCreate(backup: Command, context: CommandContext): void {
  backup
    .command('create')
    .description('Make a backup now, and remove outdated ones.')
    .addOption(
      new Option('--format <format>', 'pg_dump needs the tools of PostgreSQL, portable needs nothing')
        .choices(['auto', 'pg_dump', 'portable'])
        .default('auto'),
    )
    .addHelpText('after', examples('backup create', 'backup create --format portable'))
    .action(async ({ format }: { format: BackupFormat | 'auto' }) => {
      const { manifest, pruned, folder } = await context.withServices(async ({ app }) => ({
        ...(await watchBackup(context, (onProgress) => app.backups.create(format, { onProgress }))),
        folder: app.backups.folder,
      }));
      context.finish({
        document: { ...summary(manifest), folder, pruned },
        render: () =>
          `Made ${manifest.name} (${manifest.format}, ${sizeWords(manifest)}, ${plural(rowsOf(manifest), 'row')}) in ${folder}.` +
          (pruned.length > 0 ? `\nRemoved ${plural(pruned.length, 'outdated backup')}.` : ''),
      });
    });
}

function registerList(backup: Command, context: CommandContext): void {
  backup
    .command('list')
    .description('The backups that there are, the newest first.')
    .addHelpText('after', examples('backup list'))
    .action(async () => {
      const { backups, folder } = await context.withServices(async ({ app }) => ({
        backups: await app.backups.list(),
        folder: app.backups.folder,
      }));
      context.finish({
        document: { folder, backups: backups.map(summary) },
        render: (view) => `${backupTable(backups, view)}\n  in ${folder}`,
      });
    });
}

function registerVerify(backup: Command, context: CommandContext): void {
  backup
    .command('verify')
    .argument('[name]', 'a backup of the list; the newest without it')
    .description('Bring a backup back into a database of its own, compare it, and drop that database.')
    .addHelpText('after', examples('backup verify'))
    .action(async (name: string | undefined) => {
      const manifest = await context.withServices(({ app }) =>
        watchBackup(context, (onProgress) => app.backups.verify(name, onProgress)),
      );
      context.finish({
        document: { ...summary(manifest), verified: true },
        render: ({ colors }) =>
          colors.green(
            `${manifest.name} is sound: ${plural(rowsOf(manifest), 'row')} in ${plural(Object.keys(manifest.tables).length, 'table')} came back as they were.`,
          ),
      });
    });
}

function registerRestore(backup: Command, context: CommandContext): void {
  backup
    .command('restore')
    .argument('[name]', 'a backup of the list; the newest without it')
    .description('Bring a backup back, and publish every open task again.')
    .option('--force', 'replace the games that are there, even while processes are alive')
    .addHelpText('after', examples('backup restore', 'backup restore --force'))
    .action(async (name: string | undefined, { force = false }: { force?: boolean }) => {
      const { manifest, isQueueInOrder } = await context.withServices(
        ({ app }) =>
          watchBackup(context, (onProgress) =>
            app.backups.restore(name, { isForced: force, actor: operator().name, onProgress }),
          ),
        { migrate: 'always' },
      );
      context.finish({
        document: { ...summary(manifest), restored: true, queue_in_order: isQueueInOrder },
        render: ({ colors }) =>
          [
            colors.green(`${manifest.name} is back: ${plural(rowsOf(manifest), 'row')}.`),
            isQueueInOrder
              ? 'Every open task is in the queue. Start the processes again.'
              : colors.yellow(
                  'The queue store was not reached: the control process fills it when it starts.',
                ),
          ].join('\n'),
      });
    });
}

function registerPrune(backup: Command, context: CommandContext): void {
  backup
    .command('prune')
    .description(
      'Remove backups that are older than BACKUP_RETENTION_DAYS, but none of the BACKUP_KEEP newest.',
    )
    .option('--dry-run', 'only say which')
    .addHelpText('after', examples('backup prune --dry-run'))
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const removed = await context.withServices(({ app }) => app.backups.prune(dryRun));
      context.finish({
        document: { dry_run: dryRun, removed: removed.map(({ name }) => name) },
        render: () =>
          removed.length === 0
            ? 'No backup is outdated.'
            : `${dryRun ? 'Would remove' : 'Removed'} ${removed.map(({ name }) => name).join(', ')}.`,
      });
    });
}

function backupTable(backups: readonly BackupManifest[], view: View): string {
  return view.table<BackupManifest>(
    [
      { title: 'BACKUP', text: (backup) => backup.name },
      { title: 'MADE', text: (backup) => relativeWords(backup.created_at.getTime(), view.nowMs) },
      { title: 'FORMAT', text: (backup) => backup.format },
      { title: 'SIZE', text: sizeWords, align: 'right' },
      { title: 'ROWS', text: (backup) => countWords(rowsOf(backup)), align: 'right' },
      { title: 'VERSION', text: (backup) => backup.version },
    ],
    backups,
    '  none',
  );
}

function summary({ tables, ...manifest }: BackupManifest) {
  const counts = Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows]));
  return { ...manifest, tables: counts };
}

function rowsOf({ tables }: BackupManifest): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
}

function sizeWords({ bytes }: BackupManifest): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
