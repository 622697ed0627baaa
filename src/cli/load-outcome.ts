import type { LoadResult } from '../odds/load/load-odds.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { countsWords, loadHead, setAsideWords } from './load-words.ts';
import type { Outcome } from './outcome.ts';
import { countWords } from './output/plain-text.ts';
import type { View } from './output/view.ts';

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
  const how = ({ preset, prices }: LoadResult) => `${preset}, ${prices} prices`;
  const parts = [
    loadHead(files, how, view),
    countsWords([
      ['rows', totals.rows],
      ['changes', totals.changes],
      ['that show what was known', totals.same],
      ['that stand there twice', totals.repeated],
      ['in quarantine', totals.quarantined],
      ['events linked to games', totals.events_linked],
    ]),
    setAsideWords(files, 'odds', view),
    openEvents(totals),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function openEvents({ events_open: open }: Totals): string {
  if (open === 0) return '';
  return `${countWords(open)} events belong to no game yet: odds events`;
}
