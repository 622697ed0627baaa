import type { QuarantinedRow } from '../schedule/ingest-request.ts';
import { withoutQuestions } from './questions.ts';
import { countWords, plural } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows that are shown before "and N more". */
const SHOWN = 20;

/** The rows of a file that need mending, each with what is wrong and what to write instead; empty without any. */
export function refusedRowsText(rows: readonly QuarantinedRow[], view: View, where = ''): string {
  const all = withoutQuestions(rows);
  if (all.length === 0) return '';
  const table = view.table<QuarantinedRow>(
    [
      { title: 'LINE', text: (row) => row.line, align: 'right' },
      { title: 'REASON', text: (row) => row.reason },
      { title: 'DETAIL', text: (row) => row.detail, yields: 1, minWidth: 24 },
      { title: 'REMEDY', text: (row) => row.remedy, yields: 2, minWidth: 16 },
    ],
    all.slice(0, SHOWN),
    '',
  );
  const title = `${plural(all.length, 'row')} could not be used${where}`;
  return [view.colors.bold(title), table, ...andMore(all.length)].join('\n');
}

/** `… and N more` where a list is longer than what is shown of it. */
export function andMore(count: number): string[] {
  return count > SHOWN ? [`  … and ${countWords(count - SHOWN)} more (--json shows all)`] : [];
}
