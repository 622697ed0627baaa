import { guessTeam, toGuessable } from './fuzzy-match.ts';
import { compactForm, coreForm, plainForm } from './name-forms.ts';
import type { ResolvableTeam, TeamAlias, TeamKey } from './resolvable-team.ts';

/** How a name was recognised, from the surest way to the least sure. */
type ResolutionWay = 'exact' | 'alias' | 'normalised' | 'fuzzy';

export type TeamResolution<Key extends TeamKey = TeamKey> =
  | {
      ok: true;
      teamKey: Key;
      teamName: string;
      how: ResolutionWay;
      /** Of a fuzzy match only: how alike the names are, above 0 and below 1. */
      similarity?: number;
    }
  | { ok: false; reason: 'unknown_team' | 'ambiguous_team'; suggestions: readonly string[] };

export type TeamResolver<Key extends TeamKey = TeamKey> = { resolve: (name: string) => TeamResolution<Key> };

/** Which teams of the league a spelling may mean. */
type Index<Key extends TeamKey> = Map<string, Set<ResolvableTeam<Key>>>;

/**
 * Recognises the teams of ONE league by the names that files use.
 *
 * In order: the full name; a name taught by a user (which also decides for names shared by several teams);
 * the reference names; the same without case, accents, hyphens and punctuation, also run together
 * (`BuffaloBills`); the full name without club affixes and years; and last a typing error in one of them, only
 * when a single team is clearly nearest. A name that several teams share is ambiguous, never guessed: a wrong
 * team is worse than none. Throws when a taught alias names a team that is not among `teams`.
 */
export function createTeamResolver<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  aliases: readonly TeamAlias<Key>[],
): TeamResolver<Key> {
  const fullNames: Index<Key> = new Map();
  const taught: Index<Key> = new Map();
  const names: Index<Key> = new Map();
  const normalised: Index<Key> = new Map();
  const compact: Index<Key> = new Map();
  const cores: Index<Key> = new Map();
  const shared: Index<Key> = new Map();
  const guessable = toGuessable(teams);
  const remembered = new Map<string, TeamResolution<Key>>();

  for (const team of teams) {
    add(fullNames, team.name.trim(), team);
    for (const name of [team.name, ...team.otherNames]) add(names, name.trim(), team);
    for (const name of [team.name, ...team.otherNames]) {
      add(normalised, plainForm(name), team);
      add(compact, compactForm(plainForm(name)), team);
    }
    // Only full names may lose their affixes: `Miami FC` is another club than Inter Miami, known as `Miami`.
    add(cores, coreForm(team.name), team);
    for (const name of team.sharedNames) add(shared, compactForm(plainForm(name)), team);
  }
  const byKey = new Map(teams.map((team) => [team.key, team]));
  for (const { alias, teamKey } of aliases) {
    const team = byKey.get(teamKey);
    if (team === undefined)
      throw new Error(`alias ${alias} belongs to team ${teamKey}, which is not in the league`);
    add(taught, plainForm(alias), team);
  }

  function resolveAfresh(name: string): TeamResolution<Key> {
    const trimmed = name.trim();
    const plain = plainForm(trimmed);
    if (plain === '') return { ok: false, reason: 'unknown_team', suggestions: [] };
    return (
      lookUp(fullNames, trimmed, 'exact') ??
      lookUp(taught, plain, 'alias') ??
      lookUp(names, trimmed, 'alias') ??
      lookUp(normalised, plain, 'normalised') ??
      refuseShared(compactForm(plain)) ??
      lookUp(compact, compactForm(plain), 'normalised') ??
      refuseShared(compactForm(coreForm(trimmed))) ??
      lookUp(cores, coreForm(trimmed), 'normalised') ??
      guess(plain)
    );
  }

  /** A shared name stays ambiguous even where the other teams that bear it are not in this list. */
  function refuseShared(form: string): TeamResolution<Key> | undefined {
    const found = shared.get(form);
    if (found === undefined) return undefined;
    return { ok: false, reason: 'ambiguous_team', suggestions: [...found].map((team) => team.name) };
  }

  function guess(plain: string): TeamResolution<Key> {
    const { typoOf, similarity, suggestions } = guessTeam(plain, guessable);
    if (typoOf !== undefined) {
      return { ok: true, teamKey: typoOf.key, teamName: typoOf.name, how: 'fuzzy', similarity };
    }
    return { ok: false, reason: 'unknown_team', suggestions };
  }

  return {
    resolve(name) {
      const known = remembered.get(name);
      if (known !== undefined) return known;
      const resolution = resolveAfresh(name);
      remembered.set(name, resolution);
      return resolution;
    },
  };
}

function add<Key extends TeamKey>(index: Index<Key>, form: string, team: ResolvableTeam<Key>): void {
  const teams = index.get(form) ?? new Set();
  index.set(form, teams.add(team));
}

function lookUp<Key extends TeamKey>(
  index: Index<Key>,
  form: string,
  how: ResolutionWay,
): TeamResolution<Key> | undefined {
  const found = [...(index.get(form) ?? [])];
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  if (others.length === 0) return { ok: true, teamKey: first.key, teamName: first.name, how };
  return { ok: false, reason: 'ambiguous_team', suggestions: found.map((team) => team.name) };
}
