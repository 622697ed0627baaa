import { type SQL, and, asc, desc, eq, inArray, isNull, max } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { leagues, players, seasons, sports, teamRosters, teams } from '../../db/schema/reference.ts';
import type { SeasonYear } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import { type TeamRefusal, leagueOf, teamOf, unknownTeam } from '../teams/team-lookup.ts';
import { loadTeamDirectory } from '../teams/team-directory.ts';

/** Somebody whom a provider lists, or listed, as a player of a team in a season. */
export type RosterEntry = {
  player_id: number;
  player: string;
  position: string | null;
  first_listed_at: Date;
  last_listed_at: Date;
  /** When the list was first without the player; null while listed. */
  left_at: Date | null;
};

/** A team's players in a season; field names as they are published. */
export type RosterListing = {
  sport: Sport;
  league: string;
  team_id: number;
  team: string;
  /** The season shown; null where no list of any season is known. */
  season: SeasonYear | null;
  /** The seasons whose lists are known, newest first. */
  seasons: readonly SeasonYear[];
  /** Those who are listed, by name, and then those who have left. */
  players: readonly RosterEntry[];
};

export type RosterQuestion = { season?: SeasonYear | undefined } & (
  | { teamId: number }
  | { sport: Sport; league?: string | undefined; team: string }
);

export type RosterReader = {
  /** Whom a team lists in a season; in the newest that is known without one. */
  show: (question: RosterQuestion) => Promise<({ ok: true } & RosterListing) | TeamRefusal>;
  /** The players whom teams list in their newest seasons, by name; teams without a list are left out. */
  listed: (teamIds: readonly number[]) => Promise<ReadonlyMap<number, ListedTeam>>;
};

export type ListedTeam = { season: SeasonYear; players: readonly string[] };

export function createRosterReader({ db }: { db: Database }): RosterReader {
  return {
    show: (question) => showRoster(db, question),
    listed: (teamIds) => listNewest(db, teamIds),
  };
}

async function showRoster(
  db: Database,
  question: RosterQuestion,
): Promise<({ ok: true } & RosterListing) | TeamRefusal> {
  const found =
    'teamId' in question ? { ok: true as const, id: question.teamId } : await findTeam(db, question);
  if (!found.ok) return found;
  const [team] = await db
    .select({ id: teams.id, team: teams.name, league: leagues.name, sport: sports.displayName })
    .from(teams)
    .innerJoin(leagues, eq(leagues.id, teams.leagueId))
    .innerJoin(sports, eq(sports.id, teams.sportId))
    .where(eq(teams.id, found.id));
  if (!team)
    return { ok: false, reason: 'not_found', message: `There is no team ${found.id}.`, suggestions: [] };
  const known = await db
    .selectDistinct({ year: seasons.year })
    .from(teamRosters)
    .innerJoin(seasons, eq(seasons.id, teamRosters.seasonId))
    .where(eq(teamRosters.teamId, team.id))
    .orderBy(desc(seasons.year));
  const years = known.map(({ year }) => year);
  const season = question.season ?? years[0] ?? null;
  return {
    ok: true,
    sport: team.sport,
    league: team.league,
    team_id: team.id,
    team: team.team,
    season,
    seasons: years,
    players: season === null ? [] : await entriesOf(db, team.id, season),
  };
}

async function findTeam(
  db: Database,
  question: Extract<RosterQuestion, { team: string }>,
): Promise<{ ok: true; id: number } | TeamRefusal> {
  const { sport, team } = question;
  const league = await leagueOf(db, sport, question.league);
  if (!league.ok) return league;
  const directory = await loadTeamDirectory(db, sport);
  const resolver = directory.resolverOf(league.name);
  const found = await teamOf(db, directory.leagueIdOf(league.name), team, resolver);
  return found ? { ok: true, id: found.id } : unknownTeam(team, league.name, resolver);
}

function entriesOf(db: Database, teamId: number, season: SeasonYear): Promise<RosterEntry[]> {
  const isIt: SQL | undefined = and(eq(teamRosters.teamId, teamId), eq(seasons.year, season));
  return db
    .select({
      player_id: players.id,
      player: players.fullName,
      position: players.position,
      first_listed_at: teamRosters.firstListedAt,
      last_listed_at: teamRosters.lastListedAt,
      left_at: teamRosters.leftAt,
    })
    .from(teamRosters)
    .innerJoin(players, eq(players.id, teamRosters.playerId))
    .innerJoin(seasons, eq(seasons.id, teamRosters.seasonId))
    .where(isIt)
    .orderBy(desc(isNull(teamRosters.leftAt)), asc(players.fullName), asc(players.id));
}

async function listNewest(
  db: Database,
  teamIds: readonly number[],
): Promise<ReadonlyMap<number, ListedTeam>> {
  if (teamIds.length === 0) return new Map();
  const newest = db
    .select({ teamId: teamRosters.teamId, year: max(seasons.year).as('newest_year') })
    .from(teamRosters)
    .innerJoin(seasons, eq(seasons.id, teamRosters.seasonId))
    .where(inArray(teamRosters.teamId, [...teamIds]))
    .groupBy(teamRosters.teamId)
    .as('newest');
  const rows = await db
    .select({ teamId: teamRosters.teamId, season: seasons.year, player: players.fullName })
    .from(teamRosters)
    .innerJoin(seasons, eq(seasons.id, teamRosters.seasonId))
    .innerJoin(newest, and(eq(newest.teamId, teamRosters.teamId), eq(newest.year, seasons.year)))
    .innerJoin(players, eq(players.id, teamRosters.playerId))
    .where(isNull(teamRosters.leftAt))
    .orderBy(asc(players.fullName));
  return new Map(
    [...Map.groupBy(rows, ({ teamId }) => teamId)].map(([teamId, listed]) => [
      teamId,
      { season: listed[0]?.season ?? 0, players: listed.map(({ player }) => player) },
    ]),
  );
}
