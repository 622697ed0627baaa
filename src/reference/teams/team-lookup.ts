import { and, eq, exists, inArray, or } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues, teams } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import type { League } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import { loadLeagues } from '../leagues/load-leagues.ts';
import { type TeamDirectory, loadTeamDirectory } from './team-directory.ts';
import type { TeamResolver } from '../names/team-resolver.ts';

/** Why a change of teams or their names is refused; nothing was written. */
export type TeamRefusal = {
  ok: false;
  reason: 'not_found' | 'conflict' | 'invalid';
  message: string;
  suggestions: readonly string[];
  /** No team is looked for: the league itself is unknown, or none is named where a sport has several. */
  isWrongLeague?: true;
  /** Nothing has a name that was given; false or left out where a number means nothing. */
  isUnknownName?: boolean;
};

/** The league that is meant: the one of that name, or the only one of the sport. */
export async function leagueOf(
  executor: Executor,
  sport: Sport,
  name: string | undefined,
): Promise<{ ok: true; name: string; league: League } | TeamRefusal> {
  const all = await loadLeagues(executor);
  const known = all.of(sport);
  const league = name === undefined ? (known.length === 1 ? known[0] : undefined) : all.find(sport, name);
  if (league) return { ok: true, name: league.name, league };
  const names = known.map((one) => one.name);
  const message =
    name === undefined
      ? `${sport} has several leagues: name one of ${names.join(', ')}.`
      : `League ${name} is unknown for ${sport}: use ${names.join(', ')}.`;
  return {
    ok: false,
    reason: 'not_found',
    message,
    suggestions: names,
    isWrongLeague: true,
    isUnknownName: true,
  };
}

/**
 * Locks a league's teams and their names for the rest of the transaction and reads them: two names that clash may
 * come at once. Other leagues that the change concerns are locked as well, all in one order.
 */
export async function lockLeagueTeams(
  tx: Executor,
  sport: Sport,
  leagueName: string,
  others: readonly string[] = [],
): Promise<{ leagueId: number; directory: TeamDirectory; resolver: TeamResolver<number> }> {
  const { leagueIdOf } = await loadTeamDirectory(tx, sport);
  const leagueId = leagueIdOf(leagueName);
  await tx
    .select({ id: leagues.id })
    .from(leagues)
    .where(inArray(leagues.id, [leagueId, ...others.map(leagueIdOf)]))
    .orderBy(leagues.id)
    .for('update');
  const directory = await loadTeamDirectory(tx, sport);
  return { leagueId, directory, resolver: directory.resolverOf(leagueName) };
}

/** The team of a league with that id or known name; also one that has left it or has played in it. */
export async function teamOf(
  tx: Executor,
  leagueId: number,
  team: string | number,
  resolver: TeamResolver<number>,
): Promise<{ id: number; name: string } | undefined> {
  const isId = typeof team === 'number' || /^\d{1,9}$/.test(team);
  if (isId) {
    const played = tx
      .select({ teamId: teamSeasons.teamId })
      .from(teamSeasons)
      .where(and(eq(teamSeasons.leagueId, leagueId), eq(teamSeasons.teamId, teams.id)));
    const [known] = await tx
      .select({ id: teams.id, name: teams.name })
      .from(teams)
      .where(and(eq(teams.id, Number(team)), or(eq(teams.leagueId, leagueId), exists(played))));
    return known;
  }
  const found = resolver.resolve(team);
  // A guess is good enough to read a file, not to teach by.
  if (found.ok && found.how !== 'fuzzy') return { id: found.teamKey, name: found.teamName };
  const past = resolver.pastTeam(team);
  return past === undefined ? undefined : { id: past.key, name: past.name };
}

/** The refusal that says which team the name may mean. */
export function unknownTeam(
  team: string | number,
  league: string,
  resolver: TeamResolver<number>,
): TeamRefusal {
  const found = resolver.resolve(String(team));
  const suggestions = found.ok ? [found.teamName] : found.suggestions;
  const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(', ')}?` : '';
  const message = `${league} has no team "${team}".${hint}`;
  const isUnknownName = !/^\d+$/.test(String(team));
  return { ok: false, reason: 'not_found', message, suggestions, isUnknownName };
}

/** Counts the rows in quarantine that wait for a team of the league and whose teams are known by now. */
export type CountReadable = (
  tx: Executor,
  league: { id: number; sport: Sport; name: string },
) => Promise<number>;

/** What to add to a message where rows in quarantine can be read now; empty where there are none. */
export function retryHint(readable: number): string {
  if (readable === 0) return '';
  return ` ${readable} ${readable === 1 ? 'row' : 'rows'} in quarantine can be read now: quarantine retry.`;
}
