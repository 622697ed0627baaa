import { describe, expect, it } from 'vitest';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import { referenceTeams } from '../../../src/reference/built-in/reference-teams.ts';
import { compactForm, coreForm, plainForm } from '../../../src/reference/names/name-forms.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver, type TeamResolution } from '../../../src/reference/names/team-resolver.ts';
import { trigramSimilarity } from '../../../src/reference/names/trigram-similarity.ts';

function resolve(leagueName: string, name: string): TeamResolution {
  return createTeamResolver(referenceResolvableTeams(leagueName), []).resolve(name);
}

function nameOf(leagueName: string, name: string): string {
  const resolution = resolve(leagueName, name);
  return resolution.ok ? String(resolution.teamKey) : resolution.reason;
}

const ofToday = (league: string) =>
  referenceTeams(league).filter(({ lastSeason }) => lastSeason === undefined);

describe('the reference data', () => {
  it('has the teams of every league', () => {
    const counts = Object.fromEntries(REFERENCE_LEAGUES.map(({ name }) => [name, ofToday(name).length]));
    expect(counts).toEqual({
      NBA: 30,
      NFL: 32,
      NHL: 32,
      MLB: 30,
      'Premier League': 27,
      'La Liga': 29,
      Bundesliga: 25,
      'Serie A': 27,
      'Ligue 1': 25,
      MLS: 30,
    });
  });

  it('has clubs of the past, which are meant in their seasons alone', () => {
    const league = 'Premier League';
    const played = [{ teamKey: 'Stoke City FC', seasonYear: 2024 }];
    const resolver = createTeamResolver(referenceResolvableTeams(league), [], played);
    const meant = (name: string, seasonYear?: number) => {
      const found = resolver.resolve(name, seasonYear);
      return found.ok ? found.teamKey : found.reason;
    };
    expect([meant('West Brom', 2015), meant('Swansea', 2015)]).toEqual([
      'West Bromwich Albion FC',
      'Swansea City AFC',
    ]);
    expect([meant('Swansea', 2026), meant('Swansea'), meant('Stoke', 2023)]).toEqual(
      Array(3).fill('unknown_team'),
    );
    // A game that is known says that it was there.
    expect(meant('Stoke', 2024)).toBe('Stoke City FC');
    expect(resolver.pastTeam('Stoke City')?.name).toBe('Stoke City FC');
    expect(resolver.pastTeam('Stok City')).toBeUndefined();
    expect(nameOf('MLS', 'Chivas USA')).toBe('unknown_team');
  });

  it('takes the sure name of a club of the past for no typing error in one of today', () => {
    const club = (name: string, lastSeason?: number) => ({
      key: name,
      name,
      otherNames: [],
      sharedNames: [],
      compoundNames: [],
      lastSeason,
    });
    const [gone, today] = ['Brentholme Rovers', 'Brentholms Rovers'];
    const resolve = createTeamResolver([club(gone, 2001), club(today), club('Ashford Athletic')], []).resolve;
    for (const season of [undefined, 2026]) {
      expect(resolve(gone, season)).toMatchObject({ ok: false, reason: 'unknown_team', suggestions: [gone] });
    }
    expect(resolve(gone, 2000)).toMatchObject({ ok: true, teamKey: gone });
    expect(resolve('Brentholmss Rovers')).toMatchObject({ ok: true, teamKey: today, how: 'fuzzy' });
  });

  it.each(REFERENCE_LEAGUES.map(({ name }) => name))(
    'takes no club of the past of %s for one of today, whose name may be the nearest',
    (league) => {
      const resolver = createTeamResolver(referenceResolvableTeams(league), []);
      for (const { name, otherNames, lastSeason } of referenceResolvableTeams(league)) {
        if (lastSeason === undefined) continue;
        for (const each of [name, ...otherNames]) {
          for (const season of [undefined, lastSeason + 1]) {
            expect([each, season, resolver.resolve(each, season).ok]).toEqual([each, season, false]);
          }
        }
      }
    },
  );

  it.each(REFERENCE_LEAGUES.map(({ name }) => name))(
    'gives no two teams of %s the same name or code',
    (league) => {
      const teams = referenceResolvableTeams(league);
      const resolver = createTeamResolver(teams, []);
      const meant = (name: string, { lastSeason }: (typeof teams)[number]) => {
        const found = resolver.resolve(name, lastSeason);
        return found.ok ? found.teamKey : found.reason;
      };
      for (const team of teams) {
        for (const name of [team.name, ...team.otherNames]) {
          expect({ name, means: meant(name, team) }).toEqual({ name, means: team.name });
        }
        for (const name of team.sharedNames)
          expect([name, meant(name, team)]).toEqual([name, 'ambiguous_team']);
      }
      const abbreviations = referenceTeams(league).map(({ abbreviation }) => abbreviation);
      expect(new Set(abbreviations).size).toBe(abbreviations.length);
    },
  );
});

