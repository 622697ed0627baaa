import type { League } from '../../domain/league.ts';
import { type SeasonYear, probableSeason } from '../../domain/season.ts';
import type { TeamDirectory } from '../../reference/teams/team-directory.ts';

/** Which team a provider's spelling means. */
export type RecognisedTeam = {
  teamId: number | null;
  problem: 'unknown_team' | 'ambiguous_team' | undefined;
};

/** The season of which an event is, by its start: a club that has left the league since was one of it then. */
export function seasonOfStart(league: Pick<League, 'season'>, startMs: number): SeasonYear {
  return probableSeason(league, new Date(startMs).toISOString().slice(0, 10));
}

/**
 * The team of a league by its name; a spelling that is only near to one is none, for a link must not be a guess.
 * With a season, a name that several teams bore means the one that played in it.
 */
export function teamOf(
  directory: TeamDirectory,
  league: string,
  name: string,
  seasonYear?: SeasonYear,
): RecognisedTeam {
  const found = directory.resolverOf(league).resolve(name, seasonYear);
  if (found.ok && found.how !== 'fuzzy') return { teamId: found.teamKey, problem: undefined };
  const isAmbiguous = !found.ok && found.reason === 'ambiguous_team';
  return { teamId: null, problem: isAmbiguous ? 'ambiguous_team' : 'unknown_team' };
}
