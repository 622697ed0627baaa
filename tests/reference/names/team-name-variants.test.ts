import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';

/** Public spellings of team names, beside the checkout; not part of the project. */
const FILE = fileURLToPath(new URL('../../../../shared/data/team_name_variants.csv', import.meta.url));
const isThere = existsSync(FILE);
if (!isThere) console.warn(`skipped: ${FILE} is absent`);

type Variant = { league: string; canonical_name: string; variant: string; source: string };

describe.skipIf(!isThere)('spellings seen at forty publishers', () => {
  const variants: Variant[] = isThere ? parse(readFileSync(FILE), { columns: true, bom: true }) : [];
  const leagues = [...new Set(variants.map(({ league }) => league))];
  const resolvers = new Map(
    leagues.map((league) => [league, createTeamResolver(referenceResolvableTeams(league), [])]),
  );
  const outcomes = variants.map((variant) => ({
    ...variant,
    resolution: resolvers.get(variant.league)!.resolve(variant.variant),
  }));

  it('are never taken for a wrong team', () => {
    const wrong = outcomes.filter(
      ({ resolution, canonical_name }) => resolution.ok && resolution.teamKey !== canonical_name,
    );
    expect(wrong).toEqual([]);
  });

  it('are refused only where they mean several teams', () => {
    const refused = outcomes.filter(({ resolution }) => !resolution.ok);
    const names = [...new Set(refused.map(({ league, variant }) => `${league}: ${variant}`))];
    expect(refused.every(({ resolution }) => !resolution.ok && resolution.reason === 'ambiguous_team')).toBe(
      true,
    );
    expect(names.toSorted()).toEqual([
      'NBA: LA',
      'NBA: Los Angeles',
      'NFL: Los Angeles',
      'NFL: LosAngeles',
      'NFL: New York',
      'Premier League: United',
    ]);
    expect(outcomes.length - refused.length).toBe(1450);
  });

  it('need no guess at a typing error but one', () => {
    const guessed = outcomes.filter(({ resolution }) => resolution.ok && resolution.how === 'fuzzy');
    expect([...new Set(guessed.map(({ variant }) => variant))]).toEqual(['Washingtom']);
  });
});
