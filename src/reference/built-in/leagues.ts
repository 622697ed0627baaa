import type { League, SeasonForm, SlateRules } from '../../domain/league.ts';
import { MLB_LEAGUE } from './mlb.ts';
import { NHL_LEAGUE } from './nhl.ts';

/**
 * Seasons that begin in the second half of a year and are over by the end of July after it. The weeks before July are
 * the season's that ends: in that overlap a file of the next season would otherwise pass with its first weeks.
 */
const AUTUMN_TO_SUMMER = { firstMonth: 7, months: 13, label: 'two_years' } as const;

/** European leagues end with relegation play-offs in early June and publish fixtures from mid-June. */
const EUROPEAN: SeasonForm = { ...AUTUMN_TO_SUMMER, turnsOn: '06-15' };

/**
 * Only the seasons of 2019-20 ran past July (NBA until 2020-10-11, the football leagues until 2020-08-02), and those of
 * 2020-21 began accordingly late.
 */
const PANDEMIC = { year: 2019, last: '2020-10-31' } as const;

/**
 * A double round-robin: each club receives each other club once. Rules of the competitions of the five leagues; so in
 * all published seasons, in which a postponed game may bring both legs within a week.
 */
const EUROPEAN_SLATES = { hasOneClock: true, meetings: 'once' } as const satisfies SlateRules;

const european = (
  league: Pick<League, 'code' | 'name' | 'country' | 'timezone' | 'aliases' | 'ids'>,
  startingHours: NonNullable<SlateRules['startingHours']>,
): League => ({
  sport: 'FOOTBALL',
  ...league,
  season: EUROPEAN,
  slates: { ...EUROPEAN_SLATES, startingHours },
  windows: [PANDEMIC],
});

/**
 * The leagues that come with the program; the rows of the table are what counts.
 *
 * API-Sports ids: API-NBA v2 `standard`, American Football v1 league 1, API-Football v3 league list.
 *
 * Starting hours are counted over published schedules of 2000 to 2026: NBA 6,359 games from 12:00 to 23:00; NFL 7,554,
 * from 9:00 to 10:00 (in Europe) and from 12:00 on, of which 25 after 21:00; Premier League 1,520 from 12:00 to 20:30,
 * with 11:30 of earlier years; La Liga 1,520 from 14:00 to 22:30, with 12:00 and 13:00 of this decade; Bundesliga 1,224
 * from 15:30 to 20:45, with 13:00 to 14:30 of second halves; Serie A 1,140 from 12:30 to 21:00; Ligue 1 992 from 13:00
 * to 21:30; MLS 6,050 from 12:00 to midnight, all but 8.
 */
export const REFERENCE_LEAGUES: readonly League[] = [
  {
    sport: 'NBA',
    code: 'NBA',
    name: 'NBA',
    country: 'USA',
    timezone: 'America/New_York',
    aliases: [],
    ids: { 'api-sports': 'standard' },
    // The finals end in June, the schedule comes out in August.
    season: { ...AUTUMN_TO_SUMMER, turnsOn: '07-01' },
    slates: {
      hasOneClock: false,
      // Teams may meet on two days running, at the same place as well: Golden State at Minnesota on 25 and 26 January 2026.
      meetings: 'any',
      startingHours: [['11:30', '23:10']],
      // No season of our time but that of 2020 has begun before the second half of October.
      opensOn: '10-15',
    },
    windows: [PANDEMIC, { year: 2020, first: '2020-12-01' }],
  },
  {
    sport: 'NFL',
    code: 'NFL',
    name: 'NFL',
    country: 'USA',
    timezone: 'America/New_York',
    aliases: [],
    ids: { 'api-sports': '1' },
    // The Super Bowl is in February, the schedule comes out in May.
    season: { ...AUTUMN_TO_SUMMER, turnsOn: '04-01' },
    slates: {
      hasOneClock: false,
      meetings: 'weekly',
      calendar: 'labor_day',
      startingHours: [
        ['09:00', '09:59'],
        ['12:00', '20:59'],
        ['22:00', '22:30'],
      ],
    },
    windows: [PANDEMIC],
  },
  NHL_LEAGUE,
  MLB_LEAGUE,
  european(
    {
      code: 'EPL',
      name: 'Premier League',
      country: 'England',
      timezone: 'Europe/London',
      aliases: ['English Premier League', 'E0', 'en.1', 'eng.1'],
      ids: { 'api-sports': '39' },
    },
    [['11:00', '21:00']],
  ),
  european(
    {
      code: 'LALIGA',
      name: 'La Liga',
      country: 'Spain',
      timezone: 'Europe/Madrid',
      aliases: ['Primera División', 'Primera Division', 'SP1', 'es.1', 'esp.1'],
      ids: { 'api-sports': '140' },
    },
    [['12:00', '22:45']],
  ),
  european(
    {
      code: 'BUNDESLIGA',
      name: 'Bundesliga',
      country: 'Germany',
      timezone: 'Europe/Berlin',
      aliases: ['D1', 'de.1', 'ger.1'],
      ids: { 'api-sports': '78' },
    },
    [['12:30', '21:30']],
  ),
  european(
    {
      code: 'SERIEA',
      name: 'Serie A',
      country: 'Italy',
      timezone: 'Europe/Rome',
      aliases: ['I1', 'it.1', 'ita.1'],
      ids: { 'api-sports': '135' },
    },
    [['12:00', '21:30']],
  ),
  european(
    {
      code: 'LIGUE1',
      name: 'Ligue 1',
      country: 'France',
      timezone: 'Europe/Paris',
      aliases: ['F1', 'fr.1', 'fra.1'],
      ids: { 'api-sports': '61' },
    },
    [['12:30', '21:45']],
  ),
  {
    sport: 'FOOTBALL',
    code: 'MLS',
    name: 'MLS',
    country: 'USA',
    timezone: 'America/New_York',
    aliases: ['Major League Soccer', 'USA', 'usa.1'],
    ids: { 'api-sports': '253' },
    // A season is a calendar year.
    season: { firstMonth: 1, months: 13, turnsOn: '01-01', label: 'one_year' },
    slates: {
      hasOneClock: false,
      meetings: 'fortnightly',
      startingHours: [
        ['11:30', '23:59'],
        ['00:00', '00:59'],
      ],
      // Files in British time have the evenings of the west coast on the day after.
      lateDays: 1,
    },
    windows: [],
  },
];
