import type { SeasonYear } from '../../domain/season.ts';
import { type AbbreviableTeam, abbreviatedTeams, toAbbreviable } from './abbreviated-names.ts';
import { affixesOf, areOwnAffixes, splitAffixes } from './club-affixes.ts';
import { guessTeam, toGuessable } from './fuzzy-match.ts';
import { compactForm, coreForm, plainForm } from './name-forms.ts';
import { isMarkedInBrackets, otherTeamMark } from './other-team-marks.ts';
import { kinshipOf } from './plausible-teams.ts';
import { wordsSpeltRight } from './spelt-right.ts';
import { type TeamSeason, membersOfWholeSeasons } from './season-members.ts';
import type { ResolvableTeam, TeamAlias, TeamKey } from './resolvable-team.ts';

/** How a name was recognised, from the surest way to the least sure. */
type ResolutionWay = 'exact' | 'alias' | 'normalised' | 'season' | 'abbreviated' | 'fuzzy';

export type TeamResolution<Key extends TeamKey = TeamKey> =
  | {
      ok: true;
      teamKey: Key;
      teamName: string;
      how: ResolutionWay;
      /** Of a fuzzy match only: how alike the names are, above 0 and below 1. */
      similarity?: number;
    }
  /** Several teams bear the name. */
  | { ok: false; reason: 'ambiguous_team'; suggestions: readonly string[] }
  | {
      ok: false;
      reason: 'unknown_team';
      /** Teams to which the name is near. */
      suggestions: readonly string[];
      /** Teams of which the name may be another spelling: it may be taught to no other. */
      plausible: readonly string[];
    };

export type TeamResolver<Key extends TeamKey = TeamKey> = {
  /** With a season, a name that several teams bear means the one of them that plays in it, where that is known. */
  resolve: (name: string, seasonYear?: SeasonYear) => TeamResolution<Key>;
};

/** How many teams are told to whom a name is near. */
const MOST_SUGGESTIONS = 3;

/** Which teams of the league a spelling may mean. */
type Index<Key extends TeamKey> = Map<string, Set<ResolvableTeam<Key>>>;

/**
 * Recognises the teams of ONE league by the names that files use.
 *
 * In order: the full name; a name taught by a user (which also decides for names shared by several teams);
 * the reference names; the same without case, accents, hyphens and punctuation, also run together
 * (`BuffaloBills`); the full name with other affixes and years of the same club (`Barcelona FC`); an abbreviation that
 * fits one team alone (`Bor. Dortmund`); and last a typing error in one of them, only when a single team is clearly
 * nearest. An affix or a number that the club does not use makes another club. A name that several teams share is ambiguous, never guessed: a wrong
 * team is worse than none. Throws when a taught alias names a team that is not among `teams`.
 */
