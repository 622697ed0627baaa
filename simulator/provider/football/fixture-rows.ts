import { clubOf, footballLeague } from './clubs.ts';
import { type MatchResult, type Score, scoreOf } from './match-result.ts';
import { isAwarded, isFinal, type MatchState, STATUS_WORDS } from './match-state.ts';
import type { Match } from './matches.ts';

/** What a match that was decided without play counts. */
const AWARDED: Score = { home: 3, away: 0 };

/** A club as it appears inside other rows. The logos lead nowhere. */
export function clubRow(clubId: number) {
  const { id, name } = clubOf(clubId);
  return { id, name, logo: `https://logos.simulated.invalid/football/${id}.png` };
}

/** The league as it appears inside a match. */
export function leagueRow(leagueId: number) {
  const { id, name, country } = footballLeague(leagueId);
  return {
    id,
    name,
    country,
    logo: `https://logos.simulated.invalid/football/leagues/${id}.png`,
    flag: `https://logos.simulated.invalid/flags/${id}.svg`,
  };
}

/** A row of `/fixtures`, without what `ids` embeds. */
export function fixtureRow(match: Match, round: string, result: MatchResult, state: MatchState) {
  const goals = goalsSoFar(result, state);
  const seconds = Math.floor(state.startMs / 1_000);
  const hasBegun = state.elapsed !== null;
  const { city } = clubOf(match.homeId);
  return {
    fixture: {
      id: match.id,
      referee: hasBegun ? 'A. Whistler' : null,
      timezone: 'UTC',
      date: new Date(state.startMs).toISOString().replace('.000Z', '+00:00'),
      timestamp: seconds,
      // Derived from the schedule, as recorded: the second half always begins an hour after the first.
      periods: { first: hasBegun ? seconds : null, second: isFinal(state.status) ? seconds + 3_600 : null },
      venue: { id: match.id % 5 < 2 ? null : match.homeId, name: `${city} Stadium`, city },
      status: {
        long: STATUS_WORDS[state.status],
        short: state.status,
        elapsed: state.elapsed,
        extra: state.status === 'FT' ? result.stoppage : null,
      },
    },
    league: { ...leagueRow(match.leagueId), season: match.season, round, standings: true },
    teams: {
      home: { ...clubRow(match.homeId), winner: winner(result, state, goals, 'home') },
      away: { ...clubRow(match.awayId), winner: winner(result, state, goals, 'away') },
    },
    goals: goals ?? NO_SCORE,
    score: phaseScores(result, state, goals),
  };
}

const NO_SCORE = { home: null, away: null };

function goalsSoFar(result: MatchResult, { status, elapsed }: MatchState): Score | null {
  if (isAwarded(status)) return AWARDED;
  if (elapsed === null) return null;
  return scoreOf(result.goals.filter(({ minute }) => isFinal(status) || minute <= elapsed));
}

function phaseScores(result: MatchResult, { status, elapsed }: MatchState, goals: Score | null) {
  const { halftime, fulltime, extraTime, shootout } = result;
  if (isAwarded(status)) {
    return { halftime: NO_SCORE, fulltime: AWARDED, extratime: NO_SCORE, penalty: NO_SCORE };
  }
  const isFirstHalf = elapsed !== null && elapsed <= 45;
  const kicks = shootout && {
    home: shootout.home.filter(Boolean).length,
    away: shootout.away.filter(Boolean).length,
  };
  return {
    // During the first half it follows the score, as recorded.
    halftime: goals === null ? NO_SCORE : isFirstHalf ? goals : halftime,
    fulltime: isFinal(status) || (elapsed ?? 0) > 90 ? fulltime : NO_SCORE,
    extratime: isFinal(status) && extraTime ? extraTime : NO_SCORE,
    penalty: status === 'PEN' && kicks ? kicks : NO_SCORE,
  };
}

/** Null for a draw, and before there are goals; the shoot-out decides where there was one. */
function winner(
  { shootout }: MatchResult,
  { status }: MatchState,
  goals: Score | null,
  side: 'home' | 'away',
): boolean | null {
  if (goals === null) return null;
  const other = side === 'home' ? 'away' : 'home';
  const made = (name: 'home' | 'away'): number =>
    goals[name] + (status === 'PEN' ? (shootout?.[name] ?? []).filter(Boolean).length : 0);
  return made(side) === made(other) ? null : made(side) > made(other);
}
