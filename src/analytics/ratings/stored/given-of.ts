import type { Sport } from '../../../domain/sport.ts';
import { scoracleCommand } from '../../../domain/shell-command.ts';
import { UnknownNameError } from '../../../domain/unknown-name.ts';
import type { QuarantinedRow } from '../../../loads/load-record.ts';
import type { InitialRating } from '../read-initial-ratings.ts';
import type { GivenRating } from './give-ratings.ts';
import { AmbiguousTeamError, type ListedTeam, ratedTeamNamed } from './rated-team.ts';

/** Why rows of ratings wait. */
export const ROW_REASONS = ['ambiguous_team', 'unknown_team', 'two_names'] as const;

/** Whose ratings a list is of, and by whom. */
export type RatingsOf = {
  league: string;
  sport: Sport;
  /** What a rating with a season is: that of its end, or of the first game of it. */
  moment: 'season_end' | 'season_start';
  /** Who published them. */
  source: string;
};

type Raw = Readonly<Record<string, unknown>>;

/**
 * The ratings of a list by our ids of the teams, and the rows whose team is not plain. A rating with a season is that of
 * its end, or of the first game of it (`moment`); one without is that of a first game.
 */
export function givenOf(
  read: ReadonlyMap<string, InitialRating>,
  teams: readonly ListedTeam[],
  request: RatingsOf,
): {
  given: readonly GivenRating[];
  refused: readonly QuarantinedRow[];
  used: readonly { line: number; raw: Raw }[];
} {
  const { league, moment, source } = request;
  const given: GivenRating[] = [];
  const refused: QuarantinedRow[] = [];
  const used: { line: number; raw: Raw }[] = [];
  const lines = new Map<string, { line: number; name: string }>();
  for (const [team, { rating: elo, season, line }] of read) {
    const raw = { team, rating: elo, season, league, moment, source };
    const refuse = (reason: (typeof ROW_REASONS)[number], problem: string, remedy: string): void => {
      refused.push({ line, field: 'team', value: team, reason, problem, remedy, raw });
    };
    try {
      const { id: teamId, name } = ratedTeamNamed(teams, { team, league });
      const key = `${teamId} ${season}`;
      const other = lines.get(key);
      lines.set(key, other ?? { line, name: team });
      if (other === undefined) {
        given.push({ teamId, elo, moment: season === null ? 'first_game' : moment, seasonYear: season ?? 0 });
        used.push({ line, raw });
      } else {
        refuse('two_names', `is ${name}, as "${other.name}" in line ${other.line} is`, 'Leave one out.');
      }
    } catch (error) {
      if (!(error instanceof UnknownNameError)) throw error;
      const reason = error instanceof AmbiguousTeamError ? 'ambiguous_team' : 'unknown_team';
      refuse(reason, error.message, `${error.remedy} ${teachWords(team, request)}`);
    }
  }
  return { given, refused, used };
}

/** Another spelling is taught once, and every file with it is read from then on. */
function teachWords(name: string, { sport, league }: RatingsOf): string {
  const teach = scoracleCommand('teams alias add', {
    options: { '--sport': sport, '--league': league, '--team': 'TEAM', '--alias': name },
  });
  return `Or teach whose name it is (${teach}), and import the file again.`;
}
