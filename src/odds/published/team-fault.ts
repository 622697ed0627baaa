import type { League } from '../../domain/league.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { TeamDirectory } from '../../reference/teams/team-directory.ts';
import type { RowFault } from '../load/read-row.ts';

/** A name in a row that means no team of its league, or several. */
export type UnknownSide = {
  field: string;
  name: string;
  league: League;
  seasonYear: SeasonYear | undefined;
  /** Whether loading can bring the games of the file in, with their teams. */
  canBringGames: boolean;
};

/** Why a name is no team's, and what to do. Teams that it is near to stand in the words alone: which is meant is not guessed. */
export function teamFault(
  directory: TeamDirectory,
  { field, name, league, seasonYear, canBringGames }: UnknownSide,
): RowFault {
  const found = directory.resolverOf(league.name).resolve(name, seasonYear);
  const near = found.ok ? [found.teamName] : found.suggestions;
  const place = { '--sport': league.sport, '--league': league.name } as const;
  const teach = commandWords('teams alias add', { options: { ...place, '--team': 'TEAM', '--alias': name } });
  const value = name.slice(0, 200);
  if (!found.ok && found.reason === 'ambiguous_team') {
    const problem = `in ${league.name} this can be ${near.join(' or ')}`;
    const remedy = `Write the full name, or teach whose it is (${teach}), then load the file again.`;
    return { reason: 'ambiguous_team', field, value, problem, remedy };
  }
  const plausible = found.ok ? near : found.plausible;
  const isDistinct = plausible.length > 0;
  const add = commandWords('teams add', { options: { ...place, '--name': name, '--distinct': isDistinct } });
  const orAll = canBringGames ? ', or all such clubs of the file with --with-games --accept new-teams' : '';
  const ways = isDistinct
    ? `If it is another spelling of ${plausible.join(' or ')}, teach it (${teach}). If it is another club, add it (${add}).`
    : `If ${league.name} lacks the club, add it (${add})${orAll}. If it is another spelling of a team, teach it (${teach}).`;
  return {
    reason: 'unknown_team',
    field,
    value,
    problem: `no team of ${league.name} is called so${near.length === 0 ? '' : ` (near to ${near.join(', ')})`}`,
    remedy: `${ways} Then load the file again.`,
  };
}
