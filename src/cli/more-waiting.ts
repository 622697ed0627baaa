import { commandWords } from '../domain/shell-command.ts';
import type { LoadDataset } from '../loads/load-quarantine.ts';
import { countWords } from './output/plain-text.ts';

/** The line below rows of a load that were set aside where more were than are shown; a dry run keeps none of them. */
export function moreWaiting(
  count: number,
  { dataset, isDryRun }: { dataset: LoadDataset; isDryRun: boolean },
): string[] {
  if (count <= 0) return [];
  const where = isDryRun
    ? ' (--json tells more of them)'
    : `: ${commandWords('load-quarantine list', { options: { '--dataset': dataset } })}`;
  return [`  and ${countWords(count)} more${where}`];
}
