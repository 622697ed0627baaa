import { NBA_TEAMS, type NbaTeam } from './nba-teams.ts';

export type Matchup = { home: NbaTeam; away: NbaTeam };

/**
 * Who plays whom in a regular season, by the league's formula: four games against each of the four teams of the
 * own division; against the ten others of the conference four games with six of them and three with four; two
 * games against each of the fifteen teams of the other conference. That makes 82 games and 41 at home.
 */
export function seasonMatchups(): readonly Matchup[] {
  const matchups: Matchup[] = [];
  for (const [index, team] of NBA_TEAMS.entries()) {
    for (const other of NBA_TEAMS.slice(index + 1)) {
      const [atTeam, atOther] = homeGames(team, other);
      for (let count = 0; count < atTeam; count += 1) matchups.push({ home: team, away: other });
      for (let count = 0; count < atOther; count += 1) matchups.push({ home: other, away: team });
    }
  }
  return matchups;
}

/** How often each of two teams is at home against the other. */
function homeGames(team: NbaTeam, other: NbaTeam): readonly [number, number] {
  if (team.conference !== other.conference) return [1, 1];
  if (team.division === other.division) return [2, 2];
  // Two divisions of five meet in a circle: each team has two opponents with three games only, one of them with
  // the odd game at home.
  const isInOrder = team.division < other.division;
  const [first, second] = isInOrder ? [team, other] : [other, team];
  const step = (placeInDivision(second) - placeInDivision(first) + 5) % 5;
  const [atFirst, atSecond] = step === 0 ? [2, 1] : step === 1 ? [1, 2] : [2, 2];
  return isInOrder ? [atFirst, atSecond] : [atSecond, atFirst];
}

function placeInDivision(team: NbaTeam): number {
  return NBA_TEAMS.filter(({ division }) => division === team.division).indexOf(team);
}
