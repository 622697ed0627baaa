import type { PublishedResult } from '../odds/published/load-published.ts';
import { type PublishedCounts, NO_LINES, addPublished } from '../odds/published/published-account.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { moreWaiting } from './more-waiting.ts';
import type { BroughtSeason } from './loads/load-games.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows in quarantine that are shown before "and N more". */
const SHOWN = 20;

/** What loads of archives came to; some rows in quarantine end the command with 2. */
export function publishedOutcome(
  files: readonly PublishedResult[],
  withGames: readonly BroughtSeason[],
): Outcome {
  const totals = files.reduce(addPublished, NO_LINES);
  const document = {
    ...totals,
    by_reason: summed(files.map((file) => file.by_reason)),
    by_doubt: summed(files.map((file) => file.by_doubt)),
    dry_run: files.some((file) => file.dry_run),
    ...(withGames.length === 0 ? {} : { with_games: withGames }),
    files,
  };
  const areRowsLeft = totals.quarantined > 0 || withGames.some(({ quarantined }) => quarantined > 0);
  return {
    document,
    render: (view) => render(files, totals, withGames, view),
    exitCode: areRowsLeft ? EXIT_CODES.inPart : EXIT_CODES.done,
  };
}

function summed(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function render(
  files: readonly PublishedResult[],
  totals: PublishedCounts,
  withGames: readonly BroughtSeason[],
  view: View,
): string {
  const [only] = files;
  const name =
    files.length === 1 && only ? `${oneLine(only.source)} (${only.preset})` : `${files.length} files`;
  const isDryRun = files.some((file) => file.dry_run);
  const head = isDryRun
    ? `${view.colors.yellow('Dry run')}: ${view.colors.bold(name)} was read, nothing was written.`
    : `Loaded ${view.colors.bold(name)}${files.some((file) => file.resumed) ? ', going on where it was cut off' : ''}.`;
  const parts = [
    gamesWords(withGames),
    head,
    countsWords(totals),
    reasonWords(files),
    rowsWords(files, view),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function gamesWords(seasons: readonly BroughtSeason[]): string {
  if (seasons.length === 0) return '';
  const sum = (of: (season: BroughtSeason) => number) => seasons.reduce((all, one) => all + of(one), 0);
  const left = sum(({ quarantined }) => quarantined);
  const waiting = left === 0 ? '' : `; ${countWords(left)} rows wait: quarantine list`;
  const added = countWords(sum((season) => season.games_added));
  return `Games of ${seasons.length} seasons: ${added} added, ${countWords(sum((season) => season.games_unchanged))} known${waiting}.`;
}

function countsWords(totals: PublishedCounts): string {
  const lines: [string, number][] = [
    ['rows', totals.rows],
    ['lines of games', totals.lines],
    ['written', totals.written],
    ['corrected', totals.corrected],
    ['that were there', totals.same],
    ['that the file has no longer, taken back', totals.removed],
    ['that stand there twice', totals.repeated],
    ['doubted, kept with the reason', totals.doubted],
    ['rows and cells in quarantine', totals.quarantined],
  ];
  const shown = lines.filter(([title, count]) => count > 0 || title === 'rows' || title === 'written');
  const width = Math.max(...shown.map(([, count]) => countWords(count).length));
  return shown.map(([title, count]) => `  ${countWords(count).padStart(width)}  ${title}`).join('\n');
}

function reasonWords(files: readonly PublishedResult[]): string {
  const words = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([reason, count]) => `${reason} ${countWords(count)}`)
      .join(', ');
  const left = Object.assign({}, ...files.map((file) => file.columns_left_out)) as Record<string, string>;
  const parts = [
    ['Quarantine by reason', words(summed(files.map((file) => file.by_reason)))],
    ['Doubts', words(summed(files.map((file) => file.by_doubt)))],
    [
      'Left out',
      Object.entries(left)
        .map(([column, why]) => `${column} (${why})`)
        .join(', '),
    ],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${title}: ${text}`)
    .join('\n');
}

function rowsWords(files: readonly PublishedResult[], view: View): string {
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
