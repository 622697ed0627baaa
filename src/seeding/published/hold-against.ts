import { plainForm } from '../../reference/names/name-forms.ts';
import type { LineRow } from '../../sports/line-table.ts';
import type { RowFault } from './layouts/layout.ts';
import type { StandingLine } from './standing-lines.ts';

/** A row of a file, held against what another source has said of the game. */
export type HeldRow = {
  teamId: number;
  name: string | null;
  /** Our id of whom it is about; undefined while nobody knows. */
  entityId: number | undefined;
  figures: LineRow;
};

/** What it comes to: the same, a finding, or a question; `entityId` is whom the line itself has shown it to be. */
export type Comparison = { entityId: number | undefined; finding: RowFault | undefined };

const RESTS = 'What was there first stays; compare both with what the league says.';
const LINK = 'Say who it is: ids link --type player.';

/**
 * Holds a row against the lines that another source wrote, which stay. Who a player is that nobody knows yet is shown by
 * the one line of their team with the same figures and the same name; a name alone is not enough.
 */
export function holdAgainst(
  row: HeldRow,
  standing: readonly StandingLine[],
  entityColumn: string,
): Comparison {
  const line =
    row.entityId === undefined
      ? onlyTwin(row, standing)
      : standing.find(({ entityId }) => entityId === row.entityId);
  if (line === undefined) {
    const isKnown = row.entityId !== undefined;
    const problem = isKnown
      ? 'the lines of the game that were there first have none of it'
      : 'nobody knows who it is: no line of the game has these figures and this name';
    const reason = isKnown ? 'other_source_lacks' : 'unknown_player';
    return {
      entityId: row.entityId,
      finding: { reason, column: entityColumn, problem, remedy: isKnown ? RESTS : LINK },
    };
  }
  const column = firstDifference(row.figures, line.figures);
  if (column === undefined) return { entityId: line.entityId, finding: undefined };
  const problem = `${line.source} has ${column.replaceAll('_', ' ')} ${String(line.figures[column])}, the row ${String(row.figures[column])}`;
  return {
    entityId: line.entityId,
    finding: { reason: 'other_source_differs', column: entityColumn, problem, remedy: RESTS },
  };
}

function onlyTwin({ teamId, name, figures }: HeldRow, standing: readonly StandingLine[]) {
  if (name === null) return undefined;
  const wanted = plainForm(name);
  const [twin, second] = standing.filter(
    (line) =>
      line.teamId === teamId &&
      plainForm(line.name) === wanted &&
      firstDifference(figures, line.figures) === undefined,
  );
  return second === undefined ? twin : undefined;
}

/** The first figure of which both say something, and not the same. */
function firstDifference(ours: LineRow, theirs: LineRow): string | undefined {
  return Object.keys(ours).find((column) => {
    const [one, other] = [ours[column] ?? null, theirs[column] ?? null];
    return one !== null && other !== null && typeof one === 'number' && Number(other) !== one;
  });
}
