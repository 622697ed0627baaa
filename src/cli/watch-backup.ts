import type { BackupProgress, OnBackupProgress } from '../backups/backup-progress.ts';
import type { CommandContext } from './context.ts';
import type { Progress } from './output/progress.ts';

/** What the rows of each step are, behind the number. */
const UNITS: Record<BackupProgress['step'], string> = {
  counting: 'rows counted',
  writing: 'rows written',
  loading: 'rows brought back',
  comparing: 'rows compared',
};

/** Shows how far a backup is, each step with a bar of its own, while `work` runs. */
export async function watchBackup<T>(
  context: Pick<CommandContext, 'startProgress'>,
  work: (onProgress: OnBackupProgress) => Promise<T>,
): Promise<T> {
  let shown: { step: BackupProgress['step']; progress: Progress } | undefined;
  try {
    return await work(({ step, rows, fraction }) => {
      if (shown?.step !== step) {
        shown?.progress.finish();
        shown = { step, progress: context.startProgress(UNITS[step]) };
      }
      shown.progress.update(rows, fraction);
    });
  } finally {
    shown?.progress.finish();
  }
}
