/** The fields of the native layouts with the names under which a column or key may stand, as `columnKey` has them. */
export const NATIVE_FIELDS = {
  date: [
    'date',
    'gamedate',
    'gameday',
    'matchdate',
    'startdate',
    'eventdate',
    'fixturedate',
    'kickoffdate',
    'datetime',
    'gamedatetime',
    'matchdatetime',
    'startdatetime',
    'startsat',
    'kickoffat',
    'commencetime',
    'scheduledat',
  ],
  time: [
    'time',
    'gametime',
    'starttime',
    'gamestarttime',
    'kickoff',
    'kickofftime',
    'tipoff',
    'tipofftime',
    'tiptime',
    'matchtime',
    'eventtime',
    'scheduledtime',
    'begintime',
    'start',
    'starts',
    'tip',
    'ko',
    'kotime',
    'uhrzeit',
    'ansto',
    'anstoss',
    'hora',
    'heure',
    'orario',
  ],
  home: ['hometeam', 'home', 'homename', 'hometeamname', 'homeclub'],
  away: ['awayteam', 'away', 'awayname', 'awayteamname', 'awayclub', 'visitor', 'visitorteam'],
  league: ['league', 'competition'],
  season: ['season'],
  venue: ['venue', 'venuename', 'stadium', 'arena', 'location'],
  venue_city: ['venuecity', 'stadiumcity', 'arenacity'],
  venue_country: ['venuecountry', 'stadiumcountry', 'arenacountry'],
  week: ['week', 'matchday', 'matchweek', 'gameweek', 'roundnumber'],
  round: ['round'],
  game_type: ['gametype'],
  weekday: ['weekday', 'dayofweek', 'dow', 'day', 'wochentag', 'wkday'],
  timezone: ['timezone', 'zone', 'tz'],
  external_game_id: ['externalgameid', 'externalid', 'gameid', 'id'],
  status: ['status'],
  home_score: ['homescore', 'homepoints', 'homegoals'],
  away_score: ['awayscore', 'awaypoints', 'awaygoals'],
  neutral: ['neutral', 'neutralsite', 'isneutralsite'],
} as const satisfies Record<string, readonly string[]>;

export type NativeField = keyof typeof NATIVE_FIELDS;

export const NATIVE_FIELD_NAMES = Object.keys(NATIVE_FIELDS) as readonly NativeField[];

/** Whether a column of this key holds dates or times, so that its name may tell their zone. */
export function isTimedKey(key: string): boolean {
  return [...NATIVE_FIELDS.date, ...NATIVE_FIELDS.time].some((candidate) => candidate === key);
}

/** Reads yes or no however a spreadsheet writes it. */
export function isYes(text: string | undefined): boolean {
  return /^(1|y|yes|true|neutral)$/i.test(text?.trim() ?? '');
}
