import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { selecting } from '../../db/selecting.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { entityIdOf, externalIdOf } from '../../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../../reference/identities/primary-provider.ts';
import { recordEvent } from '../events.ts';
import { recordProviderGame } from '../record-game.ts';

/** Results are written outside the passes of tasks. */
const PASS = 'result';

/** Whether a provider's word ends a game: with a score, or without play. */
export function isSettled({ status, isStatusKnown, homeScore, awayScore }: ProviderGame): boolean {
  if (!isStatusKnown) return false;
  if (status === 'completed') return homeScore !== null && awayScore !== null;
  return status === 'awarded' || status === 'cancelled';
}

/**
 * Writes how a game stands at a provider, where nobody has settled it meanwhile: its status, score, periods and the
 * provider's id, with a line on its timeline when it is settled. True where it is now.
 */
export function takeResult(
  db: Database,
  { game, seen, runId, actor }: { game: GameToSeed; seen: ProviderGame; runId: string; actor: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const provider = seen.source ?? PRIMARY_PROVIDER;
    const known = entityIdOf('game', {
      sportId: sql`${game.sportId}::int`,
      externalId: sql`${seen.providerGameId}::text`,
      provider: sql`${provider}::text`,
    });
    const locked = await firstRow(
      tx,
      selecting(
        {
          isOpen: sql<boolean>`${games.status} not in ('completed', 'awarded', 'cancelled')`,
          twin: sql<
            number | null
          >`case when ${externalIdOf('game', games.id, sql`${provider}::text`)} is null then ${known} end`,
        },
        (list) => sql`select ${list} from ${games} where ${games.id} = ${game.gameId} for update`,
      ),
    );
    if (!locked?.isOpen) return false;
    // A score that is not there yet ends nothing.
    if (seen.status === 'completed' && !isSettled(seen)) return false;
    await recordProviderGame(tx, game, seen, { taskId: null, pass: PASS, runId }, { twin: locked.twin });
    if (!isSettled(seen)) return false;
    await recordEvent(tx, {
      gameId: game.gameId,
      kind: 'result',
      message: resultWords(game, seen, provider),
      actor,
      runId,
    });
    return true;
  });
}

/** `Over at espn: Boston Bruins 3, Toronto Maple Leafs 2.` */
function resultWords({ home, away }: GameToSeed, seen: ProviderGame, provider: string): string {
  if (seen.status !== 'completed') return `${provider} says "${seen.statusText}": there is nothing to play.`;
  return `Over at ${provider}: ${away.name} ${seen.awayScore}, ${home.name} ${seen.homeScore}.`;
}
