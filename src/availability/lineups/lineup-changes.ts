import type { LineupKind } from '../../domain/lineup.ts';

/** A player in a line-up of a side, with who that is. */
export type SidePlayer = {
  /** By whom the source means the same player in its next answer: its id. */
  subject: string;
  /** Null for a player whom nobody has recognised. */
  playerId: number | null;
  playerName: string;
  isStarter: boolean;
  position: string | null;
  shirtNumber: string | null;
  /** The place in the formation or in the list of the source, from 1. */
  place: number | null;
};

/** The line-up of a side, as a source told it at a moment. */
export type SideLineup = {
  gameId: number;
  teamId: number;
  kind: LineupKind;
  source: string;
  formation: string | null;
  players: readonly SidePlayer[];
  /** Epoch milliseconds. */
  toldAtMs: number;
};

/** A current row, as far as it is compared. */
export type CurrentRow = SidePlayer & {
  id: number;
  formation: string | null;
  /** Since when it is valid, epoch milliseconds. */
  sinceMs: number;
};

/** What an answer changes of the current rows of its side, source and kind. */
export type LineupChanges = {
  closed: readonly number[];
  opened: readonly SidePlayer[];
  /** Rows that say the same of somebody else than before: of whom the id is by now. */
  reassigned: readonly { id: number; playerId: number | null }[];
};

/**
 * What an answer changes: a player of whom it says something else closes the row and opens another, and one who is not
 * in it any more closes the row. An answer without anybody changes nothing, nor does one that is older than a row.
 */
export function changesOfLineup(
  current: readonly CurrentRow[],
  { players, formation, toldAtMs }: Pick<SideLineup, 'players' | 'formation' | 'toldAtMs'>,
): LineupChanges {
  const isOlder = current.some(({ sinceMs }) => sinceMs > toldAtMs);
  if (players.length === 0 || isOlder) return { closed: [], opened: [], reassigned: [] };
  const told = new Map(players.map((player) => [player.subject, player]));
  const known = new Map(current.map((row) => [row.subject, row]));
  const isSame = (row: CurrentRow, player: SidePlayer): boolean =>
    row.formation === formation && saysTheSame(row, player);
  return {
    closed: current
      .filter((row) => {
        const player = told.get(row.subject);
        return player === undefined || !isSame(row, player);
      })
      .map(({ id }) => id),
    opened: [...told.values()].filter((player) => {
      const row = known.get(player.subject);
      return row === undefined || !isSame(row, player);
    }),
    reassigned: current.flatMap((row) => {
      const player = told.get(row.subject);
      const isOther = player !== undefined && player.playerId !== row.playerId && isSame(row, player);
      return isOther ? [{ id: row.id, playerId: player.playerId }] : [];
    }),
  };
}

function saysTheSame(row: SidePlayer, player: SidePlayer): boolean {
  return (
    row.isStarter === player.isStarter &&
    row.position === player.position &&
    row.shirtNumber === player.shirtNumber &&
    row.place === player.place
  );
}

/**
 * How many begin according to a line-up that names another number than the sport has; undefined where it is right, or
 * where it is only expected: nobody has said yet that it is whole.
 */
export function wrongStarters(
  { kind, players }: Pick<SideLineup, 'kind' | 'players'>,
  expected: number | undefined,
): number | undefined {
  if (expected === undefined || kind === 'expected') return undefined;
  const starters = players.filter(({ isStarter }) => isStarter).length;
  return starters === expected ? undefined : starters;
}
