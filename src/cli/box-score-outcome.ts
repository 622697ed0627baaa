import type { BoxScoreResult } from '../seeding/published/load-box-scores.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { countsWords, loadHead, setAsideWords } from './load-words.ts';
import type { Outcome } from './outcome.ts';

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
      const counts = countsWords(sums.map(({ title, sum }) => [title, sum]));
      const head = loadHead(files, ({ preset }) => preset, view);
      return [head, counts, setAsideWords(files, 'box-scores', view)]
        .filter((part) => part !== '')
        .join('\n\n');
    },
    exitCode: sumOf('quarantined') > 0 ? EXIT_CODES.inPart : EXIT_CODES.done,
  };
}
