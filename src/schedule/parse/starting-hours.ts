import { LEAGUES } from '../../domain/league.ts';
import { clockInZone } from './local-time.ts';

type Span = readonly [from: string, to: string];

/**
 * When games of a league start, by the clocks of its zone. Counted over published schedules of 2000 to 2026: NBA
 * 6,359 games from 12:00 to 23:00; NFL 7,554, from 9:00 to 10:00 (in Europe) and from 12:00 on, of which 25 after
 * 21:00; Premier League 1,520 from 12:00 to 20:30, with 11:30 of earlier years; La Liga 1,520 from 14:00 to 22:30,
 * with 12:00 and 13:00 of this decade; Bundesliga 1,224 from 15:30 to 20:45, with 13:00 to 14:30 of second halves;
 * Serie A 1,140 from 12:30 to 21:00; Ligue 1 992 from 13:00 to 21:30; MLS 6,050 from 12:00 to midnight, all but 8.
 */
const STARTING_HOURS: Readonly<Record<string, readonly Span[]>> = {
  NBA: [['11:30', '23:10']],
  NFL: [
    ['09:00', '09:59'],
    ['12:00', '20:59'],
    ['22:00', '22:30'],
  ],
  'Premier League': [['11:00', '21:00']],
  'La Liga': [['12:00', '22:45']],
  Bundesliga: [['12:30', '21:30']],
  'Serie A': [['12:00', '21:30']],
  'Ligue 1': [['12:30', '21:45']],
  MLS: [
    ['11:30', '23:59'],
    ['00:00', '00:59'],
  ],
};

/** Whether games of the league start at this time of day; of a league without a table it is not known. */
export function isStartingHour(leagueName: string, startMs: number): boolean | undefined {
  const spans = STARTING_HOURS[leagueName];
  const zone = LEAGUES.find((league) => league.name === leagueName)?.timezone;
  if (!spans || zone === undefined) return undefined;
  const clock = clockInZone(startMs, zone);
  return spans.some(([from, to]) => clock >= from && clock <= to);
}
