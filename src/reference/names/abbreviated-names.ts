import { areOwnAffixes, isAffix } from './club-affixes.ts';
import { type NameToken, allWords, coreWords, nameTokens, tokenMatch } from './name-tokens.ts';
import { otherTeamMark } from './other-team-marks.ts';
import type { ResolvableTeam, TeamKey } from './resolvable-team.ts';

/** Below this an abbreviation says too little by itself: it needs a word beside it that tells clubs apart. */
const SHORTEST_ALONE = 3;

/** Words with which many clubs end; beside one of them a single letter names nobody: `M. City`. */
const COMMON_ENDINGS = new Set('united city town rovers county wanderers albion'.split(' '));

/** Words with which many clubs begin; a letter after one of them needs its full stop: `Borussia D.` */
const COMMON_BEGINNINGS = new Set(
  'athletic atletico real sporting racing union inter stade olympique borussia eintracht deportivo'.split(
    ' ',
  ),
);

/** A team with the words of every name it has, worked out once. */
export type AbbreviableTeam<Key extends TeamKey = TeamKey> = {
  team: ResolvableTeam<Key>;
  ownAffixes: ReadonlySet<string>;
  names: readonly (readonly string[])[];
  /** Every word of every name, shared names among them. */
  words: ReadonlySet<string>;
  /** The words of the full name. */
  fullName: ReadonlySet<string>;
};

/** Prepares a team for being found by abbreviations of its names. */
export function toAbbreviable<Key extends TeamKey>(
  team: ResolvableTeam<Key>,
  ownAffixes: ReadonlySet<string>,
): AbbreviableTeam<Key> {
  // A code of an American team may look like an affix (`SD Chargers`): compound names keep all of their words.
  const known = [...[team.name, ...team.otherNames].map(coreWords), ...team.compoundNames.map(allWords)];
  const names = [...new Map(known.map((words) => [words.join(' '), words])).values()];
  const words = new Set([...names, ...team.sharedNames.map(coreWords)].flat());
  return { team, ownAffixes, names, words, fullName: new Set(coreWords(team.name)) };
}

/**
 * The teams of which a name is an abbreviation: each of its words is a word of the name, the beginning of one
 * (`Bor. Dortmund`), one that lost letters at an apostrophe (`Nott'ham Forest`), or the initials of several
 * (`New York RB`), in the order of the name and with none left over. A single word must fit one team of the league
 * alone (`Bor.` fits two).
 */
export function abbreviatedTeams<Key extends TeamKey>(
  name: string,
  teams: readonly AbbreviableTeam<Key>[],
): ResolvableTeam<Key>[] {
  const tokens = nameTokens(name);
  if (tokens.length === 0 || otherTeamMark(name) !== undefined) return [];
  const [word, ...more] = tokens.filter(({ text }) => !isAffix(text));
  if (word && more.length === 0) {
    const affixes = tokens.map(({ text }) => text).filter(isAffix);
    const found = abbreviatedWord(word, teams, affixes);
    if (affixes.length === 0 || found.length > 0) return found;
  }
  return teams.flatMap((candidate) => {
    const { team, ownAffixes, names } = candidate;
    const own = (token: NameToken): boolean => areOwnAffixes([token.text], ownAffixes);
    const core = tokens.filter((token) => !(isAffix(token.text) && own(token)));
    if (endsInMark(core, names) || namesAnother(core, candidate, teams)) return [];
    return names.some((words) => words.length > 1 && isAbbreviation(core, words)) ? team : [];
  });
}

/** A letter after a name that is whole without it tells teams of a club apart: `Strasbourg A`. */
function endsInMark(tokens: readonly NameToken[], names: readonly (readonly string[])[]): boolean {
  const last = tokens.at(-1);
  if (!last || last.text.length > 1 || last.isDotted || last.tail !== undefined) return false;
  const rest = tokens.slice(0, -1);
  return names.some(
    (words) =>
      words.length === rest.length &&
      rest.every((token, index) => tokenMatch(token, words[index] ?? '') === 'exact'),
  );
}

