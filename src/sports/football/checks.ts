import type { ProviderGame } from '../../domain/box-score.ts';
import type { FootballBoxScore, FootballPlayerLine } from '../../domain/football-lines.ts';
import { mismatch } from '../mismatch.ts';

/** Players of a side at kick-off (Laws of the Game, 3). */
const STARTERS = 11;

/**
 * Makes sure that player lines are whole: both sides are there, eleven players began where line-ups say who, and
 * where events are there each side's goals and the own goals in its favour make the score. The provider marks the
 * goals of a match without events too late or not at all, so that there nothing is added up. Empty lists pass:
 * there is nothing yet. That nobody is listed twice is known since the body was read.
 */
export function checkPlayerLines({ game, playerLines, events, starterCounts }: FootballBoxScore): void {
  if (playerLines.length === 0) return;
  const sides = [
    { team: game.home, score: game.homeScore },
    { team: game.away, score: game.awayScore },
  ];
  for (const { team, score } of sides) {
    const own = playerLines.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length === 0) throw mismatch(game, `there are no lines for ${team.name}`);
    const starters = starterCounts.get(team.providerTeamId);
    if (starters !== undefined && starters !== STARTERS) {
      throw mismatch(game, `the line-up of ${team.name} has ${starters} starters, not ${STARTERS}`);
    }
    if (!events || score === null) continue;
    const scored = own.reduce((sum, line) => sum + (line.goals ?? 0), 0);
    const ownGoals = events.ownGoalsFor.get(team.providerTeamId) ?? 0;
    if (scored + ownGoals !== score) {
      throw mismatch(
        game,
        `the players of ${team.name} have ${scored} goals and the other side ${ownGoals} own goals, the score says ${score}`,
      );
    }
  }
}

/** Makes sure that there is one line for each side. */
export function checkTeamLines({ game, teamLines }: FootballBoxScore): void {
  if (teamLines.length === 0) return;
  for (const team of [game.home, game.away]) {
    const own = teamLines.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length !== 1) throw mismatch(game, `there are ${own.length} team lines for ${team.name}`);
  }
}

/** Makes sure that one side's list, asked for on its own, has the eleven who began. An empty list passes. */
export function checkStarters(
  lines: readonly FootballPlayerLine[],
  game: ProviderGame,
  providerTeamId: string,
): void {
  if (lines.length === 0) return;
  const starters = lines.filter((line) => !line.isSubstitute).length;
  if (starters === STARTERS) return;
  const team = [game.home, game.away].find((side) => side.providerTeamId === providerTeamId);
  throw mismatch(
    game,
    `the list of ${team?.name ?? providerTeamId} has ${starters} starters, not ${STARTERS}`,
  );
}
