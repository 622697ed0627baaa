import { and, eq, isNotNull, ne } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import { isSameName } from '../names/team-name-rules.ts';
import type { TeamDirectory } from './team-directory.ts';
import type { TeamRefusal } from './team-lookup.ts';

/** A name that a team is said to have had in a season of a league. */
export type SeasonName = {
  sport: Sport;
  season: SeasonYear;
  name: string;
  team: { id: number; name: string };
  leagueId: number;
  leagueName: string;
  /** A person has said that the team had the name although another one bears it. */
  isDistinct: boolean;
};

/** Another team that the name may mean; without an id where several bear it, or one that is only alike. */
type Bearer = { id?: number | undefined; name: string; league: string };

/**
 * Refuses a name that means another team anywhere in the sport: by its name, its code, a taught name, or what it was
 * called in that season. A person may insist, but two teams of one season of a league never have one name.
 */
export async function refuseSeasonName(
  tx: Executor,
  wanted: SeasonName,
  directory: TeamDirectory,
): Promise<TeamRefusal | undefined> {
  const bearers = [...bearersOf(wanted, directory), ...(await calledSo(tx, wanted))];
  if (bearers.length === 0) return undefined;
  const { name, leagueName, season, team } = wanted;
  const suggestions = [...new Set(bearers.map((bearer) => bearer.name))];
  const shown = [...new Set(bearers.map((bearer) => `${bearer.name} (${bearer.league})`))].join(' and ');
  const isMeant = `"${name}" means ${shown}. Where that team is meant, name it: --team.`;
  const rival = await playingIn(tx, wanted, bearers);
  if (rival !== undefined) {
    const message = `${isMeant} ${rival} plays in ${leagueName} in ${season} as well, and no name is that of two teams of a season: give ${team.name} another one, or rename ${rival} first (teams rename).`;
    return { ok: false, reason: 'conflict', message, suggestions };
  }
  if (wanted.isDistinct) return undefined;
  const message = `${isMeant} Where ${team.name} was called so too, say so: --distinct (over HTTP, "distinct": true).`;
  return { ok: false, reason: 'conflict', message, suggestions };
}

function bearersOf({ sport, name, season, team }: SeasonName, directory: TeamDirectory): Bearer[] {
  return directory.leagues.of(sport).flatMap(({ name: league }): Bearer[] => {
    const meant = directory.resolverOf(league).resolve(name, season);
    if (meant.ok) {
      if (meant.teamKey === team.id) return [];
      const isAlike = meant.how === 'fuzzy' || meant.how === 'abbreviated';
      return [{ id: isAlike ? undefined : meant.teamKey, name: meant.teamName, league }];
    }
    const others = meant.reason === 'ambiguous_team' ? meant.suggestions : meant.plausible;
    return others.flatMap((other) => (other === team.name ? [] : { name: other, league }));
  });
}

/** Teams that were called so in the season, whatever they are called now. */
async function calledSo(tx: Executor, { sport, season, name, team }: SeasonName): Promise<Bearer[]> {
  const called = await tx
    .select({ id: teams.id, name: teams.name, league: leagues.name, inSeason: teamSeasons.name })
    .from(teamSeasons)
    .innerJoin(teams, eq(teams.id, teamSeasons.teamId))
    .innerJoin(leagues, eq(leagues.id, teamSeasons.leagueId))
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)))
    .where(
      and(eq(teamSeasons.seasonYear, season), ne(teamSeasons.teamId, team.id), isNotNull(teamSeasons.name)),
    );
  return called.filter(({ inSeason }) => inSeason !== null && isSameName(inSeason, name));
}

/** The bearer that plays in the same season of the league; undefined where none is known to. */
async function playingIn(
  tx: Executor,
  { leagueId, season }: SeasonName,
  bearers: readonly Bearer[],
): Promise<string | undefined> {
  const playing = await tx
    .select({ id: teamSeasons.teamId })
    .from(teamSeasons)
    .where(and(eq(teamSeasons.leagueId, leagueId), eq(teamSeasons.seasonYear, season)));
  const ids = new Set(playing.map(({ id }) => id));
  return bearers.find(({ id }) => id !== undefined && ids.has(id))?.name;
}
