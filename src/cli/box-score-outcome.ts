import type { BoxScoreResult } from '../seeding/published/load-box-scores.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { moreWaiting } from './more-waiting.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows in quarantine that are shown before "and N more". */
const SHOWN = 20;

/** The figures of a load and what people call them; the first two stand there even where they are nothing. */
const FIGURES = [
  ['rows', 'rows'],
  ['written', 'written'],
  ['same', 'that say what was known'],
  ['confirmed', 'that say what another source has said'],
  ['repeated', 'that stand there twice'],
  ['other_season', 'of other seasons, left out'],
  ['quarantined', 'in quarantine'],
  ['games', 'games'],
  ['games_written', 'games with new lines'],
  ['games_whole', 'games that are whole'],
  ['games_partial', 'games that lack something'],
  ['team_lines', 'team lines that follow from the players'],
  ['corrections', 'figures changed, as recorded'],
] as const satisfies readonly (readonly [keyof BoxScoreResult, string])[];

/** What loads of box scores came to, for people and scripts; some rows in quarantine end the command with 2. */
export function boxScoreOutcome(files: readonly BoxScoreResult[]): Outcome {
  const sums = FIGURES.map(
    ([name, title]) => ({ name, title, sum: files.reduce((total, file) => total + file[name], 0) }) as const,
  );
  const sumOf = (wanted: string): number => sums.find(({ name }) => name === wanted)?.sum ?? 0;
  const document = {
    ...Object.fromEntries(sums.map(({ name, sum }) => [name, sum])),
    dry_run: files.some((file) => file.dry_run),
    files,
  };
  return {
    document,
    render: (view) => {
      const shown = sums.filter(({ sum }, index) => sum > 0 || index < 2);
      const width = Math.max(...shown.map(({ sum }) => countWords(sum).length));
      const counts = shown.map(({ sum, title }) => `  ${countWords(sum).padStart(width)}  ${title}`);
      return [heading(files, view), counts.join('\n'), refusedRows(files, view)]
        .filter((part) => part !== '')
        .join('\n\n');
    },
    exitCode: sumOf('quarantined') > 0 ? EXIT_CODES.inPart : EXIT_CODES.done,
  };
}

function heading(files: readonly BoxScoreResult[], { colors }: View): string {
  const [only] = files;
  const isOne = only !== undefined && files.length === 1;
  const name = isOne ? `${colors.bold(oneLine(only.source))} (${only.preset})` : `${files.length} files`;
  if (files.some((file) => file.dry_run))
    return `${colors.yellow('Dry run')}: ${name} was read, nothing was written.`;
  const resumed = files.some((file) => file.resumed) ? ', going on where it was cut off' : '';
  return `Loaded ${name}${resumed}.`;
}

function refusedRows(files: readonly BoxScoreResult[], { colors }: View): string {
  const rows = files.flatMap((file) => file.quarantined_rows.map((row) => ({ ...row, source: file.source })));
  if (rows.length === 0) return '';
  const shown = rows.slice(0, SHOWN).map(({ source, line, field, value, problem, remedy }) => {
    const place = `${oneLine(source)}, line ${line}, ${field} ${JSON.stringify(oneLine(value))}`;
    return `  ${place}: ${oneLine(problem)}\n    ${colors.dim(oneLine(remedy))}`;
  });
  const more = files.reduce((sum, file) => sum + file.quarantined, 0) - shown.length;
  const isDryRun = files.some((file) => file.dry_run);
  const rest = moreWaiting(more, { dataset: 'box-scores', isDryRun });
  return [colors.yellow('In quarantine:'), ...shown, ...rest].join('\n');
}
