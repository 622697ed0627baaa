import type { LoadDataset } from '../loads/load-quarantine.ts';
import type { QuarantinedRow } from '../loads/load-record.ts';
import { moreWaiting } from './more-waiting.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows in quarantine that are shown before "and N more". */
const SHOWN = 20;

/** What every load of a file tells, whatever the file holds; field names as they are published. */
export type LoadedFile = {
  source: string;
  dry_run: boolean;
  resumed: boolean;
  quarantined: number;
  quarantined_rows: readonly Omit<QuarantinedRow, 'raw'>[];
};

/** Which files were loaded; `how` says what a single one was read as. */
export function loadHead<File extends LoadedFile>(
  files: readonly File[],
  how: (file: File) => string,
  { colors }: View,
): string {
  const [only] = files;
  const isOne = only !== undefined && files.length === 1;
  const name = isOne ? `${colors.bold(oneLine(only.source))} (${how(only)})` : `${files.length} files`;
  if (files.some((file) => file.dry_run))
    return `${colors.yellow('Dry run')}: ${name} was read, nothing was written.`;
  return `Loaded ${name}${files.some((file) => file.resumed) ? ', going on where it was cut off' : ''}.`;
}

/** Figures with what people call them, one below the other; of those that are nothing only the first ones stand there. */
export function countsWords(
  counts: readonly (readonly [title: string, count: number])[],
  { always = 2 } = {},
): string {
  const shown = counts.filter(([, count], index) => count > 0 || index < always);
  const width = Math.max(...shown.map(([, count]) => countWords(count).length));
  return shown.map(([title, count]) => `  ${countWords(count).padStart(width)}  ${title}`).join('\n');
}

/** The first rows that were set aside, each with its place, what is wrong and what to do; nothing where none were. */
export function setAsideWords(files: readonly LoadedFile[], dataset: LoadDataset, { colors }: View): string {
  const rows = files.flatMap((file) => file.quarantined_rows.map((row) => ({ ...row, source: file.source })));
  if (rows.length === 0) return '';
  const shown = rows.slice(0, SHOWN).map(({ source, line, field, value, problem, remedy }) => {
    const place = `${oneLine(source)}, line ${line}, ${field} ${JSON.stringify(oneLine(value))}`;
    return `  ${place}: ${oneLine(problem)}\n    ${colors.dim(oneLine(remedy))}`;
  });
  const more = files.reduce((sum, file) => sum + file.quarantined, 0) - shown.length;
  const isDryRun = files.some((file) => file.dry_run);
  return [colors.yellow('In quarantine:'), ...shown, ...moreWaiting(more, { dataset, isDryRun })].join('\n');
}
