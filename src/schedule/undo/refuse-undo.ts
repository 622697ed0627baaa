import { eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { scheduleImports } from '../../db/schema/imports.ts';
import type { TouchedGame } from './touched-games.ts';

/** Thrown to leave the transaction without a change; the message is for people. */
class UndoRefused extends Error {
  override readonly name = 'UndoRefused';
}

/** Games named in a refusal. */
const SHOWN = 3;

/** Throws for an import that cannot be taken back: what `refusalOf` tells of. */
export async function refuseUnlessUndoable(
  tx: Executor,
  importId: number,
  games: readonly TouchedGame[],
): Promise<void> {
  await refuseIfUndone(tx, importId);
  const changedSince = games.filter((game) => game.import_id !== importId);
  if (changedSince.length > 0) {
    const ids = [...new Set(changedSince.map((game) => game.import_id))].join(', ');
    throw new UndoRefused(
      `Import ${importId} cannot be taken back: later imports (${ids}) changed ${named(changedSince)}. Take those back first.`,
    );
  }
  const begun = games.filter(
    (game) =>
      game.has_begun ||
      game.status === 'in_progress' ||
      ['in_progress', 'completed', 'partial'].includes(game.seeding_status),
  );
  if (begun.length > 0) {
    throw new UndoRefused(
      `Import ${importId} cannot be taken back: the seeding of ${named(begun)} has begun or is done.`,
    );
  }
  const followed = games.filter((game) => game.is_added && game.is_followed);
  if (followed.length > 0) {
    throw new UndoRefused(
      `Import ${importId} cannot be taken back: the provider has given ${named(followed)} another start since, and would not be asked again. Cancel their tasks where they must not be seeded.`,
    );
  }
}

/** Locks the import's row, so that of two who take it back at once the second is told. */
async function refuseIfUndone(tx: Executor, importId: number): Promise<void> {
  const [current] = await tx
    .select({ undoneAt: scheduleImports.undoneAt })
    .from(scheduleImports)
    .where(eq(scheduleImports.id, importId))
    .for('update');
  if (!current) throw new UndoRefused(`Import ${importId} is gone.`);
  if (current.undoneAt) {
    throw new UndoRefused(`Import ${importId} was taken back already at ${current.undoneAt.toISOString()}.`);
  }
}

function named(games: readonly TouchedGame[]): string {
  const shown = games.slice(0, SHOWN).map((game) => `${game.label} (game ${game.game_id})`);
  const more = games.length > SHOWN ? ` and ${games.length - SHOWN} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** PostgreSQL's code for a value that a unique constraint or index has already. */
const UNIQUE_VIOLATION = '23505';

/** Why an import cannot be taken back, in words; undefined for an error of another kind. */
export function refusalOf(error: unknown, importId: number): string | undefined {
  if (error instanceof UndoRefused) return error.message;
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === UNIQUE_VIOLATION) {
      return `Import ${importId} cannot be taken back: a later import has put another game on the place of one that it changed.`;
    }
  }
  return undefined;
}
