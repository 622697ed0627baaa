import type { Membership } from '../../../src/analytics/standings/season-record.ts';

/** Divisions of the NFL since 2002, by the codes of today. */
const NFL: Readonly<Record<string, string>> = {
  'AFC East': 'BUF MIA NE NYJ',
  'AFC North': 'BAL CIN CLE PIT',
  'AFC South': 'HOU IND JAX TEN',
  'AFC West': 'DEN KC LV LAC',
  'NFC East': 'DAL NYG PHI WAS',
  'NFC North': 'CHI DET GB MIN',
  'NFC South': 'ATL CAR NO TB',
  'NFC West': 'ARI LA SEA SF',
};

/** Divisions of the NBA since 2004, by the last words of names. */
const NBA: Readonly<Record<string, string>> = {
  'East Atlantic': 'Celtics Nets Knicks 76ers Raptors',
  'East Central': 'Bulls Cavaliers Pistons Pacers Bucks',
  'East Southeast': 'Hawks Hornets Heat Magic Wizards',
  'West Northwest': 'Nuggets Timberwolves Thunder Blazers Jazz',
  'West Pacific': 'Warriors Clippers Lakers Suns Kings',
  'West Southwest': 'Mavericks Rockets Grizzlies Pelicans Spurs',
};

function membersOf(divisions: Readonly<Record<string, string>>): ReadonlyMap<string, Membership> {
  return new Map(
    Object.entries(divisions).flatMap(([division, teams]) =>
      teams.split(' ').map((team) => [team, { division, conference: division.split(' ')[0] ?? '' }]),
    ),
  );
}

export const NFL_MEMBERS = membersOf(NFL);
export const NBA_MEMBERS = membersOf(NBA);
