import type { ProviderGame } from '../domain/box-score.ts';
import type { GameStatus } from '../domain/statuses.ts';
import type { sourceDifferences } from '../db/schema/source-differences.ts';

/** What is written of a game that is over. */
export type WrittenResult = {
  status: GameStatus;
  homeScore: number | null;
  awayScore: number | null;
  /** Who said so; null where nobody is named. */
  source: string | null;
};

/** A fact of a game that another source tells differently. */
export type Difference = Pick<typeof sourceDifferences.$inferSelect, 'field' | 'ours' | 'theirs'>;

/**
 * Whether a source says how a game ended: one that has it as yet to be played or still on is late, and says nothing, as
 * does a status that nobody knows.
 */
export function hasResult({ isStatusKnown, status }: ProviderGame): boolean {
  return isStatusKnown && status !== 'scheduled' && status !== 'in_progress';
}

/**
 * Where another source says something else of a game that is over here. What it has no word for, or no score of, is no
 * difference, nor is anything of a source without a result.
 */
export function differencesOf(ours: WrittenResult, theirs: ProviderGame): readonly Difference[] {
  if (!hasResult(theirs)) return [];
  const isOver = (status: GameStatus): boolean => status === 'completed' || status === 'awarded';
  if (isOver(ours.status) !== isOver(theirs.status))
    return [{ field: 'status', ours: ours.status, theirs: theirs.status }];
  return [
    ...scoreDifference('home_score', ours.homeScore, theirs.homeScore),
    ...scoreDifference('away_score', ours.awayScore, theirs.awayScore),
  ];
}

function scoreDifference(
  field: 'home_score' | 'away_score',
  ours: number | null,
  theirs: number | null,
): readonly Difference[] {
  if (theirs === null || ours === theirs) return [];
  return [{ field, ours: ours === null ? null : String(ours), theirs: String(theirs) }];
}
