import type { PublishedResult } from '../odds/published/load-published.ts';
import { type PublishedCounts, NO_LINES, addPublished } from '../odds/published/published-account.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { countsWords, loadHead, setAsideWords } from './load-words.ts';
import type { BroughtSeason } from './loads/load-games.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

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
  const areRowsLeft =
    totals.quarantined > 0 ||
    files.some((file) => file.lines_left !== null) ||
    withGames.some(({ quarantined }) => quarantined > 0);
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
  const parts = [
    gamesWords(withGames),
    loadHead(files, ({ preset }) => preset, view),
    accountWords(totals),
    reasonWords(files),
    leftWords(files, view),
    setAsideWords(files, 'odds', view),
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

function accountWords(totals: PublishedCounts): string {
  return countsWords([
    ['rows', totals.rows],
    ['written', totals.written],
    ['lines of games', totals.lines],
    ['corrected', totals.corrected],
    ['that were there', totals.same],
    ['that say otherwise, left', totals.left],
    ['that the file has no longer, taken back', totals.removed],
    ['that stand there twice', totals.repeated],
    ['doubted, kept with the reason', totals.doubted],
    ['rows and cells in quarantine', totals.quarantined],
  ]);
}

/** What a file did not change that may be no newer copy, and what to do about it. */
function leftWords(files: readonly PublishedResult[], view: View): string {
  return files
    .flatMap(({ source, lines_left: left }) => {
      if (left === null) return [];
      const { lines, differing, problem, remedy } = left;
      const what = [
        ...(lines > 0 ? [`${countWords(lines)} lines stand that ${oneLine(source)} has no longer`] : []),
        ...(differing > 0
          ? [`${countWords(differing)} lines of ${oneLine(source)} say otherwise and wait`]
          : []),
      ];
      const head = `${what.join('; ')}: ${oneLine(problem)}.`;
      return [`${view.colors.yellow(head)}\n  ${view.colors.dim(remedy)}`];
    })
    .join('\n');
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
