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

/** What became of a game by a provider's word: `corrected`, it had another final score before. */
export type Taken = 'settled' | 'corrected' | 'nothing';

/**
 * Writes how a game stands at a provider: its status, score, periods and the provider's id, with a line on its timeline
 * when that settles it. Of a game that is settled, the source of its result may correct the score, which is recorded
 * figure by figure; another source may not.
 */
export function takeResult(
  db: Database,
  { game, seen, runId, actor }: { game: GameToSeed; seen: ProviderGame; runId: string; actor: string },
): Promise<Taken> {
  return db.transaction(async (tx): Promise<Taken> => {
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
          isFinal: sql<boolean>`${games.status} = 'completed'`,
          home: games.homeScore,
          away: games.awayScore,
          source: games.resultSource,
          twin: sql<
            number | null
          >`case when ${externalIdOf('game', games.id, sql`${provider}::text`)} is null then ${known} end`,
        },
        (list) => sql`select ${list} from ${games} where ${games.id} = ${game.gameId} for update`,
      ),
    );
    // A score that is not there yet ends nothing.
    if (seen.status === 'completed' && !isSettled(seen)) return 'nothing';
    const isCorrected = locked?.isFinal === true && isCorrection(locked, seen);
    if (!locked || !(locked.isOpen || isCorrected)) return 'nothing';
    await recordProviderGame(tx, game, seen, { taskId: null, pass: PASS, runId }, { twin: locked.twin });
    if (!isSettled(seen)) return 'nothing';
    const words = resultWords(game, seen, provider);
    const { home, away } = locked;
    const message = isCorrected ? `Corrected. ${words} It had ended ${away} to ${home} before.` : words;
    await recordEvent(tx, { gameId: game.gameId, kind: 'result', message, actor, runId });
    return isCorrected ? 'corrected' : 'settled';
  });
}

/** Whether the source of a result says another final score now. */
function isCorrection(
  { home, away, source }: { home: number | null; away: number | null; source: string | null },
  seen: ProviderGame,
): boolean {
  const isItsSource = source === (seen.source ?? PRIMARY_PROVIDER);
  return isItsSource && seen.status === 'completed' && (seen.homeScore !== home || seen.awayScore !== away);
}

/** `Over at espn: Boston Bruins 3, Toronto Maple Leafs 2.` */
function resultWords({ home, away }: GameToSeed, seen: ProviderGame, provider: string): string {
  if (seen.status !== 'completed') return `${provider} says "${seen.statusText}": there is nothing to play.`;
  return `Over at ${provider}: ${away.name} ${seen.awayScore}, ${home.name} ${seen.homeScore}.`;
}
