import { membersOf } from '../members-of.ts';

/** The first season with eight divisions. */
const SINCE = 2002;

const DIVISIONS = membersOf({
  'AFC East': 'Buffalo Bills, Miami Dolphins, New England Patriots, New York Jets',
  'AFC North': 'Baltimore Ravens, Cincinnati Bengals, Cleveland Browns, Pittsburgh Steelers',
  'AFC South': 'Houston Texans, Indianapolis Colts, Jacksonville Jaguars, Tennessee Titans',
  'AFC West': 'Denver Broncos, Kansas City Chiefs, Las Vegas Raiders, Los Angeles Chargers',
  'NFC East': 'Dallas Cowboys, New York Giants, Philadelphia Eagles, Washington Commanders',
  'NFC North': 'Chicago Bears, Detroit Lions, Green Bay Packers, Minnesota Vikings',
  'NFC South': 'Atlanta Falcons, Carolina Panthers, New Orleans Saints, Tampa Bay Buccaneers',
  'NFC West': 'Arizona Cardinals, Los Angeles Rams, San Francisco 49ers, Seattle Seahawks',
});

/** Conferences and divisions of the NFL by the names that come with the program; before 2002 others held. */
export function nflDivisions(seasonYear: number): typeof DIVISIONS | undefined {
  return seasonYear < SINCE ? undefined : DIVISIONS;
}
