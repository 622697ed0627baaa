import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { needLineTables } from '../../db/schema/line-tables.ts';
import type { Sport } from '../../domain/sport.ts';

/** Figures of a line by column name. */
export type Figures = Readonly<Record<string, unknown>>;

/** The game in which a player is met. */
export type MetIn = { sport: Sport; gameId: number; seasonYear: number };

/** So many equal figures that are not nothing tell one player of a game from another. */
const ENOUGH = 4;

/** Columns that say whose line it is or how it came, and those that sources round as they like. */
const NO_FIGURES = /(^|_)(id|hash|fence|year|seconds|minutes|rating|rate|percentage|average)(_|$)/;

/**
 * Whether two lines are the same line: every figure that both have is equal, and enough of them say something. Undefined
 * where there is too little to say so: the lines of those who did not play are all the same.
 */
export function hasSameFigures(one: Figures, other: Figures): boolean | undefined {
  const shared = Object.keys(one).filter(
    (name) => !NO_FIGURES.test(name) && isNumber(one[name]) && isNumber(other[name]),
  );
  const telling = shared.filter((name) => Number(one[name]) !== 0 || Number(other[name]) !== 0);
  if (telling.length < ENOUGH) return undefined;
  return shared.every((name) => Number(one[name]) === Number(other[name]));
}

function isNumber(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
}

/** The lines that players have in a game, by player. */
export async function linesInGame(
  tx: Executor,
  { sport, gameId, seasonYear }: MetIn,
  playerIds: readonly number[],
): Promise<ReadonlyMap<number, Figures>> {
  if (playerIds.length === 0) return new Map();
  const lines = needLineTables(sport).player;
  const rows = await rowsOf(
    tx,
    selecting(
      { player_id: lines.playerId, line: sql<Figures>`to_jsonb(${lines})` },
      (list) => sql`
        select ${list} from ${lines}
        where ${lines.seasonYear} = ${seasonYear} and ${lines.gameId} = ${gameId}
          and ${lines.playerId} = any(${sql.param([...playerIds])}::int[])`,
    ),
  );
  return new Map(rows.map(({ player_id: id, line }) => [id, line]));
}
