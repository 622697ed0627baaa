import type { StandingRow, StandingsAnswer } from '../analytics/standings/stored/read-standings.ts';
import { formWords, streakWords } from '../analytics/standings/form-words.ts';
import { orderWords, reasonWords } from '../analytics/standings/tie-break-words.ts';
import { joinSections } from './output/sections.ts';
import type { View } from './output/view.ts';

/** The tables of a league's conferences, one below the other. */
export function standingsTable(
  { league, season, as_of: asOf, items, tie_breaks: tieBreaks }: StandingsAnswer & { ok: true },
  view: View,
): string {
  const conferences = Map.groupBy(items, ({ conference }) => conference);
  const tables = [...conferences].map(([conference, rows]) =>
    joinSections(conference === null ? '' : conference, tableOf(rows, view)),
  );
  return joinSections(`${league} ${season}, after ${asOf}`, ...tables, orderWords(tieBreaks));
}

function tableOf(rows: readonly StandingRow[], view: View): string {
  const hasPoints = rows.some(({ points }) => points !== null);
  const hasLevel = rows.some(({ level }) => level > 0);
  const hasDivisions = new Set(rows.map(({ division }) => division)).size > 1;
  return view.table<StandingRow>(
    [
      { title: '#', text: (row) => (row.is_shared ? `=${row.rank}` : row.rank), align: 'right' },
      { title: 'TEAM', text: (row) => row.team, yields: 1, minWidth: 14 },
      ...(hasDivisions
        ? [{ title: 'DIVISION', text: (row: StandingRow) => `${row.division ?? ''} ${row.division_rank}` }]
        : []),
      { title: 'G', text: (row) => row.games, align: 'right' },
      { title: 'W', text: (row) => row.wins, align: 'right' },
      ...(hasLevel || hasPoints
        ? [{ title: hasPoints ? 'D' : 'T', text: (row: StandingRow) => row.level, align: 'right' as const }]
        : []),
      { title: 'L', text: (row) => row.losses, align: 'right' },
      ...(hasPoints
        ? [{ title: 'PTS', text: (row: StandingRow) => pointsWords(row), align: 'right' as const }]
        : [
            { title: 'PCT', text: (row: StandingRow) => row.win_share.toFixed(3), align: 'right' as const },
            { title: 'GB', text: (row: StandingRow) => behindWords(row), align: 'right' as const },
          ]),
      { title: 'FOR', text: (row) => row.points_for, align: 'right', isOptional: true },
      { title: 'AGAINST', text: (row) => row.points_against, align: 'right', isOptional: true },
      { title: 'DIFF', text: (row) => signed(row.points_for - row.points_against), align: 'right' },
      { title: 'LAST 10', text: (row) => formWords(row.last10), isOptional: true },
      { title: 'STREAK', text: (row) => streakWords(row.streak), isOptional: true },
      { title: 'BY', text: (row) => reasonWords(row), yields: 2, minWidth: 10, isOptional: true },
    ],
    rows,
    '',
  );
}

function pointsWords({ points, points_deducted: deducted }: StandingRow): string {
  return deducted === 0 ? String(points) : `${points} (${signed(-deducted)})`;
}

function behindWords({ games_behind: behind }: StandingRow): string {
  return behind === null || behind === 0 ? '-' : behind.toFixed(1);
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
