import { and, asc, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { games } from '../../../db/schema/games.ts';
import { leagues, seasons, sports, teams } from '../../../db/schema/reference.ts';
import { pointDeductions } from '../../../db/schema/standings.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import { type StandingsRules, rulesOfSeason } from '../../../sports/standings-rules.ts';
import type { DatedGame, Deduction, TableSeason } from '../days-of-table.ts';
import type { Membership } from '../season-record.ts';

/** A league whose regulations are known. */
export type LeagueWithTable = { id: number; rules: StandingsRules };

/** The leagues with a table: those of these ids, or all of them. */
export async function leaguesWithTables(
  tx: Executor,
  leagueIds: readonly number[] | undefined,
): Promise<readonly LeagueWithTable[]> {
  const rows = await tx
    .select({ id: leagues.id, code: leagues.code, name: leagues.name, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(leagueIds === undefined ? undefined : inArray(leagues.id, [...leagueIds]))
    .orderBy(asc(leagues.id));
  return rows.flatMap(({ id, code, name, sport }) => {
    const rules = SPORT_FACTS[sport].standings?.(code ?? name);
    return rules === undefined ? [] : [{ id, rules }];
  });
}

/** All that the tables of a season follow from; teams by their ids as texts. */
export async function readTableSeason(
  tx: Executor,
  { id, rules }: LeagueWithTable,
  seasonYear: number,
): Promise<TableSeason> {
  const scheduled = await readScheduled(tx, id, seasonYear);
  const clubs = await readClubs(tx, new Set(scheduled.flatMap(({ home, away }) => [home, away])));
  return {
    rules: rulesIn(rules, seasonYear),
    games: scheduled.flatMap(finalOf),
    members: membersIn(rules, seasonYear, clubs),
    deductions: [...(await readDeductions(tx, { id, rules }, seasonYear, clubs))],
  };
}

/** Games of the regular season in the order of play, those to come with them; a schedule that does not say it means that. */
function readScheduled(tx: Executor, leagueId: number, seasonYear: number) {
  return tx
    .select({
      day: games.slateDate,
      home: games.homeTeamId,
      away: games.awayTeamId,
      homeScore: games.homeScore,
      awayScore: games.awayScore,
      status: games.status,
    })
    .from(games)
    .innerJoin(seasons, and(eq(seasons.id, games.seasonId), eq(seasons.year, seasonYear)))
    .where(
      and(
        eq(games.leagueId, leagueId),
        ne(games.status, 'cancelled'),
        or(isNull(games.gameType), eq(games.gameType, 'regular')),
      ),
    )
    .orderBy(asc(games.slateDate), asc(games.gameDatetime), asc(games.id));
}

type Scheduled = Awaited<ReturnType<typeof readScheduled>>[number];

/** Awarded results count for a table as they stand, unlike for ratings. */
function finalOf({ day, home, away, homeScore, awayScore, status }: Scheduled): DatedGame[] {
  const isFinal = status === 'completed' || status === 'awarded';
  if (!isFinal || homeScore === null || awayScore === null) return [];
  return [{ day, home: String(home), away: String(away), homeScore, awayScore }];
}

type Club = { id: number; referenceName: string | null };

async function readClubs(tx: Executor, ids: ReadonlySet<number>): Promise<readonly Club[]> {
  if (ids.size === 0) return [];
  return tx
    .select({ id: teams.id, referenceName: teams.referenceName })
    .from(teams)
    .where(inArray(teams.id, [...ids]));
}

/** Where nobody knows the divisions of a season, none of the comparisons that ask for them is made. */
function rulesIn(known: StandingsRules, seasonYear: number): StandingsRules {
  const { rules } = rulesOfSeason(known, seasonYear);
  const hasDivisions = rules.divisionTieBreaks !== undefined;
  if (!hasDivisions || rules.membersIn?.(seasonYear) !== undefined) return rules;
  return { tieBreaks: { two: [], more: [] }, parting: 'split' };
}

const NOWHERE: Membership = { conference: '', division: '' };

function membersIn(
  rules: StandingsRules,
  seasonYear: number,
  clubs: readonly Club[],
): ReadonlyMap<string, Membership> {
  const known = rules.membersIn?.(seasonYear);
  return new Map(
    clubs.map(({ id, referenceName }) => [String(id), known?.get(referenceName ?? '') ?? NOWHERE]),
  );
}

/** What people say of a decision counts before what comes with the program. */
async function readDeductions(
  tx: Executor,
  { id, rules }: LeagueWithTable,
  seasonYear: number,
  clubs: readonly Club[],
): Promise<readonly Deduction[]> {
  const said = await tx
    .select({
      team: pointDeductions.teamId,
      decidedOn: pointDeductions.decidedOn,
      points: pointDeductions.points,
    })
    .from(pointDeductions)
    .where(and(eq(pointDeductions.leagueId, id), eq(pointDeductions.seasonYear, seasonYear)));
  const idOf = new Map(clubs.map((club) => [club.referenceName, club.id]));
  const known = (rules.deductions ?? []).flatMap((one) => {
    const team = one.seasonYear === seasonYear ? idOf.get(one.team) : undefined;
    return team === undefined ? [] : [{ team, decidedOn: one.decidedOn, points: one.points }];
  });
  const all = new Map([...known, ...said].map((one) => [`${one.team} ${one.decidedOn}`, one]));
  return [...all.values()]
    .filter(({ points }) => points !== 0)
    .map(({ team, decidedOn, points }) => ({ team: String(team), decidedOn, points }))
    .toSorted((a, b) => (a.decidedOn + a.team < b.decidedOn + b.team ? -1 : 1));
}
