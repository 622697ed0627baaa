import type { LoadResult } from '../odds/load/load-odds.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { moreWaiting } from './more-waiting.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows in quarantine that are shown before "and N more". */
const SHOWN = 20;

/** What loads came to, for people and scripts; some rows in quarantine end the command with 2. */
export function loadOutcome(files: readonly LoadResult[]): Outcome {
  const sum = (countOf: (file: LoadResult) => number) =>
    files.reduce((total, file) => total + countOf(file), 0);
  const document = {
    rows: sum((file) => file.rows),
    changes: sum((file) => file.changes),
    same: sum((file) => file.same),
    repeated: sum((file) => file.repeated),
    quarantined: sum((file) => file.quarantined),
    events_linked: sum((file) => file.events_linked),
    events_open: files.at(-1)?.events_open ?? 0,
    dry_run: files.some((file) => file.dry_run),
    files,
  };
  return {
    document,
    render: (view) => render(document, view),
    exitCode: document.quarantined > 0 ? EXIT_CODES.inPart : EXIT_CODES.done,
  };
}

type Totals = Omit<
  LoadResult,
  'source' | 'preset' | 'prices' | 'resumed' | 'by_reason' | 'quarantined_rows' | 'run_id'
> & {
  files: readonly LoadResult[];
};

function render(totals: Totals, view: View): string {
  const { files } = totals;
  const [only] = files;
  const name = files.length === 1 && only ? oneLine(only.source) : `${files.length} files`;
  const how = only && files.length === 1 ? ` (${only.preset}, ${only.prices} prices)` : '';
  const head = totals.dry_run
    ? `${view.colors.yellow('Dry run')}: ${view.colors.bold(name)}${how} was read, nothing was written.`
    : `Loaded ${view.colors.bold(name)}${how}${files.some((file) => file.resumed) ? ', going on where it was cut off' : ''}.`;
  const parts = [head, counts(totals), refusedRows(files, view), openEvents(totals)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function counts(totals: Totals): string {
  const lines: [string, number][] = [
    ['rows', totals.rows],
    ['changes', totals.changes],
    ['that show what was known', totals.same],
    ['that stand there twice', totals.repeated],
    ['in quarantine', totals.quarantined],
    ['events linked to games', totals.events_linked],
  ];
  const shown = lines.filter(([title, count]) => count > 0 || title === 'rows' || title === 'changes');
  const width = Math.max(...shown.map(([, count]) => countWords(count).length));
  return shown.map(([title, count]) => `  ${countWords(count).padStart(width)}  ${title}`).join('\n');
}

function refusedRows(files: readonly LoadResult[], view: View): string {
  const rows = files.flatMap((file) => file.quarantined_rows.map((row) => ({ ...row, source: file.source })));
  if (rows.length === 0) return '';
  const shown = rows.slice(0, SHOWN).map(({ source, line, field, value, problem, remedy }) => {
    const place = `${oneLine(source)}, line ${line}, ${field} ${JSON.stringify(oneLine(value))}`;
    return `  ${place}: ${oneLine(problem)}\n    ${view.colors.dim(oneLine(remedy))}`;
  });
  const more = files.reduce((sum, file) => sum + file.quarantined, 0) - shown.length;
  const isDryRun = files.some((file) => file.dry_run);
  const rest = moreWaiting(more, { dataset: 'odds', isDryRun });
  return [view.colors.yellow('In quarantine:'), ...shown, ...rest].join('\n');
}

function openEvents({ events_open: open }: Totals): string {
  if (open === 0) return '';
  return `${countWords(open)} events belong to no game yet: odds events`;
}
