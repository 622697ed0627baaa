/** The fields of the native layouts with the names under which a column or key may stand, as `columnKey` has them. */
export const NATIVE_FIELDS = {
  date: ['date', 'gamedate', 'gameday', 'matchdate', 'datetime', 'startsat', 'kickoffat'],
  time: ['time', 'gametime', 'starttime', 'kickoff', 'kickofftime', 'tipoff'],
  home: ['hometeam', 'home', 'homename', 'hometeamname', 'homeclub'],
  away: ['awayteam', 'away', 'awayname', 'awayteamname', 'awayclub', 'visitor', 'visitorteam'],
  league: ['league', 'competition'],
  season: ['season'],
  venue: ['venue', 'venuename', 'stadium', 'arena', 'location'],
  week: ['week', 'matchday', 'matchweek', 'gameweek', 'roundnumber'],
  round: ['round'],
  game_type: ['gametype'],
  timezone: ['timezone', 'zone', 'tz'],
  external_game_id: ['externalgameid', 'externalid', 'gameid', 'id'],
  status: ['status'],
  home_score: ['homescore', 'homepoints', 'homegoals'],
  away_score: ['awayscore', 'awaypoints', 'awaygoals'],
  neutral: ['neutral', 'neutralsite', 'isneutralsite'],
} as const satisfies Record<string, readonly string[]>;

export type NativeField = keyof typeof NATIVE_FIELDS;

export const NATIVE_FIELD_NAMES = Object.keys(NATIVE_FIELDS) as readonly NativeField[];

/** Reads yes or no however a spreadsheet writes it. */
export function isYes(text: string | undefined): boolean {
  return /^(1|y|yes|true|neutral)$/i.test(text?.trim() ?? '');
}
