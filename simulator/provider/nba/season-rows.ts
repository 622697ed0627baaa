import type { AnswerContext } from '../simulated-api.ts';
import { type TeamExtras, totalCounts } from './box-score.ts';
import type { NbaLeague } from './league.ts';
import { figures } from './statistics-rows.ts';

const NO_EXTRAS: TeamExtras = {
  fastBreakPoints: 0,
  pointsInPaint: 0,
  biggestLead: 0,
  secondChancePoints: 0,
  pointsOffTurnovers: 0,
  longestRun: 0,
};

/** The row of `/teams/statistics`: every finished game of the season added up, biggest leads and runs too. */
export function teamSeasonRows(
  league: NbaLeague,
  teamId: number,
  season: number,
  context: AnswerContext,
): readonly object[] {
  const boxes = league.games
    .all()
    .filter((game) => game.season === season && [game.homeTeamId, game.awayTeamId].includes(teamId))
    .filter((game) => league.stateOf(game, context).status === 3)
    .flatMap((game) => league.boxScoreOf(game, context) ?? [])
    .map((box) => (box.home.teamId === teamId ? box.home : box.away));
  if (boxes.length === 0) return [];
  const extras = { ...NO_EXTRAS };
  for (const box of boxes) {
    for (const name of Object.keys(NO_EXTRAS) as (keyof TeamExtras)[]) extras[name] += box.extras[name];
  }
  const counts = figures(totalCounts(boxes.flatMap((box) => box.lines)));
  const plusMinus = boxes.reduce((total, box) => total + box.margin, 0);
  return [{ games: boxes.length, ...extras, ...counts, plusMinus }];
}
