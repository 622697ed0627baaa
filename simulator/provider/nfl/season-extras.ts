import type { DateTime } from 'luxon';
import { leagueRow, sideRow } from './game-rows.ts';
import { STATUSES } from './game-state.ts';
import { NFL_TEAMS } from './nfl-teams.ts';
import { openingThursday } from './season-schedule.ts';

/** A row of `/games` that is no game of the season. */
export type ExtraRow = { id: number; startMs: number; row: object };

/** Ids below all others of the simulated league. */
const FIRST_ID = 9_000;

const HOUR_MS = 3_600_000;
const NOBODY = { id: 0, name: null, abbreviation: null, logo: null };

type Listed = {
  stage: string;
  week: string;
  start: DateTime;
  home: object;
  away: object;
  isCalledOff?: boolean;
};

/**
 * What a season's list holds beside its 272 games, so that it has 335 rows as the real one of 2024: 49 exhibition games,
 * the first of them called off in the third quarter and `FT` all the same, 13 play-off games whose teams are not
 * known, and the Pro Bowl, whose teams are the conferences.
 */
export function seasonExtras(season: number, nowMs: number): readonly ExtraRow[] {
  const opening = openingThursday(season);
  return [...exhibitions(opening), ...playOffs(opening)].map((listed, index) => {
    const id = FIRST_ID + 100 * (season % 50) + index;
    const startMs = listed.start.toMillis();
    return { id, startMs, row: row(listed, { id, startMs, season, isOver: nowMs >= startMs + 3 * HOUR_MS }) };
  });
}

function exhibitions(opening: DateTime): Listed[] {
  const teams = NFL_TEAMS.map(({ id }) => id);
  const game = (home = 0, away = 0, week: string, start: DateTime): Listed => ({
    stage: 'Pre Season',
    week,
    start,
    home: sideRow(home),
    away: sideRow(away),
  });
  const first = opening.minus({ weeks: 5 }).set({ hour: 20 });
  const weeks = [1, 2, 3].flatMap((week) => {
    const start = opening
      .minus({ weeks: 5 - week })
      .plus({ days: 2 })
      .set({ hour: 19 });
    const visitors = [...teams.slice(16 + week), ...teams.slice(16, 16 + week)];
    return teams.slice(0, 16).map((home, index) => game(home, visitors[index], `Week ${week}`, start));
  });
  return [{ ...game(teams[0], teams[20], 'Hall of Fame Weekend', first), isCalledOff: true }, ...weeks];
}

function playOffs(opening: DateTime): Listed[] {
  const rounds = [
    { week: 'Wild Card', games: 6, after: 18 },
    { week: 'Divisional Round', games: 4, after: 19 },
    { week: 'Conference Championships', games: 2, after: 20 },
    { week: 'Super Bowl', games: 1, after: 22 },
  ];
  const games = rounds.flatMap(({ week, games: count, after }) =>
    Array.from({ length: count }, (_, index) => ({
      stage: 'Post Season',
      week,
      start: opening.plus({ weeks: after, days: 3 }).set({ hour: 13 + 3 * (index % 3) }),
      home: NOBODY,
      away: NOBODY,
    })),
  );
  const conference = (id: number, name: string) => ({ id, name, abbreviation: name, logo: null });
  const proBowl = {
    stage: 'Post Season',
    week: 'Pro Bowl',
    start: opening.plus({ weeks: 21, days: 3 }).set({ hour: 15 }),
    home: conference(33, 'AFC'),
    away: conference(34, 'NFC'),
  };
  return [...games, proBowl];
}

function row(
  { stage, week, home, away, isCalledOff = false }: Listed,
  { id, startMs, season, isOver }: { id: number; startMs: number; season: number; isOver: boolean },
): object {
  const moment = new Date(startMs).toISOString();
  const isFinal = isOver && home !== NOBODY;
  const score = (points: number) => ({
    quarter_1: isFinal ? points : null,
    quarter_2: isFinal ? 3 : null,
    quarter_3: isFinal ? 7 : null,
    quarter_4: isFinal && !isCalledOff ? 0 : null,
    overtime: null,
    total: isFinal ? points + 10 : null,
  });
  return {
    game: {
      id,
      stage,
      week,
      date: {
        timezone: 'UTC',
        date: moment.slice(0, 10),
        time: moment.slice(11, 16),
        timestamp: Math.floor(startMs / 1_000),
      },
      venue: { name: null, city: null },
      status: { ...(isFinal ? STATUSES.finished : STATUSES.notStarted), timer: null },
    },
    league: leagueRow(season),
    teams: { home, away },
    scores: { home: score(7), away: score(id % 7) },
  };
}
