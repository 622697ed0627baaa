import { DateTime } from 'luxon';
import type { Random } from '../../../src/platform/random.ts';
import { pick, randomFor, randomInteger, shuffled } from '../sampling.ts';
import type { GameRequest } from '../simulated-api.ts';
import type { NbaTeam } from './nba-teams.ts';
import { type Matchup, seasonMatchups } from './season-matchups.ts';

/** Thirty teams make at most fifteen games a day. */
const MAX_GAMES_A_DAY = 15;
/** Days from the opening to the last day, a Sunday in April on which all thirty teams play. */
const LAST_DAY = 173;
/** Days after the opening without games, around the All-Star weekend. */
const BREAK = { firstDay: 115, lastDay: 120 };
/** How the games of a week fall on its days, Monday first. */
const WEEKDAY_SHARES: readonly number[] = [8, 6, 10, 4, 10, 8, 7];

/**
 * A regular season: 1,230 games, 82 for each team and 41 of them at home, mostly evening tip-offs in the home
 * team's time, no team twice on a day. The same seed and year give the same schedule, in order of tip-off.
 * `season` is the year in which it starts.
 */
export function generateNbaSeason({
  seed,
  season,
}: {
  seed: number;
  season: number;
}): readonly GameRequest[] {
  const random = randomFor(seed, 'season', season);
  const opening = openingDay(season);
  const matchups = shuffled(random, seasonMatchups());
  const finale = pickDay(matchups, MAX_GAMES_A_DAY);
  let waiting = matchups.filter((matchup) => !finale.has(matchup));
  const games: GameRequest[] = [];
  let playedYesterday: ReadonlySet<string> = new Set();

  for (let day = 0; waiting.length > 0; day += 1) {
    const date = opening.plus({ days: day });
    const isBreak = day >= BREAK.firstDay && day <= BREAK.lastDay;
    const wanted = isBreak ? 0 : gamesWanted(waiting.length, date.weekday, day);
    const chosen = pickDay(byUrgency(waiting, playedYesterday), wanted);
    for (const { home, away } of chosen) {
      const startMs = tipOff(random, date, home.hoursBehindEastern).toMillis();
      games.push({ home: home.code, away: away.code, startMs });
    }
    waiting = waiting.filter((matchup) => !chosen.has(matchup));
    playedYesterday = new Set([...chosen].flatMap(({ home, away }) => [home.code, away.code]));
  }

  const lastDay = opening.plus({ days: LAST_DAY });
  for (const { home, away } of finale) {
    // Two waves, at 13:00 and 15:30 Eastern, as on the league's last day.
    const start = lastDay.set(home.conference === 'East' ? { hour: 13 } : { hour: 15, minute: 30 });
    games.push({ home: home.code, away: away.code, startMs: start.toMillis() });
  }
  return games.sort((left, right) => left.startMs - right.startMs || left.home.localeCompare(right.home));
}

/** The first `wanted` matchups of the list in which no team plays twice. */
function pickDay(matchups: readonly Matchup[], wanted: number): ReadonlySet<Matchup> {
  const busy = new Set<NbaTeam>();
  const chosen = new Set<Matchup>();
  for (const matchup of matchups) {
    if (chosen.size >= wanted) break;
    if (busy.has(matchup.home) || busy.has(matchup.away)) continue;
    chosen.add(matchup);
    busy.add(matchup.home).add(matchup.away);
  }
  return chosen;
}

/** The season opens on the Tuesday from 18 to 24 October. */
function openingDay(season: number): DateTime {
  const earliest = DateTime.fromObject({ year: season, month: 10, day: 18 }, { zone: 'America/New_York' });
  return earliest.plus({ days: (2 - earliest.weekday + 7) % 7 });
}

function gamesWanted(waiting: number, weekday: number, day: number): number {
  const breakDays = day < BREAK.firstDay ? BREAK.lastDay - BREAK.firstDay + 1 : 0;
  // The last days before the finale are kept free for what does not fit elsewhere.
  const daysLeft = Math.max(1, LAST_DAY - 2 - day - breakDays);
  const average = WEEKDAY_SHARES.reduce((total, share) => total + share, 0) / WEEKDAY_SHARES.length;
  const share = (WEEKDAY_SHARES[weekday - 1] ?? average) / average;
  return Math.min(MAX_GAMES_A_DAY, Math.max(1, Math.ceil((waiting / daysLeft) * share)));
}

/** Teams with the most games left come first, and those that played the day before come late. */
function byUrgency(waiting: readonly Matchup[], playedYesterday: ReadonlySet<string>): Matchup[] {
  const left = new Map<NbaTeam, number>();
  for (const { home, away } of waiting)
    for (const team of [home, away]) left.set(team, (left.get(team) ?? 0) + 1);
  const urgency = (team: NbaTeam): number => (left.get(team) ?? 0) - (playedYesterday.has(team.code) ? 3 : 0);
  return waiting
    .map((matchup) => ({ matchup, urgency: urgency(matchup.home) + urgency(matchup.away) }))
    .sort((one, other) => other.urgency - one.urgency)
    .map(({ matchup }) => matchup);
}

function tipOff(random: Random, date: DateTime, hoursBehindEastern: number): DateTime {
  const isMatinee = date.weekday >= 6 && random() < 0.25;
  const hour = isMatinee ? randomInteger(random, 13, 17) : Math.min(22, 19 + hoursBehindEastern);
  return date.set({ hour, minute: pick(random, [0, 0, 30]), second: 0, millisecond: 0 });
}
