import { describe, expect, it } from 'vitest';
import { referenceTeams } from '../../../src/reference/built-in/reference-teams.ts';
import type { TeamReference } from '../../../src/reference/built-in/team-reference.ts';
import { isAffix } from '../../../src/reference/names/club-affixes.ts';
import { allWords } from '../../../src/reference/names/name-tokens.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const CODE = /^[A-Z]{2,4}$/;

/** Codes under which a publisher lists the team, and in which file: they mean what that file means. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'NBA SA': 'ESPN lists the Spurs so',
  'NFL LA': 'nflverse lists the Rams so',
};

function beginsWith({ name, city }: TeamReference, code: string): boolean {
  return [name, city].flatMap(allWords).some((word) => !isAffix(word) && word.startsWith(code.toLowerCase()));
}

describe("codes that are no club's own", () => {
  it.each(BUILT_IN.all.map(({ name }) => name))(
    'of %s mean no team that another one begins like',
    (league) => {
      const teams = referenceTeams(league);
      const guessed = teams.flatMap((team) =>
        team.aliases
          .filter((code) => CODE.test(code) && PUBLISHED[`${league} ${code}`] === undefined)
          .filter((code) => teams.some((other) => other !== team && beginsWith(other, code)))
          .map((code) => `${code} of ${team.name}`),
      );
      expect(guessed).toEqual([]);
    },
  );

  it.each([
    ['La Liga', 'MAL', ['Málaga CF', 'RCD Mallorca']],
    ['La Liga', 'mal', ['Málaga CF', 'RCD Mallorca']],
    ['Ligue 1', 'MON', ['AS Monaco FC', 'Montpellier HSC']],
  ])('in %s %s is asked about', (league, code, bearers) => {
    const { resolve } = createTeamResolver(referenceResolvableTeams(league), []);
    const found = resolve(code);
    expect(found).toMatchObject({ ok: false, reason: 'ambiguous_team' });
    expect(!found.ok && found.suggestions.toSorted()).toEqual(bearers);
  });

  it('mean the one of them that plays in the season, where that is known', () => {
    const teams = referenceResolvableTeams('La Liga');
    const played = teams.filter(({ name }) => name !== 'Málaga CF').slice(0, 20);
    const seasons = [...played, ...teams.filter(({ name }) => name === 'RCD Mallorca')].map(({ key }) => ({
      teamKey: key,
      seasonYear: 2025,
    }));
    const { resolve } = createTeamResolver(teams, [], seasons);
    expect(resolve('MAL', 2025)).toMatchObject({ ok: true, teamName: 'RCD Mallorca', how: 'season' });
  });
});
