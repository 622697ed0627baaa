import type { ProviderGame } from '../../domain/box-score.ts';
import type { FootballBoxScore, FootballPlayerLine, FootballTeamLine } from '../../domain/football-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import { lacksSomebodyOf } from '../line-rules.ts';
import { mismatch } from '../mismatch.ts';

/** Players of a side at kick-off (Laws of the Game, 3). */
const STARTERS = 11;

/**
 * Makes sure that eleven players began where line-ups say who, and that where events are there each side's goals and
 * the own goals in its favour make the score; where somebody of a side was left out, that they are no more than it. The
 * provider marks the goals of a match without events too late or not at all, so that there nothing is added up. Sides
 * without lines pass: what is missing is judged when all is written.
 */
export function checkPlayerLines(
  { rows, refused }: RowList<FootballPlayerLine>,
  { game, events, starterCounts }: Pick<FootballBoxScore, 'game' | 'events' | 'starterCounts'>,
): void {
  const sides = [
    { team: game.home, score: game.homeScore },
    { team: game.away, score: game.awayScore },
  ];
  for (const { team, score } of sides) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length === 0) continue;
    const starters = starterCounts.get(team.providerTeamId);
    if (starters !== undefined && starters !== STARTERS) {
      throw mismatch(game, `the line-up of ${team.name} has ${starters} starters, not ${STARTERS}`);
    }
    if (!events || score === null) continue;
    const scored = own.reduce((sum, line) => sum + (line.goals ?? 0), 0);
    const ownGoals = events.ownGoalsFor.get(team.providerTeamId) ?? 0;
    const isExplained = scored + ownGoals < score && lacksSomebodyOf(team.providerTeamId, refused);
    if (scored + ownGoals !== score && !isExplained) {
      throw mismatch(
        game,
        `the players of ${team.name} have ${scored} goals and the other side ${ownGoals} own goals, the score says ${score}`,
      );
    }
  }
}

/** Makes sure that a side has no two lines. */
export function checkTeamLines({ rows }: RowList<FootballTeamLine>, game: ProviderGame): void {
  for (const team of [game.home, game.away]) {
    const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
    if (own.length > 1) throw mismatch(game, `there are ${own.length} team lines for ${team.name}`);
  }
}

/**
 * Makes sure that one side's list, asked for on its own, has the eleven who began, and no more than that where somebody
 * was left out. An empty list passes.
 */
export function checkStarters(
  { rows, refused }: RowList<FootballPlayerLine>,
  game: ProviderGame,
  providerTeamId: string,
): void {
  if (rows.length === 0) return;
  const starters = rows.filter((line) => !line.isSubstitute).length;
  const isExplained = starters < STARTERS && lacksSomebodyOf(providerTeamId, refused);
  if (starters === STARTERS || isExplained) return;
  const team = [game.home, game.away].find((side) => side.providerTeamId === providerTeamId);
  throw mismatch(
    game,
    `the list of ${team?.name ?? providerTeamId} has ${starters} starters, not ${STARTERS}`,
  );
}
