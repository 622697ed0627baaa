import type { League } from '../../domain/league.ts';
import { seasonDateRange, seasonLabel } from '../../domain/season.ts';
import type { RowFault } from '../load/read-row.ts';
import type { DecidedGame, GameDifference } from './decide-game.ts';
import type { ToldGame } from './published-row.ts';

const AGAIN =
  'Look which is right: correct the row, or ingest the schedule again and then load the file again.';

/** Why a row waits that says of its game what is not so. */
export function differenceFault(
  { score, week, seasonYear, seasonText }: ToldGame,
  { reason, game }: Extract<DecidedGame, { reason: GameDifference }>,
): RowFault {
  const it = `game ${game.id} of ${game.slateDate}`;
  if (reason === 'score_differs')
    return {
      reason,
      field: 'score',
      value: `${score?.home ?? ''}-${score?.away ?? ''}`,
      problem: `${it} ended ${game.homeScore}-${game.awayScore} (home first)`,
      remedy: AGAIN,
    };
  const isSeason = reason === 'season_differs';
  return {
    reason,
    field: isSeason ? 'season' : 'week',
    value: String((isSeason ? (seasonText ?? seasonYear) : week) ?? ''),
    problem: isSeason ? `${it} is of the season ${game.seasonYear}` : `${it} is of week ${game.week}`,
    remedy: AGAIN,
  };
}

/** A season in which the day of the row cannot lie. */
export function seasonFault(
  { seasonYear, seasonText, date }: ToldGame,
  league: League,
): RowFault | undefined {
  if (seasonYear === undefined || date === undefined) return undefined;
  const { first, last } = seasonDateRange(league, seasonYear);
  if (date >= first && date <= last) return undefined;
  return {
    reason: 'season_differs',
    field: 'season',
    value: seasonText ?? String(seasonYear),
    problem: `${date} is no day of the season ${seasonLabel(league, seasonYear)} of ${league.name}`,
    remedy: 'Correct the season or the date.',
  };
}
