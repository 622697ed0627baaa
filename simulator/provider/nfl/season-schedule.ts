import { DateTime } from 'luxon';
import type { Random } from '../../../src/platform/random.ts';
import { randomFor, shuffled } from '../sampling.ts';
import type { GameRequest } from '../simulated-api.ts';
import { type Matchup, type Round, seasonRounds } from './season-matchups.ts';

/** Weeks before the first bye. */
const WEEKS_BEFORE_BYES = 4;
/** Bye weeks by division: one or two divisions rest in each week from the fifth to the eleventh. */
const BYE_OFFSETS = [0, 1, 2, 3, 4, 5, 6, 3] as const;
const LAST_WEEK = 18;

/** Sunday's kick-offs in Eastern time. */
const EARLY = { hour: 13, minute: 0 };
const LATE = { hour: 16, minute: 5 };
const LATE_FEATURED = { hour: 16, minute: 25 };
const SUNDAY_NIGHT = { hour: 20, minute: 20 };
const WEEKDAY_NIGHT = { hour: 20, minute: 15 };

/**
 * A regular season: 272 games in 18 weeks, 17 for each team and one week off, on Thursday, Sunday and Monday in
 * Eastern time. The same seed and year give the same schedule, in order of kick-off. `season` is the year in
 * which it starts.
 */
export function generateNflSeason({
  seed,
  season,
}: {
  seed: number;
  season: number;
}): readonly GameRequest[] {
  const random = randomFor(seed, 'nfl season', season);
  const opening = openingThursday(season);
  const games: GameRequest[] = [];
  let playedMonday: ReadonlySet<string> = new Set();
  for (const [index, week] of seasonWeeks(random, season).entries()) {
    const thursday = opening.plus({ weeks: index });
    const placed = placeWeek(shuffled(random, week), { isLast: index === LAST_WEEK - 1, playedMonday });
    playedMonday = new Set(placed.filter(({ day }) => day === 4).flatMap(({ matchup }) => codesOf(matchup)));
    for (const { matchup, day, time } of placed) {
      const startMs = thursday.plus({ days: day }).set(time).toMillis();
      games.push({ home: matchup.home.code, away: matchup.away.code, startMs });
    }
  }
  return games.sort((left, right) => left.startMs - right.startMs || left.home.localeCompare(right.home));
}

/**
 * The rounds as weeks. In the middle every division plays its six rounds among itself with a week off before one
 * of them, so that seven weeks hold six rounds.
 */
function seasonWeeks(random: Random, season: number): Round[] {
  const rounds = seasonRounds(random, season);
  const others = shuffled(random, rounds.others);
  const byes = shuffled(random, BYE_OFFSETS);
  const divisions = [...new Set(rounds.division.flat().map(({ home }) => divisionOf(home)))];
  const byeOf = new Map(divisions.map((division, index) => [division, byes[index] ?? 0]));
  const middle = Array.from({ length: rounds.division.length + 1 }, (_, week) =>
    divisions.flatMap((division) => {
      const bye = byeOf.get(division) ?? 0;
      if (week === bye) return [];
      const round = rounds.division[week < bye ? week : week - 1] ?? [];
      return round.filter(({ home }) => divisionOf(home) === division);
    }),
  );
  return [...others.slice(0, WEEKS_BEFORE_BYES), ...middle, ...others.slice(WEEKS_BEFORE_BYES)];
}

function divisionOf({ conference, division }: Matchup['home']): string {
  return `${conference} ${division}`;
}

type Placed = { matchup: Matchup; day: number; time: { hour: number; minute: number } };

/** Days count from Thursday. On the last weekend everybody plays on Sunday. */
function placeWeek(
  week: readonly Matchup[],
  { isLast, playedMonday }: { isLast: boolean; playedMonday: ReadonlySet<string> },
): Placed[] {
  const isRested = (matchup: Matchup): boolean => codesOf(matchup).every((code) => !playedMonday.has(code));
  const thursday = isLast ? undefined : week.find(isRested);
  const rest = week.filter((matchup) => matchup !== thursday);
  const [sundayNight, monday] = isLast ? [rest[0]] : rest;
  const afternoon = rest.filter((matchup) => matchup !== sundayNight && matchup !== monday);
  const placed: Placed[] = afternoon.map((matchup, index) => {
    // Nobody kicks off at ten in the morning, and one game of the east is shown to the whole country.
    const isWestern = matchup.home.hoursBehindEastern >= 2;
    const time = index === 0 ? LATE_FEATURED : isWestern ? LATE : EARLY;
    return { matchup, day: 3, time };
  });
  if (sundayNight) placed.push({ matchup: sundayNight, day: 3, time: SUNDAY_NIGHT });
  if (thursday) placed.push({ matchup: thursday, day: 0, time: WEEKDAY_NIGHT });
  if (monday) placed.push({ matchup: monday, day: 4, time: WEEKDAY_NIGHT });
  return placed;
}

function codesOf({ home, away }: Matchup): readonly string[] {
  return [home.code, away.code];
}

/** The season opens on the Thursday after Labor Day, the first Monday of September. */
export function openingThursday(season: number): DateTime {
  const first = DateTime.fromObject({ year: season, month: 9, day: 1 }, { zone: 'America/New_York' });
  return first.plus({ days: ((8 - first.weekday) % 7) + 3 });
}
