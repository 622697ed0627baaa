import type { ProviderGame, ProviderTeam } from '../../domain/box-score.ts';
import type { NflPlayerCount, NflPlayerLine, NflTeamLine } from '../../domain/nfl-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import { lacksSomebodyOf } from '../line-rules.ts';
import { mismatch } from '../mismatch.ts';

/**
 * Yards by which a team's passing and receiving may differ. They are the same play seen twice: in 567 of 568
 * published team games of 2022 they agree, once they differ by 4. A list that is cut off differs by far more.
 */
const YARDS_TOLERANCE = 40;
/** Passes thrown and caught for a touchdown agree in 566 of the same 568, and never differ by more than 1. */
const TOUCHDOWN_TOLERANCE = 1;

const TOUCHDOWN_POINTS = 6;

/**
 * Makes sure that nobody is listed twice, that what a side threw is what it caught unless somebody of it was left out,
 * and that nobody scored more than the final score (which held in 568 of 568 published team games). Sides without lines
 * pass: what is missing is judged when all is written, and so is whether the lines reach the score.
 */
export function checkPlayerLines({ rows, refused }: RowList<NflPlayerLine>, game: ProviderGame): void {
  const ids = new Set(rows.map((line) => line.player.providerPlayerId));
  if (ids.size !== rows.length) throw mismatch(game, 'a player is listed twice');
  for (const { team, score } of sidesOf(game)) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (!lacksSomebodyOf(team.providerTeamId, refused)) checkPassing(own, team, game);
    checkPoints(own, { team, score }, game);
  }
}

function checkPassing(own: readonly NflPlayerLine[], team: ProviderTeam, game: ProviderGame): void {
  const compared: readonly [NflPlayerCount, NflPlayerCount, number, string][] = [
    ['passingYards', 'receivingYards', YARDS_TOLERANCE, 'yards'],
    ['passingTouchdowns', 'receivingTouchdowns', TOUCHDOWN_TOLERANCE, 'touchdowns'],
  ];
  for (const [passing, receiving, tolerance, what] of compared) {
    // Where one of the two is not told at all, there is nothing to compare.
    if (!own.some((line) => line[passing] !== null) || !own.some((line) => line[receiving] !== null))
      continue;
    const [thrown, caught] = [sumOf(own, passing), sumOf(own, receiving)];
    if (Math.abs(thrown - caught) > tolerance) {
      throw mismatch(game, `${team.name} passed for ${thrown} ${what} and received ${caught}`);
    }
  }
}

function checkPoints(
  own: readonly NflPlayerLine[],
  { team, score }: { team: ProviderTeam; score: number | null },
  game: ProviderGame,
): void {
  if (score === null) return;
  const touchdowns = sumOf(own, 'rushingTouchdowns') + sumOf(own, 'receivingTouchdowns');
  const kicks = 3 * sumOf(own, 'fieldGoalsMade') + sumOf(own, 'extraPointsMade');
  const points = TOUCHDOWN_POINTS * touchdowns + kicks;
  if (points > score) {
    throw mismatch(
      game,
      `the players of ${team.name} have ${points} points together, the score says ${score}`,
    );
  }
}

/** Makes sure that a side has no two lines, and that neither allowed more points than the other has. */
export function checkTeamLines({ rows }: RowList<NflTeamLine>, game: ProviderGame): void {
  for (const { team, otherScore } of sidesOf(game)) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length > 1) throw mismatch(game, `there are ${own.length} team lines for ${team.name}`);
    const allowed = own[0]?.pointsAgainst ?? null;
    if (otherScore !== null && allowed !== null && allowed > otherScore) {
      throw mismatch(
        game,
        `the line of ${team.name} says ${allowed} points against, the score says ${otherScore}`,
      );
    }
  }
}

function sidesOf({ home, away, homeScore, awayScore }: ProviderGame) {
  return [
    { team: home, score: homeScore, otherScore: awayScore },
    { team: away, score: awayScore, otherScore: homeScore },
  ];
}

function sumOf(lines: readonly NflPlayerLine[], name: NflPlayerCount): number {
  return lines.reduce((sum, line) => sum + (line[name] ?? 0), 0);
}
