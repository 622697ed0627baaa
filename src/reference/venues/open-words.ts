import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import { placeGames } from './learn-venues.ts';
import { loadVenueUses, loadVenues } from './load-venues.ts';
import { type VenueMatcher, createVenueMatcher } from './match-venue.ts';
import { venueForm } from './venue-form.ts';
import { createVenueUses } from './venue-uses.ts';

/** Words of schedules of which a person has to say which place they mean; field names as they are published. */
export type VenueQuestion = {
  sport: Sport;
  league: string;
  words: string;
  games: number;
  home_teams: readonly string[];
  candidates: readonly { id: number; name: string; city: string | null }[];
  /** The commands that answer: one for each candidate, and one for a place of its own. */
  answers: readonly string[];
};

/** The words of games whose place is open, and that may mean several places or one of another name. */
export async function venueQuestions(executor: Executor): Promise<VenueQuestion[]> {
  const { waiting, matcher } = await loadWaiting(executor);
  const asked = waiting.flatMap((row) => {
    const answer = matcher.match(row);
    return answer.kind === 'ambiguous' ? [{ ...row, candidates: answer.candidates }] : [];
  });
  return [...Map.groupBy(asked, ({ leagueId, name }) => `${leagueId} ${venueForm(name)}`).values()].flatMap(
    (rows) => {
      const [first] = rows;
      if (!first) return [];
      const { sport, league, name: words } = first;
      const candidates = [
        ...new Map(rows.flatMap((row) => row.candidates).map((one) => [one.id, one])).values(),
      ];
      return {
        sport,
        league,
        words,
        games: rows.reduce((sum, row) => sum + row.count, 0),
        home_teams: [...new Set(rows.map(({ team }) => team))],
        candidates: candidates.map(({ id, name, city }) => ({ id, name, city })),
        answers: [
          ...candidates.map(({ id }) =>
            commandWords('venues alias add', {
              options: { '--venue': String(id), '--league': league, '--alias': words },
            }),
          ),
          commandWords('venues add', { options: { '--name': words, '--city': 'CITY', '--distinct': true } }),
        ],
      };
    },
  );
}

/** Says of games that wait with words alone where they are played, as far as that is known by now; returns how many. */
export async function placeWaitingGames(executor: Executor): Promise<number> {
  const { waiting, matcher } = await loadWaiting(executor);
  const placed = waiting.flatMap((row) => {
    const answer = matcher.match(row);
    return answer.kind === 'known' ? row.gameIds.map((gameId) => ({ gameId, venueId: answer.venueId })) : [];
  });
  await placeGames(executor, placed);
  return placed.length;
}

type WaitingRow = {
  sport: Sport;
  league: string;
  leagueId: number;
  homeTeamId: number;
  team: string;
  name: string;
  count: number;
  gameIds: readonly number[];
};

async function loadWaiting(executor: Executor): Promise<{ waiting: WaitingRow[]; matcher: VenueMatcher }> {
  const rows = await executor
    .select({
      sport: sports.displayName,
      league: leagues.name,
      leagueId: games.leagueId,
      homeTeamId: games.homeTeamId,
      team: teams.name,
      name: sql<string>`${games.venueName}`,
      count: sql<number>`count(*)::int`,
      gameIds: sql<number[]>`array_agg(${games.id})`,
    })
    .from(games)
    .innerJoin(sports, eq(sports.id, games.sportId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(teams, eq(teams.id, games.homeTeamId))
    .where(and(isNull(games.venueId), isNotNull(games.venueName)))
    .groupBy(sports.displayName, leagues.name, games.leagueId, games.homeTeamId, teams.name, games.venueName)
    .orderBy(asc(leagues.name), asc(games.venueName));
  const known = await loadVenues(executor);
  const uses = await loadVenueUses(executor, {
    teamIds: [...new Set(rows.map(({ homeTeamId }) => homeTeamId)), 0],
    forms: new Set(rows.map(({ name }) => venueForm(name))),
    known,
  });
  return {
    waiting: rows,
    matcher: createVenueMatcher(known, createVenueUses(uses)),
  };
}
