import type { Outlook } from '../history/backfill-types.ts';
import type { BackfillView, UnitView } from '../history/backfill-view.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** What a back-fill came to, or how far it is. One that has failed in part, or of which rows were refused, ends with 2. */
export function backfillOutcome(backfill: BackfillView, message: string, outlook?: Outlook): Outcome {
  return {
    document: { backfill, message, ...(outlook ? { outlook } : {}) },
    exitCode: exitCodeOf(backfill),
    render: (view) => `${view.colors.green('✓')} ${message}\n${backfillWords(backfill)}`,
  };
}

function exitCodeOf({ status, units_done: done, rows_refused: refused }: BackfillView) {
  if (status === 'cancelled') return EXIT_CODES.failed;
  if (status === 'completed' && refused > 0) return EXIT_CODES.inPart;
  if (status !== 'failed') return EXIT_CODES.done;
  return done > 0 ? EXIT_CODES.inPart : EXIT_CODES.failed;
}

/** `Back-fill 3 of NBA is running: 4 of 18 units read (31 %), …` */
export function backfillWords(backfill: BackfillView): string {
  const { id, league, status, units, units_done: done, units_failed: failed, note } = backfill;
  const facts = [
    `${done} of ${units} units read (${Math.floor(backfill.done * 100)} %)`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${countWords(backfill.calls)} of about ${countWords(backfill.estimated_calls)} calls`,
    ...(backfill.estimated_credits + backfill.credits > 0
      ? [`${countWords(backfill.credits)} of about ${countWords(backfill.estimated_credits)} credits`]
      : []),
    `${countWords(backfill.rows_added)} rows added, ${countWords(backfill.rows_changed)} changed, ${countWords(backfill.rows_same)} the same`,
    ...(backfill.rows_refused > 0 ? [`${countWords(backfill.rows_refused)} refused`] : []),
  ];
  return `Back-fill ${id} of ${league} is ${status}: ${facts.join(', ')}${note === null ? '' : ` (${note})`}.`;
}

/** What it would take, in lines. */
export function outlookWords({
  league,
  estimate,
  units_done: done,
  units_held: held,
  left_out: leftOut,
  credits_left: left,
  files,
}: Outlook): string {
  const { units, calls, credits, hours, by, months_assumed: assumed } = estimate;
  const total = [
    `${countWords(calls)} calls`,
    ...(credits > 0
      ? [`${countWords(credits)} credits${left === null ? '' : ` (${countWords(left)} left this month)`}`]
      : []),
    hours < 1 ? `${Math.ceil(hours * 60)} minutes` : `${hours.toFixed(1)} hours`,
  ];
  const lines = [
    `${league}: ${countWords(units)} units to read, at most about ${total.join(', ')} at the pace of the last priority.`,
    ...by.map(
      (row) =>
        `  ${row.part}${row.odds_at === null ? '' : ` at ${row.odds_at}`} of ${row.league} from ${row.source}: ${row.units} months, ${countWords(row.calls)} calls${row.credits > 0 ? `, ${countWords(row.credits)} credits` : ''}`,
    ),
    ...(files === null
      ? []
      : [
          `  The files have ${countWords(files.rows)} rows of ${countWords(files.games)} games of it${files.rows_outside > 0 ? `; ${countWords(files.rows_outside)} rows lie outside` : ''}${files.rows_left > 0 ? `; ${countWords(files.rows_left)} rows cannot be read or are of no known game, and are left out` : ''}.`,
        ]),
    ...(assumed > 0
      ? [`  The games of ${assumed} months are not known yet: what follows from them is assumed.`]
      : []),
    ...(done > 0 ? [`  ${countWords(done)} units are read already.`] : []),
    ...(held > 0 ? [`  ${countWords(held)} units are those of a back-fill that is open.`] : []),
    ...leftOut.map((why) => `  Left out: ${why}.`),
  ];
  return lines.join('\n');
}

export function backfillTable(view: View, items: readonly BackfillView[]): string {
  return view.table<BackfillView>(
    [
      { title: 'ID', text: (row) => row.id, align: 'right' },
      { title: 'LEAGUE', text: (row) => row.league },
      { title: 'DAYS', text: (row) => `${row.from_day} to ${row.to_day}` },
      { title: 'PARTS', text: (row) => row.parts.join(', ') },
      { title: 'STATUS', text: (row) => row.status },
      { title: 'UNITS', text: (row) => `${row.units_done}/${row.units}`, align: 'right' },
      { title: 'FAILED', text: (row) => row.units_failed, align: 'right' },
      { title: 'CALLS', text: (row) => row.calls, align: 'right' },
      { title: 'CREDITS', text: (row) => row.credits, align: 'right' },
      { title: 'ROWS', text: (row) => row.rows_read, align: 'right' },
      { title: 'NOTE', text: (row) => oneLine(row.note ?? ''), yields: 1, minWidth: 16 },
    ],
    items,
    'There has been no back-fill yet.',
  );
}

/** A back-fill with its units, one line each. */
export function unitsOutcome(backfill: BackfillView, units: readonly UnitView[]): Outcome {
  return {
    document: { backfill, units },
    exitCode: EXIT_CODES.done,
    render: (view) => {
      const table = view.table<UnitView>(
        [
          { title: 'MONTH', text: (row) => row.unit },
          { title: 'LEAGUE', text: (row) => row.league },
          {
            title: 'PART',
            text: ({ part, odds_at: at }) => (at === null ? part : `${part} ${at}`),
          },
          { title: 'SOURCE', text: (row) => row.source },
          { title: 'STATUS', text: (row) => row.status },
          { title: 'NEXT', text: (row) => row.cursor ?? '' },
          { title: 'TRIES', text: (row) => row.attempts, align: 'right' },
          { title: 'CALLS', text: (row) => row.calls, align: 'right' },
          { title: 'READ', text: (row) => row.rows_read, align: 'right' },
          { title: 'ADDED', text: (row) => row.rows_added, align: 'right' },
          { title: 'CHANGED', text: (row) => row.rows_changed, align: 'right' },
          { title: 'SAME', text: (row) => row.rows_same, align: 'right' },
          {
            title: 'WHAT IT SAYS',
            text: (row) => oneLine(row.error ?? row.note ?? ''),
            yields: 1,
            minWidth: 16,
          },
        ],
        units,
        'It has no units of its own any more: another back-fill reads them.',
      );
      return `${backfillWords(backfill)}\n${table}`;
    },
  };
}
