import { type AbbreviableTeam, toAbbreviable } from './abbreviated-names.ts';
import { affixesOf, areOwnAffixes } from './club-affixes.ts';
import { type GuessableTeam, toGuessable } from './fuzzy-match.ts';
import { compactForm, coreForm, plainForm } from './name-forms.ts';
import { wordsSpeltRight } from './spelt-right.ts';
import type { ResolvableTeam, TeamAlias, TeamKey } from './resolvable-team.ts';

/** Which teams of the league a spelling may mean. */
export type Bearers<Key extends TeamKey> = ReadonlyMap<string, ReadonlySet<ResolvableTeam<Key>>>;

/** The teams of ONE league by every spelling of their names, worked out once. */
export type TeamNames<Key extends TeamKey> = {
  /** As they are written. */
  full: Bearers<Key>;
  own: Bearers<Key>;
  /** Taught by users, in plain form. */
  taught: Bearers<Key>;
  /** Full names and those of the reference data in plain form, and the same run together. */
  normalised: Bearers<Key>;
  compact: Bearers<Key>;
  /** Without affixes and years of the club: of full names, and of those names that have several words. */
  cores: Bearers<Key>;
  aliasCores: Bearers<Key>;
  /** Names that mean several teams, run together. */
  shared: Bearers<Key>;
  abbreviable: readonly AbbreviableTeam<Key>[];
  guessable: readonly GuessableTeam<Key>[];
  speltRight: ReadonlySet<string>;
  ownAffixes: ReadonlyMap<Key, ReadonlySet<string>>;
};

/** Works the spellings out. Throws when a taught alias names a team that is not among `teams`. */
export function indexTeamNames<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  aliases: readonly TeamAlias<Key>[],
): TeamNames<Key> {
  const affixes = teams.map((team) => ({ team, own: affixesOf(namesOf(team).map(plainForm)) }));
  return {
    full: bearersOf(teams, ({ name }) => [name.trim()]),
    own: bearersOf(teams, (team) => namesOf(team).map((name) => name.trim())),
    taught: taughtBearers(teams, aliases),
    normalised: bearersOf(teams, (team) => namesOf(team).map(plainForm)),
    compact: bearersOf(teams, (team) => namesOf(team).map(runTogether)),
    cores: bearersOf(teams, ({ name }) => [coreForm(name)]),
    // Names of one word may not take affixes: `Miami FC` is another club than Inter Miami, known as `Miami`.
    aliasCores: bearersOf(teams, ({ otherNames }) =>
      otherNames.map(coreForm).filter((form) => form.includes(' ')),
    ),
    shared: bearersOf(teams, ({ sharedNames }) => sharedNames.map(runTogether)),
    abbreviable: affixes.map(({ team, own }) => toAbbreviable(team, own)),
    guessable: toGuessable(teams),
    speltRight: wordsSpeltRight(),
    ownAffixes: new Map(affixes.map(({ team, own }) => [team.key, own])),
  };
}

/** A name in plain form, without its spaces. */
export function runTogether(name: string): string {
  return compactForm(plainForm(name));
}

/** Whether the club uses all of these affixes itself. */
export function isOwn<Key extends TeamKey>(
  { ownAffixes }: TeamNames<Key>,
  { key }: ResolvableTeam<Key>,
  affixes: readonly string[],
): boolean {
  return areOwnAffixes(affixes, ownAffixes.get(key) ?? new Set());
}

function namesOf({ name, otherNames }: ResolvableTeam): string[] {
  return [name, ...otherNames];
}

function bearersOf<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  formsOf: (team: ResolvableTeam<Key>) => readonly string[],
): Bearers<Key> {
  return bearers(teams.flatMap((team) => formsOf(team).map((form) => ({ form, team }))));
}

function taughtBearers<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  aliases: readonly TeamAlias<Key>[],
): Bearers<Key> {
  const byKey = new Map(teams.map((team) => [team.key, team]));
  return bearers(
    aliases.map(({ alias, teamKey }) => {
      const team = byKey.get(teamKey);
      if (team === undefined)
        throw new Error(`alias ${alias} belongs to team ${teamKey}, which is not in the league`);
      return { form: plainForm(alias), team };
    }),
  );
}

function bearers<Key extends TeamKey>(
  named: readonly { form: string; team: ResolvableTeam<Key> }[],
): Bearers<Key> {
  const index = new Map<string, Set<ResolvableTeam<Key>>>();
  for (const { form, team } of named) index.set(form, (index.get(form) ?? new Set()).add(team));
  return index;
}