describe('team names', () => {
  it.each([
    ['NFL', 'OAK', 'Las Vegas Raiders'],
    ['NFL', 'SD', 'Los Angeles Chargers'],
    ['NFL', 'STL', 'Los Angeles Rams'],
    ['NFL', 'LA', 'Los Angeles Rams'],
    ['NFL', 'JAC', 'Jacksonville Jaguars'],
    ['NFL', 'crd', 'Arizona Cardinals'],
    ['NFL', 'Washington Redskins', 'Washington Commanders'],
    ['NFL', 'KCChiefs', 'Kansas City Chiefs'],
    ['NBA', 'BRK', 'Brooklyn Nets'],
    ['NBA', 'CHO', 'Charlotte Hornets'],
    ['NBA', 'Portland Trailblazers', 'Portland Trail Blazers'],
    ['NBA', 'los angeles clippers', 'LA Clippers'],
    ['Premier League', "Nott'm Forest", 'Nottingham Forest FC'],
    ['Premier League', 'Brighton and Hove Albion', 'Brighton & Hove Albion FC'],
    ['Premier League', 'A.F.C. Bournemouth', 'AFC Bournemouth'],
    ['Ligue 1', 'Saint\u2011\u00c9tienne', 'AS Saint-\u00c9tienne'],
    ['Ligue 1', 'ST ETIENNE', 'AS Saint-\u00c9tienne'],
    ['La Liga', 'Ath Bilbao', 'Athletic Club'],
    ['La Liga', 'Ath Madrid', 'Club Atl\u00e9tico de Madrid'],
    ['Bundesliga', 'FC Koln', '1. FC K\u00f6ln'],
    ['Bundesliga', 'FC Heidenheim', '1. FC Heidenheim 1846'],
    ['MLS', 'DC United', 'D.C. United'],
    ['MLS', 'Atlanta Utd', 'Atlanta United FC'],
  ])('in %s, %s is %s', (league, name, expected) => {
    expect(nameOf(league, name)).toBe(expected);
  });

  it.each([
    ['Premier League', 'Coventry City FC', ['Coventry', 'Coventry City', 'COV']],
    ['Premier League', 'Hull City AFC', ['Hull', 'Hull City', 'HUL']],
    ['La Liga', 'Real Racing Club de Santander', ['Racing Santander', 'Racing de Santander', 'Santander']],
    ['La Liga', 'RC Deportivo La Coru\u00f1a', ['La Coruna', 'Deportivo La Coruna', 'RC Deportivo']],
    ['La Liga', 'M\u00e1laga CF', ['Malaga', 'M\u00e1laga C.F.']],
    ['Bundesliga', 'SC Paderborn 07', ['Paderborn', 'SC Paderborn', 'Paderborn 07']],
    ['Bundesliga', 'SV 07 Elversberg', ['Elversberg', 'SV Elversberg']],
    ['Ligue 1', 'Le Mans FC', ['Le Mans', 'LE Mans']],
    ['Ligue 1', 'ESTAC Troyes', ['ES Troyes AC', 'Troyes']],
  ])('in %s know %s, which plays there in 2026-27', (league, club, names) => {
    for (const name of [club, ...names]) expect([name, nameOf(league, name)]).toEqual([name, club]);
  });

  it('that several teams of the league share are refused with the teams they may mean', () => {
    expect(resolve('NFL', 'Los Angeles')).toEqual({
      ok: false,
      reason: 'ambiguous_team',
      suggestions: ['Los Angeles Chargers', 'Los Angeles Rams'],
    });
    expect(nameOf('NFL', 'New York')).toBe('ambiguous_team');
    expect(nameOf('NFL', 'new-york')).toBe('ambiguous_team');
    expect(nameOf('NFL', 'NewYork')).toBe('ambiguous_team');
    expect(nameOf('MLS', 'Los Angeles')).toBe('ambiguous_team');
    expect(nameOf('Ligue 1', 'Paris')).toBe('ambiguous_team');
    expect(nameOf('Premier League', 'United')).toBe('ambiguous_team');
    expect(nameOf('La Liga', 'Real')).toBe('ambiguous_team');
  });

  it('depend on the league', () => {
    expect(nameOf('NBA', 'Spurs')).toBe('San Antonio Spurs');
    expect(nameOf('Premier League', 'Spurs')).toBe('Tottenham Hotspur FC');
    expect(nameOf('NFL', 'Spurs')).toBe('unknown_team');
    expect(nameOf('NBA', 'Charlotte')).toBe('Charlotte Hornets');
    expect(nameOf('MLS', 'Charlotte')).toBe('Charlotte FC');
  });

  it('of other clubs are never taken for a similar one', () => {
    expect(nameOf('Ligue 1', 'Paris FC')).toBe('Paris FC');
    const withoutParisFc = referenceResolvableTeams('Ligue 1').filter(({ name }) => name !== 'Paris FC');
    expect(createTeamResolver(withoutParisFc, []).resolve('Paris FC').ok).toBe(false);
    const withoutOviedo = referenceResolvableTeams('La Liga').filter(({ name }) => name !== 'Real Oviedo');
    expect(createTeamResolver(withoutOviedo, []).resolve('Real Oviedo').ok).toBe(false);
    for (const [league, name] of [
      ['MLS', 'Miami FC'],
      ['Bundesliga', 'FC Homburg'],
      ['Bundesliga', 'SGV Freiberg'],
      ['Bundesliga', 'Bayern M\u00fcnchen II'],
      ['Premier League', 'Sheffield Wednesday'],
      ['Premier League', 'Arsenal Women'],
      ['La Liga', 'Real Zaragoza'],
      ['La Liga', 'Barcelona B'],
      ['Serie A', 'Palermo'],
      ['NFL', '0'],
      ['NBA', ''],
    ] as const) {
      expect({ name, means: nameOf(league, name) }).toEqual({ name, means: 'unknown_team' });
    }
  });

  it('with a typing error are recognised when one team is clearly nearest', () => {
    expect(resolve('NFL', 'Washingtom Commanders')).toMatchObject({
      teamKey: 'Washington Commanders',
      how: 'fuzzy',
    });
    expect(resolve('NBA', 'Golden State Warriers')).toMatchObject({
      teamKey: 'Golden State Warriors',
      how: 'fuzzy',
    });
  });

  it('that are unknown come with suggestions', () => {
    expect(resolve('La Liga', 'Real Valladolidd Deportivo')).toMatchObject({
      ok: false,
      reason: 'unknown_team',
      suggestions: expect.arrayContaining(['Real Valladolid CF']),
    });
  });

  it('taught by a user are known from then on, shared names among them', () => {
    const teams = referenceResolvableTeams('NFL');
    const resolver = createTeamResolver(teams, [
      { alias: 'Big Blue', teamKey: 'New York Giants' },
      { alias: 'Los Angeles', teamKey: 'Los Angeles Rams' },
    ]);
    expect(resolver.resolve('big blue')).toMatchObject({ teamKey: 'New York Giants', how: 'alias' });
    expect(resolver.resolve('LOS ANGELES')).toMatchObject({ teamKey: 'Los Angeles Rams', how: 'alias' });
  });
});

describe('forms of a name', () => {
  it('lose case, accents, hyphens and punctuation', () => {
    expect(plainForm('Saint\u2011\u00c9tienne')).toBe('saint etienne');
    expect(plainForm('D.C. United')).toBe('dc united');
    expect(plainForm('St. Pauli')).toBe('saint pauli');
    expect(coreForm('1. FC Heidenheim 1846')).toBe('heidenheim');
    expect(coreForm('Bologna FC 1909')).toBe('bologna');
    expect(coreForm('Athletic Club')).toBe('athletic');
    expect(compactForm(plainForm('Buffalo Bills'))).toBe('buffalobills');
  });

  it('are compared by the measure of pg_trgm', () => {
    // select similarity('word', 'two words') is 0.36363637 in the documentation's example.
    expect(trigramSimilarity('word', 'two words')).toBeCloseTo(0.363636, 5);
    expect(trigramSimilarity('Arsenal', 'arsenal')).toBe(1);
    expect(trigramSimilarity('', 'arsenal')).toBe(0);
  });
});
