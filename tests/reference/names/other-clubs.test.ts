import { describe, expect, it } from 'vitest';
import type { ParsedGame } from '../../../src/schedule/parse/parsed-game.ts';
import { otherTeamMark } from '../../../src/reference/names/other-team-marks.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { resolveGame } from '../../../src/schedule/resolve-game.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';

function nameOf(leagueName: string, name: string): string {
  const found = createTeamResolver(referenceResolvableTeams(leagueName), []).resolve(name);
  return found.ok ? found.teamKey : found.reason;
}

function refusal(leagueName: string, homeName: string, awayName = '?') {
  const resolver = createTeamResolver(referenceResolvableTeams(leagueName), []);
  const answer = resolveGame({ leagueName, homeName, awayName } as ParsedGame, resolver, 'FOOTBALL');
  if (answer.ok) throw new Error(`${homeName} is known`);
  return answer;
}

describe('affixes and numbers that a club does not use', () => {
  it.each([
    ['La Liga', 'Barcelona SC'],
    ['La Liga', 'SC Barcelona'],
    ['La Liga', 'Valencia FC'],
    ['Premier League', 'CD Everton'],
    ['Premier League', 'SC Liverpool'],
    ['Premier League', 'Liverpool Fútbol Club'],
    ['Bundesliga', 'SV Stuttgart'],
    ['Bundesliga', 'VfR Stuttgart'],
    ['Bundesliga', 'SV Dortmund'],
    ['Serie A', 'FC Roma'],
    ['MLS', 'Atlanta United 2'],
    ['MLS', 'Columbus Crew 2'],
    ['Bundesliga', 'FC Bayern München 2'],
    ['Bundesliga', '1. FC Köln 2'],
  ])('make another club in %s: %s', (league, name) => {
    expect(nameOf(league, name)).toBe('unknown_team');
  });

  it.each([
    ['La Liga', 'Barcelona', 'FC Barcelona'],
    ['La Liga', 'Barcelona FC', 'FC Barcelona'],
    ['La Liga', 'Fútbol Club Barcelona', 'FC Barcelona'],
    ['Premier League', 'Arsenal Football Club', 'Arsenal FC'],
    ['Premier League', 'FC Liverpool', 'Liverpool FC'],
    ['Premier League', 'Man Utd FC', 'Manchester United FC'],
    ['Premier League', 'Bournemouth AFC', 'AFC Bournemouth'],
    ['Bundesliga', 'FC Union Berlin', '1. FC Union Berlin'],
    ['Bundesliga', 'Schalke 1904', 'FC Schalke 04'],
    ['Serie A', 'Bologna 1909', 'Bologna FC 1909'],
    ['MLS', 'Toronto Football Club', 'Toronto FC'],
  ])('are noise where it uses them: in %s, %s is %s', (league, name, expected) => {
    expect(nameOf(league, name)).toBe(expected);
  });
});

describe('second, youth and women’s teams', () => {
  it.each([
    ['MLS', 'LA Galaxy II'],
    ['MLS', 'Inter Miami CF II'],
    ['Bundesliga', 'FC Bayern München B'],
    ['Bundesliga', 'FC Bayern München U23'],
    ['Bundesliga', 'Bayern München (W)'],
    ['Bundesliga', 'Jong Leverkusen'],
    ['Premier League', 'Arsenal Women'],
    ['Premier League', 'Chelsea U-21'],
    ['Premier League', 'Everton Reserves'],
    ['Premier League', 'Fulham Academy'],
    ['La Liga', 'Real Madrid Castilla'],
    ['La Liga', 'Real Betis B'],
    ['La Liga', 'Athletic B'],
    ['La Liga', 'Bilbao Athletic'],
    ['La Liga', 'Barça Atlètic'],
    ['Serie A', 'Juventus U23'],
  ])('are not the first one, nor is it suggested: %s, %s', (league, name) => {
    expect(nameOf(league, name)).toBe('unknown_team');
    expect(otherTeamMark(name)).toBeDefined();
    const { remedy } = refusal(league, name);
    expect(remedy).not.toContain('alias add');
    expect(remedy).not.toContain('Did you mean');
    expect(remedy).toContain('discard');
  });

  it('are not seen in names of first teams', () => {
    for (const league of ['Premier League', 'La Liga', 'Bundesliga', 'Serie A', 'Ligue 1', 'MLS']) {
      for (const { name, otherNames } of referenceResolvableTeams(league)) {
        const marked = [name, ...otherNames].filter((one) => otherTeamMark(one) !== undefined);
        // Short forms of the kind `Man C` and `Wolverhampton W` end in a letter; they are known as they are.
        expect(marked.filter((one) => !/ [CW]$/.test(one))).toEqual([]);
      }
    }
  });
});

