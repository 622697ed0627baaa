import type { ToldGame } from './published-row.ts';

/** A game of ours that a row may be about. */
export type CandidateGame = {
  id: number;
  slateDate: string;
  seasonYear: number;
  startMs: number;
  week: number | null;
  /** The final score; null before the end. */
  homeScore: number | null;
  awayScore: number | null;
  /** Home and away are the other way round there. */
  isExchanged: boolean;
};

/** What a row says of its game beside its teams. */
export type AskedGame = Pick<ToldGame, 'score' | 'week'> & {
  /** The day of the slate, in the league's zone. */
  date: string | undefined;
  /** As the row says it by itself. */
  toldSeason?: number | undefined;
};

/** In what a row differs from the game that it is about. */
export type GameDifference = 'score_differs' | 'season_differs' | 'week_differs';

export type DecidedGame =
  | { ok: true; game: CandidateGame; isFlipped: boolean }
  | {
      ok: false;
      reason: 'no_game' | 'several_games' | 'sides_exchanged';
      candidates: readonly CandidateGame[];
    }
  | { ok: false; reason: GameDifference; game: CandidateGame };

type FoundGame = Exclude<DecidedGame, { reason: GameDifference }>;

/** Around the day of a row no other game of the two teams may be, where the days differ by one. */
export const LOOKED_AROUND_DAYS = 3;
const DAY_MS = 86_400_000;

/** The game that a row is about; none where the row says of it what differs from what is known of it. */
export function decideGame(asked: AskedGame, all: readonly CandidateGame[]): DecidedGame {
  const found = gameOf(asked, all);
  if (!found.ok) return found;
  const reason = differenceOf(asked, found);
  return reason === undefined ? found : { ok: false, reason, game: found.game };
}

function differenceOf(
  asked: AskedGame,
  { game, isFlipped }: Extract<FoundGame, { ok: true }>,
): GameDifference | undefined {
  if (!isFlipped && contradicts(asked, game)) return 'score_differs';
  const { toldSeason, week } = asked;
  if (toldSeason !== undefined && toldSeason !== game.seasonYear) return 'season_differs';
  return week !== undefined && game.week !== null && week !== game.week ? 'week_differs' : undefined;
}

/**
 * The game that a row is about: the one of both teams on its day; or a day beside it, where the two meet only once
 * around then and the scores do not differ. Without a day, the one of its week. Sides that are exchanged are turned
 * where the score says so, and are a question otherwise.
 */
function gameOf(asked: AskedGame, all: readonly CandidateGame[]): FoundGame {
  const straight = all.filter(({ isExchanged }) => !isExchanged);
  if (asked.date === undefined) return ofWeek(asked.week, straight);
  const { date } = asked;
  const onDay = straight.filter(({ slateDate }) => slateDate === date);
  if (onDay.length > 0) return single(onDay);
  const exchanged = all.filter((game) => game.isExchanged && daysApart(game.slateDate, date) === 0);
  const [turned] = exchanged;
  if (turned !== undefined && exchanged.length === 1 && saysExchanged(asked, turned))
    return { ok: true, game: turned, isFlipped: true };
  if (exchanged.length > 0) return { ok: false, reason: 'sides_exchanged', candidates: exchanged };
  const [near] = straight;
  const isNear = near !== undefined && all.length === 1 && daysApart(near.slateDate, date) <= 1;
  if (isNear && !contradicts(asked, near)) return { ok: true, game: near, isFlipped: false };
  return { ok: false, reason: 'no_game', candidates: all };
}

function ofWeek(week: number | undefined, games: readonly CandidateGame[]): FoundGame {
  const inWeek = games.filter((game) => game.week === week);
  if (inWeek.length > 0) return single(inWeek);
  return games.every((game) => game.week === null)
    ? single(games)
    : { ok: false, reason: 'no_game', candidates: games };
}

function single(games: readonly CandidateGame[]): FoundGame {
  const [game] = games;
  if (game === undefined) return { ok: false, reason: 'no_game', candidates: [] };
  return games.length === 1
    ? { ok: true, game, isFlipped: false }
    : { ok: false, reason: 'several_games', candidates: games };
}

function daysApart(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MS;
}

function contradicts({ score }: AskedGame, { homeScore, awayScore }: CandidateGame): boolean {
  if (score === undefined || homeScore === null || awayScore === null) return false;
  return score.home !== homeScore || score.away !== awayScore;
}

function saysExchanged({ score }: AskedGame, { homeScore, awayScore }: CandidateGame): boolean {
  return (
    score !== undefined && score.home !== score.away && score.home === awayScore && score.away === homeScore
  );
}
