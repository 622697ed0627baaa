import { getTableColumns } from 'drizzle-orm';
import type { RowList } from '../../../domain/refused-row.ts';
import type { SlateBoxScorePort } from '../../../providers/ports.ts';
import type { LineTable } from '../../../sports/line-table.ts';
import type { LineThere } from './layout.ts';

const NO_LINES = { rows: [], refused: [] };

/** The lines of a game as the source of its box score: they are at hand, and nobody is asked for them. */
export function linesAtHand<PlayerLine, TeamLine>({
  players = NO_LINES,
  teams = NO_LINES,
}: {
  players?: RowList<PlayerLine>;
  teams?: RowList<TeamLine>;
}): SlateBoxScorePort<PlayerLine, TeamLine> {
  return {
    gamesOn: () => Promise.resolve([]),
    gameById: () => Promise.resolve(undefined),
    playerLines: () => Promise.resolve(players),
    teamLines: () => Promise.resolve(teams),
  };
}

/** Who has a line already is told apart from those of the file by this; no publisher has such ids. */
const OURS = 'line of ';

/** Whether it is an id that `lineThere` gave. */
export function isIdOfLineThere(id: string | null): boolean {
  return id?.startsWith(OURS) === true;
}

/** A line that is there as a source would tell it: the schema and the sport have the same names for its figures. */
export function lineThere<Line>({ schema }: LineTable, { entityId, team, figures }: LineThere): Line {
  const told = Object.entries(getTableColumns(schema)).map(
    ([name, column]) => [name, figures[column.name] ?? null] as const,
  );
  const line: unknown = {
    ...Object.fromEntries(told),
    player: { providerPlayerId: `${OURS}${entityId}`, firstName: '', lastName: '' },
    providerTeamId: team,
  };
  return line as Line;
}
