import { DateTime } from 'luxon';
import { randomFor, shuffled } from '../sampling.ts';
import type { GameRequest } from '../simulated-api.ts';
import { type Club, FOOTBALL_LEAGUES, type FootballLeague } from './clubs.ts';
import { kickOffSlots, type Slot } from './kick-off-slots.ts';
import { roundRobin } from './round-robin.ts';

/** Rounds of a league that does not play everybody twice: MLS plays 34, like a European league of eighteen. */
const MLS_ROUNDS = 34;

/** Weekends without league matches, as weeks after the first: international dates in autumn and spring. */
const FREE_WEEKS: ReadonlySet<number> = new Set([3, 8, 13, 32]);

/**
 * The season of all six leagues: 2,262 matches of the leagues and the seven of the MLS Cup, in order of kick-off.
 * The same seed and year give the same schedule. `season` is the year in which it starts.
 */
export function generateFootballSeason({
  seed,
  season,
}: {
  seed: number;
  season: number;
}): readonly GameRequest[] {
  return FOOTBALL_LEAGUES.flatMap((league) => leagueSeason(league, seed, season)).sort(
    (one, other) => one.startMs - other.startMs || one.home.localeCompare(other.home),
  );
}

/** A league's season: everybody twice, at home and away, mostly at weekends in the league's own time. */
function leagueSeason(league: FootballLeague, seed: number, season: number): GameRequest[] {
  const random = randomFor(seed, 'football season', league.id, season);
  const clubs = shuffled(random, league.clubs);
  const isMls = league.name === 'Major League Soccer';
  const rounds = isMls ? roundRobin(clubs).slice(0, MLS_ROUNDS) : roundRobin(clubs);
  const weekends = weekendsOf(league, season, isMls);
  const games = rounds.flatMap((pairs, round) => {
    const isLast = round === rounds.length - 1;
    const { friday, isMidweek } = dateOf(round, rounds.length, weekends);
    const slots = kickOffSlots(league.name, pairs.length, { isMidweek, isLast });
    return shuffled(random, pairs).map(([home, away], index) => request(home, away, friday, slots[index]));
  });
  return isMls ? [...games, ...cup(clubs, season, league.timezone)] : games;
}

function request(home: Club, away: Club, friday: DateTime, slot: Slot = { day: 1, hour: 15, minute: 0 }) {
  const start = friday.plus({ days: slot.day }).set({ hour: slot.hour, minute: slot.minute });
  return { home: home.name, away: away.name, startMs: start.toMillis() };
}

/** Fridays on which rounds may begin, first to last: mid-August to late May, for MLS late February to October. */
function weekendsOf({ timezone }: FootballLeague, season: number, isMls: boolean): DateTime[] {
  const earliest = DateTime.fromObject(
    { year: season, month: isMls ? 2 : 8, day: isMls ? 20 : 14 },
    { zone: timezone },
  );
  const first = earliest.plus({ days: (5 - earliest.weekday + 7) % 7 });
  const count = isMls ? 34 : 41;
  return Array.from({ length: count }, (_, week) => week)
    .filter((week) => isMls || !FREE_WEEKS.has(week))
    .map((week) => first.plus({ weeks: week }));
}

/** Spreads the rounds over the weekends; what does not fit is played in the weeks between. */
function dateOf(
  round: number,
  rounds: number,
  weekends: readonly DateTime[],
): { friday: DateTime; isMidweek: boolean } {
  const midweeks = Math.max(0, rounds - weekends.length);
  // Midweek rounds lie evenly among the others and never at the ends.
  const isMidweek = midweeks > 0 && isSpread(round, rounds, midweeks);
  const before = Array.from({ length: round }, (_, earlier) => earlier).filter(
    (earlier) => midweeks === 0 || !isSpread(earlier, rounds, midweeks),
  ).length;
  const weekendRounds = rounds - midweeks;
  const place = isMidweek ? Math.max(0, before - 1) : before;
  const index = weekendRounds <= 1 ? 0 : Math.floor((place * (weekends.length - 1)) / (weekendRounds - 1));
  const friday = weekends[index];
  if (!friday) throw new RangeError(`round ${round + 1} has no weekend`);
  return { friday, isMidweek };
}

function isSpread(round: number, rounds: number, chosen: number): boolean {
  const step = rounds / (chosen + 1);
  return Array.from({ length: chosen }, (_, index) => Math.round(step * (index + 1))).includes(round);
}

/** The MLS Cup's last eight: drawn, because nobody knows yet who will win. */
function cup(clubs: readonly Club[], season: number, zone: string): GameRequest[] {
  const stages = [
    { clubs: clubs.slice(0, 8), day: 1 },
    { clubs: clubs.slice(0, 4), day: 22 },
    { clubs: clubs.slice(0, 2), day: 36 },
  ];
  const start = DateTime.fromObject({ year: season, month: 11, day: 1, hour: 19, minute: 30 }, { zone });
  return stages.flatMap(({ clubs: left, day }) =>
    Array.from({ length: left.length / 2 }, (_, index) => index).flatMap((index) => {
      const [home, away] = [left[index], left[left.length - 1 - index]];
      if (!home || !away) return [];
      const startMs = start.plus({ days: day + index }).toMillis();
      return [{ home: home.name, away: away.name, startMs, isKnockout: true }];
    }),
  );
}