/** A whole word of another team's full name is no abbreviation of a longer one: `Bayer` of `Bayern`. */
function namesAnother<Key extends TeamKey>(
  tokens: readonly NameToken[],
  { team, words }: AbbreviableTeam<Key>,
  teams: readonly AbbreviableTeam<Key>[],
): boolean {
  const isForeign = ({ text }: NameToken): boolean =>
    text.length > SHORTEST_ALONE &&
    !words.has(text) &&
    teams.some((other) => other.team.key !== team.key && other.fullName.has(text));
  return tokens.some(isForeign);
}

function abbreviatedWord<Key extends TeamKey>(
  token: NameToken,
  teams: readonly AbbreviableTeam<Key>[],
  affixes: readonly string[],
): ResolvableTeam<Key>[] {
  if (token.text.length + (token.tail?.length ?? 0) < SHORTEST_ALONE) return [];
  const fitting = teams.filter(({ words }) =>
    [...words].some((word) => tokenMatch(token, word) !== undefined),
  );
  const [only] = fitting;
  if (!only) return [];
  if (fitting.length > 1) return affixes.length === 0 ? fitting.map(({ team }) => team) : [];
  const matches = only.names.flatMap(([word = '', ...others]) =>
    others.length === 0 ? (tokenMatch(token, word) ?? []) : [],
  );
  // A whole word with an affix is no abbreviation: `Vancouver FC` is another club than the Whitecaps.
  const isName = matches.length > 0 && !(affixes.length > 0 && matches.includes('exact'));
  return isName && areOwnAffixes(affixes, only.ownAffixes) ? [only.team] : [];
}

/** What has been seen of a name: a letter that says too little, and what backs it. */
type Evidence = { isShort: boolean; isLoose: boolean; isBegun: boolean; isBacked: boolean };

const NO_EVIDENCE: Evidence = { isShort: false, isLoose: false, isBegun: false, isBacked: false };

function isAbbreviation(tokens: readonly NameToken[], words: readonly string[]): boolean {
  return tokens.length <= words.length && fits(tokens, words, NO_EVIDENCE);
}

function isEnough({ isShort, isLoose, isBegun, isBacked }: Evidence): boolean {
  return !isShort || isBacked || (isBegun && !isLoose);
}

function fits(tokens: readonly NameToken[], words: readonly string[], evidence: Evidence): boolean {
  const [token, ...otherTokens] = tokens;
  const [word, ...otherWords] = words;
  if (token === undefined || word === undefined) return token === word && isEnough(evidence);
  const match = tokenMatch(token, word);
  if (match === 'exact' || match === 'contraction') {
    const isTelling = word.length >= SHORTEST_ALONE && !COMMON_ENDINGS.has(word);
    const isBegun = evidence.isBegun || COMMON_BEGINNINGS.has(word);
    const isBacked = evidence.isBacked || (isTelling && !COMMON_BEGINNINGS.has(word));
    if (fits(otherTokens, otherWords, { ...evidence, isBegun, isBacked })) return true;
  }
  if (isAffix(token.text)) return false;
  if (match === 'prefix') {
    const isOneShort = token.text.length < SHORTEST_ALONE;
    const isShort = evidence.isShort || isOneShort;
    const isLoose = evidence.isLoose || (isOneShort && token.isDotted !== true);
    if (fits(otherTokens, otherWords, { ...evidence, isShort, isLoose })) return true;
  }
  const count = areInitials(token, words) ? token.text.length : 0;
  return count > 0 && fits(otherTokens, words.slice(count), evidence);
}

function areInitials({ text, tail }: NameToken, words: readonly string[]): boolean {
  if (tail !== undefined || text.length < 2 || text.length > words.length) return false;
  return Array.from(text).every((letter, index) => words[index]?.startsWith(letter));
}