export function createTeamResolver<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  aliases: readonly TeamAlias<Key>[],
  seasons: readonly TeamSeason<Key>[] = [],
): TeamResolver<Key> {
  const members = membersOfWholeSeasons(seasons);
  const fullNames: Index<Key> = new Map();
  const taught: Index<Key> = new Map();
  const names: Index<Key> = new Map();
  const normalised: Index<Key> = new Map();
  const compact: Index<Key> = new Map();
  const cores: Index<Key> = new Map();
  const aliasCores: Index<Key> = new Map();
  const shared: Index<Key> = new Map();
  const guessable = toGuessable(teams);
  const speltRight = wordsSpeltRight();
  const abbreviable: AbbreviableTeam<Key>[] = [];
  const ownAffixes = new Map<Key, ReadonlySet<string>>();
  const remembered = new Map<string, TeamResolution<Key>>();

  for (const team of teams) {
    add(fullNames, team.name.trim(), team);
    for (const name of [team.name, ...team.otherNames]) add(names, name.trim(), team);
    for (const name of [team.name, ...team.otherNames]) {
      add(normalised, plainForm(name), team);
      add(compact, compactForm(plainForm(name)), team);
    }
    // Names of one word may not take affixes: `Miami FC` is another club than Inter Miami, known as `Miami`.
    add(cores, coreForm(team.name), team);
    for (const core of team.otherNames.map(coreForm).filter((form) => form.includes(' '))) {
      add(aliasCores, core, team);
    }
    const affixes = affixesOf([team.name, ...team.otherNames].map(plainForm));
    ownAffixes.set(team.key, affixes);
    abbreviable.push(toAbbreviable(team, affixes));
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
    if (plain === '') return { ok: false, reason: 'unknown_team', suggestions: [], plausible: [] };
    return (
      lookUp(fullNames, trimmed, 'exact') ??
      lookUp(taught, plain, 'alias') ??
      lookUpShared(names, trimmed, 'alias') ??
      (isMarkedInBrackets(trimmed) ? guess(trimmed, plain) : undefined) ??
      lookUpShared(normalised, plain, 'normalised') ??
      refuseShared(compactForm(plain)) ??
      lookUp(compact, compactForm(plain), 'normalised') ??
      refuseSharedCore(plain) ??
      lookUpCore(cores, plain) ??
      lookUpCore(aliasCores, plain) ??
      oneOf(abbreviatedTeams(trimmed, abbreviable), 'abbreviated') ??
      guess(trimmed, plain)
    );
  }

  /** A name that somebody gave a team, and that others share, means any of them. */
  function lookUpShared(
    index: Index<Key>,
    form: string,
    how: ResolutionWay,
  ): TeamResolution<Key> | undefined {
    const found = [...(index.get(form) ?? [])];
    if (found.length === 0) return undefined;
    return oneOf([...new Set([...found, ...(shared.get(compactForm(plainForm(form))) ?? [])])], how);
  }

  /** A shared name stays ambiguous even where the other teams that bear it are not in this list. */
  function refuseShared(form: string): TeamResolution<Key> | undefined {
    const found = shared.get(form);
    return found === undefined ? undefined : ambiguous([...found]);
  }

  /** With affixes that none of its bearers uses, or with the mark of a second team, it means none of them. */
  function refuseSharedCore(plain: string): TeamResolution<Key> | undefined {
    const { core, affixes } = splitAffixes(plain);
    const found = [...(shared.get(compactForm(core)) ?? [])].filter((team) => isOwn(team, affixes));
    return found.length === 0 || otherTeamMark(plain) !== undefined ? undefined : ambiguous(found);
  }

  function isOwn({ key }: ResolvableTeam<Key>, affixes: readonly string[]): boolean {
    return areOwnAffixes(affixes, ownAffixes.get(key) ?? new Set());
  }

  function lookUpCore(index: Index<Key>, plain: string): TeamResolution<Key> | undefined {
    const { core, affixes } = splitAffixes(plain);
    const found = [...(index.get(core) ?? [])];
    return oneOf(
      found.filter((team) => isOwn(team, affixes)),
      'normalised',
    );
  }

  function guess(name: string, plain: string): TeamResolution<Key> {
    const isOtherTeam = otherTeamMark(name) !== undefined;
    const { typoOf, similarity, nearest } = guessTeam(plain, guessable, speltRight);
    if (typoOf !== undefined && !isOtherTeam) {
      return { ok: true, teamKey: typoOf.key, teamName: typoOf.name, how: 'fuzzy', similarity };
    }
    const kinship = kinshipOf(name, abbreviable, speltRight);
    const plausible = kinship.plausible.map((team) => team.name);
    const near = nearest.flatMap((team) => (!isOtherTeam && kinship.related.has(team.key) ? team.name : []));
    const suggestions = [...new Set([...plausible, ...near])].slice(0, MOST_SUGGESTIONS);
    return {
      ok: false,
      reason: 'unknown_team',
      suggestions,
      plausible: plausible.slice(0, MOST_SUGGESTIONS),
    };
  }

  /** Whoever of the bearers played in the season; the name stays ambiguous where that is several or none. */
  function narrowed(found: TeamResolution<Key>, seasonYear: SeasonYear): TeamResolution<Key> {
    const ofSeason = members.get(seasonYear);
    if (found.ok || found.reason !== 'ambiguous_team' || !ofSeason) return found;
    const bearers = teams.filter(({ name, key }) => found.suggestions.includes(name) && ofSeason.has(key));
    return oneOf(bearers, 'season') ?? found;
  }

  return {
    resolve(name, seasonYear) {
      const resolution = remembered.get(name) ?? resolveAfresh(name);
      remembered.set(name, resolution);
      return seasonYear === undefined ? resolution : narrowed(resolution, seasonYear);
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
  return oneOf([...(index.get(form) ?? [])], how);
}

function oneOf<Key extends TeamKey>(
  found: readonly ResolvableTeam<Key>[],
  how: ResolutionWay,
): TeamResolution<Key> | undefined {
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  if (others.length === 0) return { ok: true, teamKey: first.key, teamName: first.name, how };
  return ambiguous(found);
}

function ambiguous<Key extends TeamKey>(teams: readonly ResolvableTeam<Key>[]): TeamResolution<Key> {
  return { ok: false, reason: 'ambiguous_team', suggestions: teams.map((team) => team.name) };
}
