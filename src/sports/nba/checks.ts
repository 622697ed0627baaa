import type { NbaPlayerLine, NbaTeamLine, ProviderGame } from '../../domain/box-score.ts';
import type { RowList } from '../../domain/refused-row.ts';
import { lacksSomebodyOf } from '../line-rules.ts';
import { mismatch } from '../mismatch.ts';

/**
 * Makes sure that nobody is listed twice and that each side's points sum to the final score (which held in 2,346 of
 * 2,346 recorded team games); where somebody of a side was left out, that they are no more than it. Sides without lines
 * pass: what is missing is judged when all is written.
 */
export function checkPlayerLines({ rows, refused }: RowList<NbaPlayerLine>, game: ProviderGame): void {
  const ids = new Set(rows.map((line) => line.player.providerPlayerId));
  if (ids.size !== rows.length) throw mismatch(game, 'a player is listed twice');
  for (const { team, score } of sidesOf(game)) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length === 0 || score === null) continue;
    const points = own.reduce((sum, line) => sum + (line.points ?? 0), 0);
    const isExplained = points < score && lacksSomebodyOf(team.providerTeamId, refused);
    if (points !== score && !isExplained) {
      throw mismatch(
        game,
        `the players of ${team.name} have ${points} points together, the score says ${score}`,
      );
    }
  }
}

/** Makes sure that a side has no two lines, and that the points of its line are the score. */
export function checkTeamLines({ rows }: RowList<NbaTeamLine>, game: ProviderGame): void {
  for (const { team, score } of sidesOf(game)) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length > 1) throw mismatch(game, `there are ${own.length} team lines for ${team.name}`);
    const points = own[0]?.points ?? null;
    if (score !== null && points !== null && points !== score) {
      throw mismatch(game, `the line of ${team.name} says ${points} points, the score says ${score}`);
    }
  }
}

function sidesOf({ home, away, homeScore, awayScore }: ProviderGame) {
  return [
    { team: home, score: homeScore },
    { team: away, score: awayScore },
  ];
}
