import { DateTime } from 'luxon';
import type { GameClock } from '../../../domain/game-clock.ts';
import type { ProviderGame, ProviderPlayer, ProviderTeam } from '../../../domain/box-score.ts';
import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../../domain/nba-lines.ts';
import type { ScheduledGame } from '../../../domain/scheduled-game.ts';
import { birthDay, shirtNumber, toldFacts, within } from '../../../domain/player-facts.ts';
import { placeOfProvider } from '../../../domain/venue.ts';
import type { Game, PlayerLine, RosterPlayer, Team, TeamLine } from './schema.ts';
import { periodOf, timeLeft } from '../../reading/clocks.ts';
import { nbaStatus } from './status.ts';

/** A member of a team in a season, as the provider lists it. */
export type NbaRosterPlayer = ProviderPlayer & {
  /** Position such as `G` or `F-C`; null where none is told. */
  position: string | null;
  jersey: number | null;
  /** False for a player who is no longer with an NBA team; null where it is not told. */
  isActive: boolean | null;
};

/** An NBA franchise. */
export type NbaTeam = ProviderTeam & { city: string | null; nickname: string | null };

/** A game in our words; undefined when its start is not a moment. */
export function normaliseGame(game: Game): ProviderGame | undefined {
  const start = DateTime.fromISO(game.date.start, { zone: 'utc' });
  if (!start.isValid) return undefined;
  const { home, visitors } = game.teams;
  const state = nbaStatus(game.status.short);
  return {
    providerGameId: game.id,
    startMs: start.toMillis(),
    ...state,
    statusText: game.status.long ?? `status ${game.status.short ?? 'missing'}`,
    home: { providerTeamId: home.id, name: home.name, code: home.code },
    away: { providerTeamId: visitors.id, name: visitors.name, code: visitors.code },
    homeScore: game.scores.home.points,
    awayScore: game.scores.visitors.points,
    homePeriodScores: game.scores.home.linescore,
    awayPeriodScores: game.scores.visitors.linescore,
    ...(state.status === 'in_progress' ? { clock: clockOf(game) } : {}),
  };
}

function clockOf({ status, periods }: Game): GameClock {
  const isHalftime = status.halftime === true;
  const period = isHalftime ? 2 : periodOf(periods?.current);
  const time = isHalftime ? null : timeLeft(status.clock);
  const isBreak = isHalftime || (periods?.endOfPeriod === true && time === null);
  return { period, isBreak, isShootout: false, time };
}

/** The same with what a schedule tells. This API has no word for a time that is still to be decided. */
export function normaliseScheduledGame(row: Game): ScheduledGame | undefined {
  const game = normaliseGame(row);
  if (!game) return undefined;
  const stage = row.stage === null ? null : String(row.stage);
  const { name: venue = null, state: region, ...place } = row.arena ?? {};
  return {
    ...game,
    isTimeKnown: true,
    stage,
    round: null,
    venue,
    venuePlace: placeOfProvider({ ...place, region }),
  };
}

export function normalisePlayerLine(line: PlayerLine): NbaPlayerLine {
  return {
    player: {
      providerPlayerId: line.player.id,
      firstName: line.player.firstname ?? '',
      lastName: line.player.lastname ?? '',
    },
    providerTeamId: line.team.id,
    secondsPlayed: line.min ?? 0,
    // The API gives a position in a box score to the five starters only.
    startPosition: line.pos,
    comment: line.comment,
    ...counts(line),
  };
}

/** A team's line; undefined while the provider has no statistics for it. */
export function normaliseTeamLine({ team, statistics }: TeamLine): NbaTeamLine | undefined {
  const line = statistics[0];
  if (!line) return undefined;
  return {
    providerTeamId: team.id,
    secondsPlayed: line.min,
    fastBreakPoints: line.fastBreakPoints,
    pointsInPaint: line.pointsInPaint,
    secondChancePoints: line.secondChancePoints,
    pointsOffTurnovers: line.pointsOffTurnovers,
    biggestLead: line.biggestLead,
    longestRun: line.longestRun,
    ...counts(line),
  };
}

export function normaliseRosterPlayer(player: RosterPlayer): NbaRosterPlayer {
  const league = player.leagues?.standard;
  return {
    providerPlayerId: player.id,
    firstName: player.firstname ?? '',
    lastName: player.lastname ?? '',
    position: league?.pos ?? null,
    jersey: league?.jersey ?? null,
    isActive: league?.active ?? null,
    ...toldFacts({
      birthDate: birthDay(player.birth?.date),
      jerseyNumber: shirtNumber(league?.jersey),
      heightCm: within((player.height?.meters ?? 0) * 100, 100, 260),
      weightKg: within(player.weight?.kilograms, 30, 250),
      // 0 for those who have never played.
      fromYear: within(player.nba?.start, 1900, 2100),
    }),
  };
}

/** A franchise of the NBA; undefined for the all-star, foreign and summer-league teams of the same list. */
export function normaliseTeam(team: Team): NbaTeam | undefined {
  if (team.nbaFranchise !== true || team.allStar === true || team.name === null) return undefined;
  return {
    providerTeamId: team.id,
    name: team.name,
    code: team.code,
    city: team.city,
    nickname: team.nickname,
  };
}

type RawCounts = Pick<
  PlayerLine,
  | 'points'
  | 'fgm'
  | 'fga'
  | 'ftm'
  | 'fta'
  | 'tpm'
  | 'tpa'
  | 'offReb'
  | 'defReb'
  | 'totReb'
  | 'assists'
  | 'pFouls'
  | 'steals'
  | 'turnovers'
  | 'blocks'
  | 'plusMinus'
>;

function counts(line: RawCounts): NbaCounts {
  return {
    points: line.points,
    fieldGoalsMade: line.fgm,
    fieldGoalsAttempted: line.fga,
    threePointersMade: line.tpm,
    threePointersAttempted: line.tpa,
    freeThrowsMade: line.ftm,
    freeThrowsAttempted: line.fta,
    offensiveRebounds: line.offReb,
    defensiveRebounds: line.defReb,
    totalRebounds: line.totReb,
    assists: line.assists,
    steals: line.steals,
    blocks: line.blocks,
    turnovers: line.turnovers,
    personalFouls: line.pFouls,
    plusMinus: line.plusMinus,
  };
}
