import { describe, expect, it } from 'vitest';
import { NBA_TEAMS } from '../../../src/reference/built-in/nba.ts';
import { NFL_TEAMS } from '../../../src/reference/built-in/nfl.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';

const resolvers = new Map(
  ['NBA', 'NFL', 'MLS', 'Premier League', 'La Liga', 'Bundesliga', 'Serie A', 'Ligue 1'].map((league) => [
    league,
    createTeamResolver(referenceResolvableTeams(league), []),
  ]),
);

function resolve(league: string, name: string) {
  return resolvers.get(league)!.resolve(name);
}

describe('a city and a nickname, however short', () => {
  it.each([
    ['NBA', NBA_TEAMS],
    ['NFL', NFL_TEAMS],
  ] as const)('stand for the team in the %s', (league, teams) => {
    for (const { name, abbreviation, nickname, city } of teams) {
      const initials = city
        .split(' ')
        .map((word) => word.charAt(0))
        .join('');
      const starts = [
        abbreviation,
        ...(initials.length > 1 ? [initials, initials.replaceAll(/(.)/g, '$1.')] : []),
      ];
      for (const start of [...starts, `${city.slice(0, 4)}.`]) {
        expect([`${start} ${nickname}`, resolve(league, `${start} ${nickname}`)]).toMatchObject([
          `${start} ${nickname}`,
          { ok: true, teamKey: name },
        ]);
      }
    }
  });

  it.each([
    ['NBA', 'LAC Clippers', 'LA Clippers'],
    ['NBA', 'Golden St. Warriors', 'Golden State Warriors'],
    ['NBA', 'Philly 76ers', 'Philadelphia 76ers'],
    ['NBA', 'Phila. Sixers', 'Philadelphia 76ers'],
    ['NBA', 'Minn. Wolves', 'Minnesota Timberwolves'],
    ['NBA', 'NOLA Pelicans', 'New Orleans Pelicans'],
    ['NFL', 'SD Chargers', 'Los Angeles Chargers'],
    ['NFL', 'OAK Raiders', 'Las Vegas Raiders'],
    ['NFL', 'Vegas Raiders', 'Las Vegas Raiders'],
    ['NFL', 'TB Bucs', 'Tampa Bay Buccaneers'],
    ['NFL', 'Indy', 'Indianapolis Colts'],
    ['NFL', 'New Eng.', 'New England Patriots'],
    ['NBA', 'Okla. City', 'Oklahoma City Thunder'],
    ['MLS', 'New York RB', 'New York Red Bulls'],
    ['MLS', 'SJ Quakes', 'San Jose Earthquakes'],
    ['MLS', 'Sp. Kansas City', 'Sporting Kansas City'],
  ])('in %s, %s is %s', (league, name, expected) => {
    expect(resolve(league, name)).toMatchObject({ ok: true, teamKey: expected });
  });

  it('of two teams stand for neither', () => {
    expect(resolve('NFL', 'Los Angeles Raiders').ok).toBe(false);
    expect(resolve('NBA', 'NY Lakers').ok).toBe(false);
    expect(resolve('NFL', 'NY')).toMatchObject({ reason: 'ambiguous_team' });
  });
});

describe('abbreviated words of a club', () => {
  it.each([
    ['Premier League', "Nott'ham Forest", 'Nottingham Forest FC'],
    ['Premier League', 'Nott\u2019ham Forest', 'Nottingham Forest FC'],
    ['Premier League', 'Nott. Forest', 'Nottingham Forest FC'],
    ['Premier League', "W'hampton", 'Wolverhampton Wanderers FC'],
    ['Premier League', 'Cr. Palace', 'Crystal Palace FC'],
    ['Premier League', 'Brighton HA', 'Brighton & Hove Albion FC'],
    ['La Liga', 'R. Betis', 'Real Betis Balompié'],
    ['La Liga', 'R Sociedad', 'Real Sociedad de Fútbol'],
    ['La Liga', 'Ath. Bilbao', 'Athletic Club'],
    ['La Liga', 'At. Madrid', 'Club Atlético de Madrid'],
    ['La Liga', 'R. Madrid', 'Real Madrid CF'],
    ['La Liga', 'Dep. La Coruña', 'RC Deportivo La Coruña'],
    ['Bundesliga', 'Bor. Dortmund', 'Borussia Dortmund'],
    ['Bundesliga', "Bor. M'gladbach", 'Borussia Mönchengladbach'],
    ['Bundesliga', 'Eintr. Frankfurt', 'Eintracht Frankfurt'],
    ['Bundesliga', 'B. Leverkusen', 'Bayer 04 Leverkusen'],
    ['Bundesliga', 'SV W. Bremen', 'SV Werder Bremen'],
    ['Bundesliga', 'Borussia D.', 'Borussia Dortmund'],
    ['Bundesliga', '1. FC Koeln', '1. FC Köln'],
    ['Bundesliga', 'SC Freib.', 'SC Freiburg'],
    ['Premier League', "AFC B'mouth", 'AFC Bournemouth'],
    ['MLS', "Vancouver W'caps", 'Vancouver Whitecaps'],
    ['Serie A', 'H. Verona', 'Hellas Verona FC'],
    ['Ligue 1', 'Ol. Lyon', 'Olympique Lyonnais'],
    ['Ligue 1', 'St. Rennais', 'Stade Rennais FC 1901'],
  ])('in %s, %s is %s', (league, name, expected) => {
    expect(resolve(league, name)).toMatchObject({ ok: true, teamKey: expected });
  });

  it('that fit two clubs are refused with both', () => {
    for (const name of ['Bor.', 'bor', 'Borussia']) {
      expect(resolve('Bundesliga', name)).toMatchObject({
        reason: 'ambiguous_team',
        suggestions: ['Borussia Dortmund', 'Borussia Mönchengladbach'],
      });
    }
    expect(resolve('Premier League', 'Man.')).toMatchObject({
      suggestions: ['Manchester City FC', 'Manchester United FC'],
    });
    expect(resolve('MLS', 'United')).toMatchObject({ reason: 'ambiguous_team' });
  });

  it.each([
    ['Premier League', 'M. City'],
    ['Premier League', 'Sheff Wed'],
    ['Bundesliga', 'Ein. Braunschweig'],
    ['La Liga', 'Sp. Gijón'],
    ['La Liga', 'R.'],
    ['Ligue 1', 'Stade B.'],
    ['Serie A', 'S.S. Bremen'],
  ])('say too little, or belong to another club: %s, %s', (league, name) => {
    expect(resolve(league, name)).toMatchObject({ ok: false, reason: 'unknown_team' });
  });
});