describe('a letter after a whole name, or in brackets', () => {
  it.each([
    ['Premier League', 'Arsenal (W)'],
    ['Premier League', 'Wolverhampton (W)'],
    ['Ligue 1', 'Strasbourg A'],
    ['NFL', 'Miami D'],
    ['MLS', 'Houston D'],
  ])('is no abbreviation: %s, %s', (league, name) => {
    expect(nameOf(league, name)).toBe('unknown_team');
  });
});

describe('words that are right elsewhere', () => {
  it.each([
    ['NFL', 'Buffalo Bulls'],
    ['Serie A', 'Juventud'],
    ['Bundesliga', 'Bayer München'],
    ['MLS', 'Timbers2'],
  ])('are no typing errors: %s, %s', (league, name) => {
    expect(nameOf(league, name)).toBe('unknown_team');
  });
});

describe('namesakes in other countries', () => {
  it.each([
    ['Premier League', 'Arsenal de Sarandí'],
    ['Premier League', 'Everton de Viña del Mar'],
    ['Premier League', 'Liverpool Montevideo'],
    ['Premier League', 'River Plate'],
    ['Premier League', 'Nacional'],
    ['La Liga', 'Valencia Rugby'],
    ['NBA', 'Cleveland Guardians'],
    ['NBA', 'Santa Cruz Warriors'],
  ])('are unknown and taught to nobody: %s, %s', (league, name) => {
    expect(nameOf(league, name)).toBe('unknown_team');
    expect(refusal(league, name).remedy).not.toContain('alias add');
  });

  it('that bear a shared word are refused with it', () => {
    expect(nameOf('La Liga', 'Racing Club')).toBe('ambiguous_team');
    expect(nameOf('Ligue 1', 'Racing Club')).toBe('ambiguous_team');
  });
});

describe('the remedy for an unknown team', () => {
  it('adds a new club, never a similar one in its place', () => {
    const { reason, remedy } = refusal('Premier League', 'Norwich City');
    expect(reason).toBe('unknown_team');
    expect(remedy).toMatch(/teams add --sport FOOTBALL --league 'Premier League' --name 'Norwich City'$/);
    expect(remedy).not.toContain('Leicester');
    expect(remedy).not.toContain('alias add');
  });

  it('offers a spelling to the team that it may mean', () => {
    const { remedy } = refusal('La Liga', 'Valladolidd R.');
    expect(remedy).toContain('Did you mean Real Valladolid CF?');
    expect(remedy).toContain(
      "teams alias add --sport FOOTBALL --league 'La Liga' --team 'Real Valladolid CF'",
    );
    expect(remedy).toContain("teams add --sport FOOTBALL --league 'La Liga' --name 'Valladolidd R.'");
  });

  it.each([
    ['La Liga', 'Valencia FC', 'Valencia CF'],
    ['Bundesliga', 'VfB Stuttgart 1893', 'VfB Stuttgart'],
  ])('asks where only the usual letters or a year differ: %s, %s', (league, name, team) => {
    expect(nameOf(league, name)).toBe('unknown_team');
    expect(refusal(league, name).remedy).toContain(`Did you mean ${team}?`);
  });

  it('never offers a namesake', () => {
    for (const [league, name] of [
      ['La Liga', 'Barcelona SC'],
      ['Premier League', 'CD Everton'],
      ['Bundesliga', 'SV Stuttgart'],
    ] as const) {
      expect(refusal(league, name).remedy).not.toMatch(/alias add|Did you mean/);
    }
  });

  it.each(['()', '--', ' . ', '"'])('says of %j that it is no name', (name) => {
    const { reason, detail, remedy } = refusal('NBA', name);
    expect(reason).toBe('missing_field');
    expect(detail).toMatch(/^home team .* neither letters nor digits/);
    expect(remedy).not.toContain('teams');
  });
});
