import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { GAME } from '../../db/table-aliases.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { selectGamesToSeed } from '../games-to-seed.ts';
import { SeedingError } from '../policy.ts';
import { compareGame } from './compare-game.ts';
import type { GameAccount } from './game-account.ts';
import type { GameRowsAtHand, GameWriter } from './game-writer.ts';
import type { Undoable } from '../../db/taken-back.ts';
import { type FinalScore, asTheFileHasIt, viewOf } from './game-view.ts';
import type { GameRows } from './group-rows.ts';
import type { RowFault } from './layouts/layout.ts';
import { lockFirstPass } from './lock-first-pass.ts';
import { type PublishedRow, refusedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';
import { sortRows } from './sort-rows.ts';
import { standingLines } from './standing-lines.ts';
import { writeOwnLines } from './write-own-lines.ts';

/**
 * Writes the rows of one game, by the checks, rules and judgement that seeding has, in the given transaction. Lines that
 * another source wrote stay: rows are held against them. What cannot be used is given back for the quarantine.
 */
export async function writeGame(tx: Undoable, writer: GameWriter, group: GameRows): Promise<GameAccount> {
  const { bound } = writer;
  const { byOwner, repeated, contradicted } = sortRows(bound.layout, group.rows);
  const doubtful = contradicted.map(({ row, fault }) => refusedRow(row, fault, bound));
  const task = await lockFirstPass(tx, group.gameId, writer.tasks);
  const account =
    task.status === 'running'
      ? refuseAll(byOwner, IS_BEING_READ, bound)
      : await writeRows(tx, writer, { group, task, byOwner });
  const refused = [...account.refused, ...doubtful];
  return {
    counts: { ...account.counts, rows: group.rows.length, repeated, quarantined: refused.length },
    refused,
  };
}

const IS_BEING_READ: RowFault = {
  reason: 'game_is_being_read',
  column: 'team',
  problem: 'a worker reads the game from its provider right now',
  remedy: 'Load the file again once it is through.',
};

async function writeRows(
  tx: Undoable,
  writer: GameWriter,
  { group, ...atHand }: GameRowsAtHand & { group: GameRows },
): Promise<GameAccount> {
  const { bound } = writer;
  const [known] = await selectGamesToSeed(tx, sql`${GAME.id} = ${group.gameId}`);
  if (!known) throw new Error(`game ${group.gameId} is gone although its task is there`);
  const game = asTheFileHasIt(known, group);
  const standing = await standingLines(tx, game, bound.layout.table);
  if (standing.some(({ source }) => source !== bound.layout.source)) {
    return compareGame(tx, bound, { game, byOwner: atHand.byOwner, standing });
  }
  const seen = viewOf(game, await finalScore(tx, group.gameId), bound.layout);
  try {
    // What is found out of the lines after they are written takes them back.
    return await tx.transaction((inner) => writeOwnLines(inner, writer, { ...atHand, game, seen, standing }));
  } catch (error) {
    if (!isAboutTheLines(error)) throw error;
    const fault = {
      reason: 'does_not_add_up',
      column: 'team',
      problem: error.message,
      remedy:
        'No row of the game is loaded, and its lines stay: load its rows together, or compare them with another release.',
    };
    return refuseAll(atHand.byOwner, fault, bound);
  }
}

/** The lines contradict each other or the score, or would leave a game with gaps that is whole. */
function isAboutTheLines(error: unknown): error is Error {
  if (error instanceof SeedingError) return error.errorType === 'mismatch';
  return error instanceof ProviderError && error.facts.kind === 'mismatch';
}

async function finalScore(tx: Executor, gameId: number): Promise<FinalScore> {
  const [score] = await tx
    .select({ homeScore: GAME.homeScore, awayScore: GAME.awayScore })
    .from(GAME)
    .where(sql`${GAME.id} = ${gameId}`);
  return score ?? { homeScore: null, awayScore: null };
}

function refuseAll(
  byOwner: ReadonlyMap<string, PublishedRow>,
  fault: RowFault,
  bound: BoundLayout,
): GameAccount {
  return { counts: { games: 1 }, refused: [...byOwner.values()].map((row) => refusedRow(row, fault, bound)) };
}
