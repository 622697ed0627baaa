import type { ProviderGame, ProviderPlayer, ProviderTeam } from '../../../domain/box-score.ts';
import { NFL_TEAM_COUNTS, type NflTeamCount, type NflTeamLine } from '../../../domain/nfl-lines.ts';
import type { ScheduledGame } from '../../../domain/scheduled-game.ts';
import { placeOfProvider } from '../../../domain/venue.ts';
import { feetAndInches, pounds, shirtNumber, toldFacts } from '../../../domain/player-facts.ts';
import type { Game, RosterPlayer, Score, Team, TeamLine } from './schema.ts';
import { nflClock, nflStatus } from './status.ts';

/** A member of a team in a season, as the provider lists it. */
export type NflRosterPlayer = ProviderPlayer & {
  /** Position such as `QB` or `CB`; null where none is told. */
  position: string | null;
  jersey: number | null;
};

export type NflTeam = ProviderTeam & { city: string | null };

/** A game in our words; undefined when its start is not a moment. */
export function normaliseGame({ game, teams, scores }: Game): ProviderGame | undefined {
  const { timestamp } = game.date;
  if (timestamp === null || timestamp <= 0) return undefined;
  const [home, away] = [periodsOf(scores?.home), periodsOf(scores?.away)];
  // A period that one side alone has is one in which the other did not score.
  const periods = Math.max(home.length, away.length);
  const state = nflStatus(game.status);
  return {
    providerGameId: game.id,
    startMs: timestamp * 1_000,
    ...state,
    statusText: game.status.long ?? game.status.short ?? 'status missing',
    home: teamOf(teams.home),
    away: teamOf(teams.away),
    homeScore: scores?.home?.total ?? null,
    awayScore: scores?.away?.total ?? null,
    homePeriodScores: filledTo(periods, home),
    awayPeriodScores: filledTo(periods, away),
    ...(state.status === 'in_progress' ? { clock: nflClock(game.status) } : {}),
  };
}

/** The same with what a schedule tells. The moment is always given, also where it only holds a place. */
export function normaliseScheduledGame(row: Game): ScheduledGame | undefined {
  const game = normaliseGame(row);
  if (!game) return undefined;
  const { stage, week, venue } = row.game;
  return {
    ...game,
    isTimeKnown: true,
    stage,
    round: week,
    venue: venue?.name ?? null,
    venuePlace: placeOfProvider({ city: venue?.city }),
  };
}

function teamOf({ id, name, abbreviation, code }: Game['teams']['home']): ProviderTeam {
  return { providerTeamId: id, name, code: abbreviation ?? code };
}

/** Points by period up to the last one that was played. */
function periodsOf(score: Score): number[] {
  if (!score) return [];
  const periods = [score.quarter_1, score.quarter_2, score.quarter_3, score.quarter_4, score.overtime];
  const last = periods.findLastIndex((points) => points !== null);
  return periods.slice(0, last + 1).map((points) => points ?? 0);
}

function filledTo(length: number, periods: readonly number[]): number[] {
  return Array.from({ length }, (_, index) => periods[index] ?? 0);
}

/** `"Patrick Mahomes II"` has the first name Patrick. The API gives names in one piece only. */
export function playerOf(id: string, name: string): ProviderPlayer {
  const [firstName = '', ...rest] = name.split(/\s+/);
  if (rest.length === 0) return { providerPlayerId: id, firstName: '', lastName: firstName };
  return { providerPlayerId: id, firstName, lastName: rest.join(' ') };
}

/** A team's line; undefined while the provider has no statistics for it. */
export function normaliseTeamLine({ team, statistics }: TeamLine): NflTeamLine | undefined {
  if (!statistics) return undefined;
  const { first_downs: downs, yards, passing, rushings, turnovers } = statistics;
  const counts: Record<NflTeamCount, number | null | undefined> = {
    firstDowns: downs?.total,
    passingFirstDowns: downs?.passing,
    rushingFirstDowns: downs?.rushing,
    penaltyFirstDowns: downs?.from_penalties,
    thirdDownConversions: downs?.third_down_efficiency[0],
    thirdDownAttempts: downs?.third_down_efficiency[1],
    fourthDownConversions: downs?.fourth_down_efficiency[0],
    fourthDownAttempts: downs?.fourth_down_efficiency[1],
    plays: statistics.plays?.total,
    drives: yards?.total_drives,
    totalYards: yards?.total,
    netPassingYards: passing?.total,
    passingCompletions: passing?.comp_att[0],
    passingAttempts: passing?.comp_att[1],
    passingInterceptions: passing?.interceptions_thrown,
    timesSacked: passing?.sacks_yards_lost[0],
    sackYardsLost: passing?.sacks_yards_lost[1],
    rushingYards: rushings?.total,
    rushingAttempts: rushings?.attempts,
    redZoneScores: statistics.red_zone?.made_att[0],
    redZoneAttempts: statistics.red_zone?.made_att[1],
    penalties: statistics.penalties?.total[0],
    penaltyYards: statistics.penalties?.total[1],
    turnovers: turnovers?.total,
    fumblesLost: turnovers?.lost_fumbles,
    possessionSeconds: statistics.posession?.total,
    interceptions: statistics.interceptions?.total,
    fumblesRecovered: statistics.fumbles_recovered?.total,
    sacks: statistics.sacks?.total,
    safeties: statistics.safeties?.total,
    interceptionTouchdowns: statistics.int_touchdowns?.total,
    pointsAgainst: statistics.points_against?.total,
  };
  if (NFL_TEAM_COUNTS.every((name) => (counts[name] ?? null) === null)) return undefined;
  const known = Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [name, counts[name] ?? null]));
  return { ...(known as Record<NflTeamCount, number | null>), providerTeamId: team.id };
}

export function normaliseRosterPlayer(player: RosterPlayer): NflRosterPlayer {
  const { id, name, position, number, height, weight } = player;
  const facts = {
    jerseyNumber: shirtNumber(number),
    heightCm: feetAndInches(height),
    weightKg: pounds(weight),
  };
  return { ...playerOf(id, name ?? ''), position, jersey: number, ...toldFacts(facts) };
}

/** A franchise; undefined for the conferences' teams of the Pro Bowl, which have no city. */
export function normaliseTeam({ id, name, code, city }: Team): NflTeam | undefined {
  if (name === null || name === 'AFC' || name === 'NFC') return undefined;
  return { providerTeamId: id, name, code, city };
}
