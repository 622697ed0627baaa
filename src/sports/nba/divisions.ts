import { membersOf } from '../members-of.ts';

/** The first season with six divisions. */
const SINCE = 2004;

const DIVISIONS = membersOf({
  'East Atlantic': 'Boston Celtics, Brooklyn Nets, New York Knicks, Philadelphia 76ers, Toronto Raptors',
  'East Central': 'Chicago Bulls, Cleveland Cavaliers, Detroit Pistons, Indiana Pacers, Milwaukee Bucks',
  'East Southeast': 'Atlanta Hawks, Charlotte Hornets, Miami Heat, Orlando Magic, Washington Wizards',
  'West Northwest':
    'Denver Nuggets, Minnesota Timberwolves, Oklahoma City Thunder, Portland Trail Blazers, Utah Jazz',
  'West Pacific': 'Golden State Warriors, LA Clippers, Los Angeles Lakers, Phoenix Suns, Sacramento Kings',
  'West Southwest':
    'Dallas Mavericks, Houston Rockets, Memphis Grizzlies, New Orleans Pelicans, San Antonio Spurs',
});

/** Conferences and divisions of the NBA by the names that come with the program; before 2004-05 others held. */
export function nbaDivisions(seasonYear: number): typeof DIVISIONS | undefined {
  return seasonYear < SINCE ? undefined : DIVISIONS;
}
