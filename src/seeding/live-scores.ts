import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { liveScores } from '../db/schema/live-scores.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { SPORT_FACTS } from '../sports/all-facts.ts';
import { whyNoEnd } from '../sports/impossible-end.ts';

const MINUTE_MS = 60_000;

/** Longer than a look takes: a source that is asked again within its step is not called silent meanwhile. */
const ANSWER_MS = 2 * MINUTE_MS;

/** What a source says of a game at a moment. */
export type LiveWord = {
  gameId: number;
  seen: ProviderGame;
  seenAtMs: number;
  /** When it is asked next, by plan. */
  nextLookMs: number;
  runId: string;
};

/** The longest text of a source that is kept. */
const MOST_LETTERS = 100;

/**
 * Keeps the newest word about each game, in the caller's transaction, which locks the games first as whoever writes a
 * game does; an older one that comes late changes nothing. A final whistle that another source contradicts later holds no
 * more, and its source is not believed again before it has the game as on itself. Games come once each. Returns the
 * numbers of the games whose word was kept.
 */
export async function writeLiveScores(
  tx: Executor,
  words: readonly LiveWord[],
  fallbackSource: string,
): Promise<ReadonlySet<number>> {
  if (words.length === 0) return new Set();
  const rows = words
    .toSorted((one, other) => one.gameId - other.gameId)
    .map(({ gameId, seen, seenAtMs, nextLookMs, runId }) => ({
      gameId,
      source: seen.source ?? fallbackSource,
      status: seen.status,
      statusText: seen.statusText.slice(0, MOST_LETTERS),
      period: seen.clock?.period ?? null,
      isBreak: seen.clock?.isBreak ?? false,
      isShootout: seen.clock?.isShootout ?? false,
      clockTime: seen.clock?.time ?? null,
      homeScore: seen.homeScore,
      awayScore: seen.awayScore,
      seenAt: new Date(seenAtMs),
      changedAt: new Date(seenAtMs),
      expectedBy: new Date(nextLookMs + ANSWER_MS),
      runId,
    }));
  const ids = sql.param(rows.map(({ gameId }) => gameId));
  await tx.execute(
    sql`select from ${games} where ${games.id} = any(${ids}::int[]) order by ${games.id} for key share`,
  );
  const { status, statusText, period, isBreak, isShootout, clockTime, homeScore, awayScore } = liveScores;
  const kept = await tx
    .insert(liveScores)
    .values(rows)
    .onConflictDoUpdate({
      target: liveScores.gameId,
      set: {
        source: sql`excluded.source`,
        status: sql`excluded.status`,
        statusText: sql`excluded.status_text`,
        period: sql`excluded.period`,
        isBreak: sql`excluded.is_break`,
        isShootout: sql`excluded.is_shootout`,
        clockTime: sql`excluded.clock_time`,
        homeScore: sql`excluded.home_score`,
        awayScore: sql`excluded.away_score`,
        seenAt: sql`excluded.seen_at`,
        expectedBy: sql`excluded.expected_by`,
        runId: sql`excluded.run_id`,
        refutedSources: REFUTED,
        changedAt: sql`case when
          (${status}, ${statusText}, ${period}, ${isBreak}, ${isShootout}, ${clockTime}, ${homeScore}, ${awayScore})
          is distinct from (excluded.status, excluded.status_text, excluded.period, excluded.is_break,
            excluded.is_shootout, excluded.clock_time, excluded.home_score, excluded.away_score)
          then excluded.seen_at else ${liveScores.changedAt} end`,
      },
      setWhere: sql`${liveScores.seenAt} <= excluded.seen_at
        and not (excluded.status = 'completed' and excluded.source = any(${liveScores.refutedSources}))`,
    })
    .returning({ gameId: liveScores.gameId });
  return new Set(kept.map(({ gameId }) => gameId));
}

/** Whose final whistles are contradicted, after a word: nobody's more by one that has the game as over. */
const REFUTED = sql`case when excluded.status = 'completed' then ${liveScores.refutedSources}
  else array_remove(${liveScores.refutedSources}
    || case when ${liveScores.status} = 'completed' then array[${liveScores.source}::text] end, excluded.source::text) end`;

/** Why a game cannot be over as a source has it, so that it is not believed; undefined where it can. */
export function whyNotOver(
  game: Pick<GameToSeed, 'sport' | 'gameType' | 'tipOffMs'>,
  seen: Pick<ProviderGame, 'homeScore' | 'awayScore' | 'homePeriodScores'>,
  nowMs: number,
): string | undefined {
  return isTooSoon(game, nowMs) ? 'no game is over so soon after its start' : whyNoEnd(game, seen);
}

/** Whether no game is over yet that started when this one did. */
export function isTooSoon(
  { sport, tipOffMs }: Pick<GameToSeed, 'sport' | 'tipOffMs'>,
  nowMs: number,
): boolean {
  return nowMs - tipOffMs < SPORT_FACTS[sport].shortestGameMinutes * MINUTE_MS;
}
