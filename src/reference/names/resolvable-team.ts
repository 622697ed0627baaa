import type { SeasonYear } from '../../domain/season.ts';
import { referenceTeams } from '../built-in/reference-teams.ts';
import { cityNicknames } from '../built-in/city-nicknames.ts';
import type { TeamReference } from '../built-in/team-reference.ts';

/** Whatever identifies a team to the caller: a database id, a name. */
export type TeamKey = string | number;

/** A team of one league with everything by which a file may name it. */
export type ResolvableTeam<Key extends TeamKey = TeamKey> = {
  key: Key;
  /** The full name. */
  name: string;
  /** Names that mean this team and no other of the league: short forms, codes, former names. */
  otherNames: readonly string[];
  /** Names that mean this team and others of the league: never resolved, offered as suggestions. */
  sharedNames: readonly string[];
  /** City or code and nickname in every combination: `NY Jets`, `LAC Clippers`. For franchises only. */
  compoundNames: readonly string[];
  /** The last season in which it was in the league; absent while it counts as one of the league. */
  lastSeason?: SeasonYear | undefined;
};

/** A spelling that a user has taught, for one league. */
export type TeamAlias<Key extends TeamKey = TeamKey> = { alias: string; teamKey: Key };

/** A team as the database has it. */
export type LeagueTeam<Key extends TeamKey = TeamKey> = {
  key: Key;
  name: string;
  /** Its name in the reference data where that is another one: the team was renamed. */
  referenceName?: string | null;
  abbreviation?: string | null;
  lastSeason?: SeasonYear | null;
};

/**
 * Gives the teams of a league (as the database has them) the names of the reference data.
 * A team that the reference data does not know has its own name and code only.
 */
export function withReferenceNames<Key extends TeamKey>(
  leagueName: string,
  teams: readonly LeagueTeam<Key>[],
): ResolvableTeam<Key>[] {
  const byName = new Map(referenceTeams(leagueName).map((team) => [team.name, team]));
  return teams.map(({ key, name, referenceName, abbreviation, lastSeason }) => {
    const past = lastSeason === undefined || lastSeason === null ? {} : { lastSeason };
    const reference = byName.get(referenceName ?? name);
    const code = abbreviation ?? null;
    if (reference === undefined) {
      const otherNames = withUmlautsSpelt([name, ...(code === null ? [] : [code])]).slice(1);
      return { key, name, otherNames, sharedNames: [], compoundNames: [], ...past };
    }
    const formerName = reference.name === name ? [] : [reference.name];
    return {
      key,
      name,
      otherNames: withUmlautsSpelt([name, ...formerName, ...otherNamesOf(reference)]).slice(1),
      sharedNames: reference.sharedNames ?? [],
      compoundNames: compoundNamesOf(reference),
      ...past,
    };
  });
}

/** The teams of a league straight from the reference data, identified by their full names. */
export function referenceResolvableTeams(leagueName: string): ResolvableTeam<string>[] {
  return withReferenceNames(
    leagueName,
    referenceTeams(leagueName).map(({ name, lastSeason = null }) => ({ key: name, name, lastSeason })),
  );
}

/**
 * Every name of a team that no other of its league has. Where the full name is city and nickname, both also
 * stand alone, and the code may stand for the city (`KC Chiefs`).
 */
function otherNamesOf(team: TeamReference): string[] {
  const { name, abbreviation, city, nickname, aliases, sharedNames = [] } = team;
  const names = [abbreviation, ...aliases];
  if (nickname !== null) {
    names.push(nickname);
    if (name === `${city} ${nickname}`) {
      names.push(city, `${abbreviation} ${nickname}`, ...cityNicknames(city));
    }
  }
  return names.filter((candidate) => !sharedNames.includes(candidate));
}

const SPELT_UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** Names with German umlauts as keyboards without them spell these, after the names themselves. */
function withUmlautsSpelt(names: readonly string[]): string[] {
  const spelt = names.map((name) => name.replaceAll(/[äöü]/g, (letter) => SPELT_UMLAUTS[letter] ?? letter));
  return [...new Set([...names, ...spelt])];
}

/** A code, in capitals; in American leagues it stands for the city as well. */
const CODE = /^[A-Z]{2,4}$/;

/**
 * Whatever stands for the city before whatever stands for the nickname, where the full name is made of both. Two
 * names of one team never make a name of another.
 */
function compoundNamesOf(team: TeamReference): string[] {
  const { name, abbreviation, city, nickname, aliases, sharedNames = [] } = team;
  if (nickname === null || !name.endsWith(` ${nickname}`)) return [];
  const [codes, words] = partition([abbreviation, ...aliases, ...sharedNames]);
  const formerCities = words.flatMap((alias) =>
    alias.endsWith(` ${nickname}`) ? alias.slice(0, -nickname.length - 1) : [],
  );
  const cities = [name.slice(0, -nickname.length - 1), city, ...codes, ...words, ...formerCities];
  const nicknames = [nickname, ...words.filter((alias) => !alias.includes(' '))];
  // One word of the city is enough before a nickname that no other team has: `Green Packers`, `Kansas Chiefs`.
  const firstWords = [name, city].map((text) => text.split(' ')[0] ?? '').filter((word) => word.length > 2);
  const starts = [...new Set([...cities, ...firstWords, ...cityNicknames(city)])];
  return starts.flatMap((start) => nicknames.map((end) => `${start} ${end}`));
}

function partition(names: readonly string[]): [codes: string[], words: string[]] {
  return [names.filter((name) => CODE.test(name)), names.filter((name) => !CODE.test(name))];
}
