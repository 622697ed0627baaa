import { DateTime } from 'luxon';
import type { Tree } from './feed-writer.ts';

const EASTERN = 'America/New_York';

/** The clock of the field `time`, which knows no summer: Eastern standard time all the year. */
const WITHOUT_SUMMER = 'UTC-5';

/** What the provider's ids begin at; no two providers have the same. */
export const FIRST_IDS = { match: 400_000, team: 1_000, player: 500_000 } as const;

/** A match as every feed has it. */
export type MatchFacts = {
  id: number;
  startMs: number;
  /** Undefined before the start: then the start itself stands in its place. */
  status: string | undefined;
  /** Time left of the period; absent where none runs. */
  timer?: string;
  venue: string;
  home: SideFacts;
  away: SideFacts;
};

export type SideFacts = { id: number; name: string; periods: readonly number[] };

/** The day of a match as its feed counts days. */
export function feedDay(startMs: number): string {
  return DateTime.fromMillis(startMs, { zone: EASTERN }).toFormat('dd.MM.yyyy');
}

export function matchTree(
  { id, startMs, status, timer = '', venue, home, away }: MatchFacts,
  more: Tree = {},
): Tree {
  const time = DateTime.fromMillis(startMs, { zone: WITHOUT_SUMMER }).toFormat('h:mm a');
  return {
    id: String(FIRST_IDS.match + id),
    date: DateTime.fromMillis(startMs, { zone: EASTERN }).toFormat('MMM dd'),
    formatted_date: feedDay(startMs),
    time,
    timezone: 'EST',
    datetime_utc: DateTime.fromMillis(startMs, { zone: 'utc' }).toFormat('dd.MM.yyyy HH:mm'),
    status: status ?? time,
    timer,
    attendance: '',
    venue_name: venue,
    hometeam: [sideTree(home)],
    awayteam: [sideTree(away)],
    ...more,
  };
}

function sideTree({ id, name, periods }: SideFacts): Tree {
  const [q1 = '', q2 = '', q3 = '', q4 = ''] = periods.map(String);
  const ot = periods.slice(4);
  const sum = (list: readonly number[]): string =>
    list.length === 0 ? '' : String(list.reduce((total, points) => total + points, 0));
  return {
    id: String(FIRST_IDS.team + id),
    name,
    totalscore: sum(periods),
    q1,
    q2,
    q3,
    q4,
    ot: sum(ot),
  };
}
