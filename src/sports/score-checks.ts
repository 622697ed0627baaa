import type { ProviderGame, ProviderPlayer, ProviderTeam } from '../domain/box-score.ts';
import type { RowList } from '../domain/refused-row.ts';
import { lacksSomebodyOf } from './line-rules.ts';
import { mismatch } from './mismatch.ts';

/** What of a line makes the score, and what people call it. */
type Scoring<PlayerLine, TeamLine> = {
  unit: 'points' | 'goals';
  ofPlayer: (line: PlayerLine) => number | null;
  ofTeam: (line: TeamLine) => number | null;
};

/** Checks of the lines of a game against each other and its score; they throw a ProviderError of kind mismatch. */
export type ScoreChecks<PlayerLine, TeamLine> = {
  /**
   * Makes sure that nobody is listed twice and that what each side's players have is the final score; where one of a
   * side was left out, that it is no more than it. Sides without lines pass: what is missing is judged when all is
   * written.
   */
  checkPlayerLines: (lines: RowList<PlayerLine>, game: ProviderGame) => void;
  /** Makes sure that a side has no two lines, and that what its line says is the score. */
  checkTeamLines: (lines: RowList<TeamLine>, game: ProviderGame) => void;
};

/** The checks of a sport whose scores belong to players alone: no own goals, no points without a player. */
export function scoreChecks<
  PlayerLine extends { player: ProviderPlayer; providerTeamId: string },
  TeamLine extends { providerTeamId: string },
>({ unit, ofPlayer, ofTeam }: Scoring<PlayerLine, TeamLine>): ScoreChecks<PlayerLine, TeamLine> {
  return {
    checkPlayerLines({ rows, refused }, game) {
      const ids = new Set(rows.map((line) => line.player.providerPlayerId));
      if (ids.size !== rows.length) throw mismatch(game, 'a player is listed twice');
      for (const { team, score } of sidesOf(game)) {
        const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
        if (own.length === 0 || score === null) continue;
        const scored = own.reduce((sum, line) => sum + (ofPlayer(line) ?? 0), 0);
        const isExplained = scored < score && lacksSomebodyOf(team.providerTeamId, refused);
        if (scored !== score && !isExplained) {
          throw mismatch(
            game,
            `the players of ${team.name} have ${scored} ${unit} together, the score says ${score}`,
          );
        }
      }
    },
    checkTeamLines({ rows }, game) {
      for (const { team, score } of sidesOf(game)) {
        const own = rows.filter((line) => line.providerTeamId === team.providerTeamId);
        if (own.length > 1) throw mismatch(game, `there are ${own.length} team lines for ${team.name}`);
        const scored = own[0] === undefined ? null : ofTeam(own[0]);
        if (score !== null && scored !== null && scored !== score) {
          throw mismatch(game, `the line of ${team.name} says ${scored} ${unit}, the score says ${score}`);
        }
      }
    },
  };
}

function sidesOf({
  home,
  away,
  homeScore,
  awayScore,
}: ProviderGame): readonly { team: ProviderTeam; score: number | null }[] {
  return [
    { team: home, score: homeScore },
    { team: away, score: awayScore },
  ];
}
