import type { Executor } from '../../db/database.ts';
import { leagues as leagueTable } from '../../db/schema/reference.ts';
import type { League } from '../../domain/league.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import { type TeamDirectory, loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import { seasonOfStart, teamOf } from '../events/team-of-name.ts';
import type { EventPlace } from './group-captures.ts';
import type { EventRow } from './read-row.ts';

/** Finds the league and the teams of events; undefined where nobody says which league it is. */
export type PlaceFinder = {
  place: (row: EventRow) => EventPlace | undefined;
  /** The sport of an event that was placed. */
  sportOf: (row: EventRow) => Sport | undefined;
};

type Place = EventPlace & { league: League };

/**
 * Finds places by names: the league in which both of them mean a team, unless it is stated. An event with a name that
 * means none takes the league of the others with its key, or of all others of the file.
 */
export async function createPlaceFinder(
  db: Executor,
  stated: League | undefined,
  seasonYear?: SeasonYear,
): Promise<PlaceFinder> {
  const sports = stated === undefined ? SPORTS : [stated.sport];
  const directories = new Map<Sport, TeamDirectory>();
  for (const sport of sports) directories.set(sport, await loadTeamDirectory(db, sport));
  const rows = await db.select({ id: leagueTable.id, sportId: leagueTable.sportId }).from(leagueTable);
  const sportIds = new Map(rows.map(({ id, sportId }) => [id, sportId]));
  const known = new Map<string, Place>();
  const leaguesOfKey = new Map<string, Map<League, number>>();

  function placeIn(league: League, { home, away, startMs }: EventRow): Place | undefined {
    const directory = directories.get(league.sport);
    if (directory === undefined) return undefined;
    const leagueId = directory.leagueIdOf(league.name);
    const sportId = sportIds.get(leagueId);
    if (sportId === undefined) return undefined;
    const season = seasonYear ?? seasonOfStart(league, startMs);
    const [homeTeamId, awayTeamId] = [home, away].map(
      (name) => teamOf(directory, league.name, name, season).teamId,
    );
    return { league, leagueId, sportId, homeTeamId: homeTeamId ?? null, awayTeamId: awayTeamId ?? null };
  }

  function byNames(row: EventRow): Place | undefined {
    const all = [...directories].flatMap(([sport, directory]) => directory.leagues.of(sport));
    const places = all.flatMap((league) => placeIn(league, row) ?? []);
    const whole = places.filter((place) => place.homeTeamId !== null && place.awayTeamId !== null);
    return whole.length === 1 ? whole[0] : undefined;
  }

  function byOthers(row: EventRow): Place | undefined {
    const seen = leaguesOfKey.get(row.sportKey ?? '');
    const [only, ...rest] = [...(seen?.keys() ?? [])];
    return only === undefined || rest.length > 0 ? undefined : placeIn(only, row);
  }

  function find(row: EventRow): Place | undefined {
    if (stated !== undefined) return placeIn(stated, row);
    const place = byNames(row);
    if (place === undefined) return byOthers(row);
    const key = row.sportKey ?? '';
    const counts = leaguesOfKey.get(key) ?? new Map<League, number>();
    leaguesOfKey.set(key, counts.set(place.league, (counts.get(place.league) ?? 0) + 1));
    return place;
  }

  function placeOf(row: EventRow): Place | undefined {
    const { providerEventId, home, away, sportKey = '' } = row;
    // A name may have line breaks, an id has none.
    const key = `${providerEventId}\n${home.length}\n${home}${away.length}\n${away}${sportKey}`;
    const place = known.get(key) ?? find(row);
    if (place !== undefined) known.set(key, place);
    return place;
  }

  return {
    place: placeOf,
    sportOf: (row) => placeOf(row)?.league.sport,
  };
}
