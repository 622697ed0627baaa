import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { games } from '../../db/schema/games.ts';
import { seasons, teams } from '../../db/schema/reference.ts';
import { type Meetings, type SeasonLabel, namesOf } from '../../domain/league.ts';
import { believableDates, seasonLabel } from '../../domain/season.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import { type Sport, hasBoxScores, withoutBoxScores } from '../../domain/sport.ts';
import { type StoredLeague, loadStoredLeagues } from './load-leagues.ts';

/** A league as it is published. */
export type LeagueListing = {
  id: number;
  sport: Sport;
  code: string;
  name: string;
  country: string | null;
  timezone: string;
  aliases: readonly string[];
  season_first_month: number;
  season_months: number;
  /** The day (`MM-DD`) from which the next season counts. */
  season_turns_on: string;
  season_label: SeasonLabel;
  meetings: Meetings;
  has_one_clock: boolean;
  /** Spans of the day (`12:00-22:30`) at which games start; empty where they are not known. */
  starting_hours: readonly string[];
  /** Ids at providers, by the provider. */
  ids: Readonly<Record<string, string>>;
  learned_by: 'reference' | 'person';
  /** Those that count as teams of the league today. */
  teams: number;
  /** What the league has instead, where box scores of its sport are not collected; null where they are. */
  not_collected: string | null;
};

/** A season of a league: its games, and the days between which they are believed. */
export type LeagueSeasonView = {
  season: number;
  label: string;
  games: number;
  first_day: string;
  last_day: string;
  starts_on: string | null;
  ends_on: string | null;
};

export type LeagueDetail = LeagueListing & {
  seasons: readonly LeagueSeasonView[];
  /** What does not work for want of something, with the command that helps; empty where all works. */
  missing: readonly string[];
};

export type LeagueFilter = { sport?: Sport | undefined };

export async function listLeagues(db: Executor, { sport }: LeagueFilter): Promise<LeagueListing[]> {
  const found = (await loadStoredLeagues(db)).filter(
    (league) => sport === undefined || league.sport === sport,
  );
  return withTeams(db, found);
}

/** Which league is meant: by our id, or by its name, its code or another of its names. */
export type LeagueQuestion = { id: number } | (LeagueFilter & { name: string });

export async function showLeague(db: Executor, question: LeagueQuestion): Promise<LeagueDetail | undefined> {
  const found = (await loadStoredLeagues(db)).find((league) => isAsked(league, question));
  const [listed] = found ? await withTeams(db, [found]) : [];
  if (!found || !listed) return undefined;
  return { ...listed, seasons: await seasonsOf(db, found), missing: missingOf(listed) };
}

function isAsked(league: StoredLeague, question: LeagueQuestion): boolean {
  if ('id' in question) return league.id === question.id;
  const wanted = question.name.trim().toLowerCase();
  return (
    (question.sport === undefined || league.sport === question.sport) &&
    namesOf(league).some((spelling) => spelling.toLowerCase() === wanted)
  );
}

async function withTeams(db: Executor, found: readonly StoredLeague[]): Promise<LeagueListing[]> {
  if (found.length === 0) return [];
  const counts = await db
    .select({ leagueId: teams.leagueId, teams: sql<number>`count(*)::int` })
    .from(teams)
    .where(
      and(
        inArray(
          teams.leagueId,
          found.map(({ id }) => id),
        ),
        isNull(teams.lastSeason),
      ),
    )
    .groupBy(teams.leagueId);
  const byLeague = new Map(counts.map((row) => [row.leagueId, row.teams]));
  return found.map((league) => toListing(league, byLeague.get(league.id) ?? 0));
}

function toListing({ season, slates, ...league }: StoredLeague, count: number): LeagueListing {
  return {
    id: league.id,
    sport: league.sport,
    code: league.code,
    name: league.name,
    country: league.country,
    timezone: league.timezone,
    aliases: league.aliases,
    season_first_month: season.firstMonth,
    season_months: season.months,
    season_turns_on: season.turnsOn,
    season_label: season.label,
    meetings: slates.meetings,
    has_one_clock: slates.hasOneClock,
    starting_hours: (slates.startingHours ?? []).map(([from, to]) => `${from}-${to}`),
    ids: Object.fromEntries(
      Object.entries(league.ids).flatMap(([provider, id]) => (id === undefined ? [] : [[provider, id]])),
    ),
    learned_by: league.learnedBy,
    teams: count,
    not_collected: hasBoxScores(league.sport) ? null : withoutBoxScores(league.sport),
  };
}

async function seasonsOf(db: Executor, league: StoredLeague): Promise<LeagueSeasonView[]> {
  const [played, days] = await Promise.all([
    db
      .select({ year: seasons.year, games: sql<number>`count(*)::int` })
      .from(games)
      .innerJoin(seasons, eq(seasons.id, games.seasonId))
      .where(eq(games.leagueId, league.id))
      .groupBy(seasons.year),
    db
      .select()
      .from(leagueSeasons)
      .where(eq(leagueSeasons.leagueId, league.id))
      .orderBy(asc(leagueSeasons.seasonYear)),
  ]);
  const counts = new Map(played.map((row) => [row.year, row.games]));
  const known = new Map(days.map((row) => [row.seasonYear, row]));
  const years = [...new Set([...counts.keys(), ...known.keys()])].toSorted((one, other) => other - one);
  return years.map((year) => {
    const { first, last } = believableDates(league, year);
    return {
      season: year,
      label: seasonLabel(league, year),
      games: counts.get(year) ?? 0,
      first_day: first,
      last_day: last,
      starts_on: known.get(year)?.startsOn ?? null,
      ends_on: known.get(year)?.endsOn ?? null,
    };
  });
}

/** What a league cannot do yet. */
function missingOf({ sport, name, ids, teams: count }: LeagueListing): string[] {
  const options = { '--sport': sport, '--league': name };
  const add = scoracleCommand('teams add', { options: { ...options, '--name': 'NAME' } });
  const link = scoracleCommand('leagues update', { options: { ...options, '--id': 'PROVIDER=ID' } });
  return [
    ...(count === 0 ? [`No team is known, so that no row of a schedule can be read: ${add}`] : []),
    ...(Object.keys(ids).length === 0 && hasBoxScores(sport)
      ? [
          `No provider's id is known, so that schedules come from files and box scores, rosters and refreshes cannot be asked for: ${link}`,
        ]
      : []),
  ];
}
