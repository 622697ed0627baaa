import { areOwnAffixes, isAffix } from './club-affixes.ts';
import { type NameToken, allWords, coreWords, nameTokens, tokenMatch } from './name-tokens.ts';
import { otherTeamMark } from './other-team-marks.ts';
import type { ResolvableTeam, TeamKey } from './resolvable-team.ts';

/** Below this an abbreviation says too little by itself: it needs a word beside it that is no common one. */
const SHORTEST_ALONE = 3;

/** Words that many clubs bear; beside one of them a single letter names nobody. */
const COMMON_WORDS = new Set(
  'united city town rovers county wanderers albion athletic atletico real sporting racing union inter stade olympique borussia eintracht deportivo'.split(
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
  return { team, ownAffixes, names, words };
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
  if (tokens.length === 1) return abbreviatedWord(tokens[0], teams);
  return teams.flatMap(({ team, ownAffixes, names }) => {
    const own = (token: NameToken): boolean => areOwnAffixes([token.text], ownAffixes);
    const core = tokens.filter((token) => !(isAffix(token.text) && own(token)));
    return names.some((words) => words.length > 1 && isAbbreviation(core, words)) ? team : [];
  });
}

function abbreviatedWord<Key extends TeamKey>(
  token: NameToken | undefined,
  teams: readonly AbbreviableTeam<Key>[],
): ResolvableTeam<Key>[] {
  if (!token || token.text.length + (token.tail?.length ?? 0) < SHORTEST_ALONE || isAffix(token.text))
    return [];
  const fitting = teams.filter(({ words }) =>
    [...words].some((word) => tokenMatch(token, word) !== undefined),
  );
  const [only] = fitting;
  if (!only) return [];
  if (fitting.length > 1) return fitting.map(({ team }) => team);
  const isName = only.names.some(
    ([word, ...others]) => word !== undefined && others.length === 0 && tokenMatch(token, word) !== undefined,
  );
  return isName ? [only.team] : [];
}

type Evidence = { isShort: boolean; isBacked: boolean };

function isAbbreviation(tokens: readonly NameToken[], words: readonly string[]): boolean {
  return tokens.length <= words.length && fits(tokens, words, { isShort: false, isBacked: false });
}

function fits(tokens: readonly NameToken[], words: readonly string[], evidence: Evidence): boolean {
  const [token, ...otherTokens] = tokens;
  const [word, ...otherWords] = words;
  if (token === undefined || word === undefined) {
    return token === undefined && word === undefined && (!evidence.isShort || evidence.isBacked);
  }
  const match = tokenMatch(token, word);
  if (match === 'exact' || match === 'contraction') {
    const isBacked = evidence.isBacked || (word.length >= SHORTEST_ALONE && !COMMON_WORDS.has(word));
    if (fits(otherTokens, otherWords, { ...evidence, isBacked })) return true;
  }
  if (isAffix(token.text)) return false;
  if (match === 'prefix') {
    const isShort = evidence.isShort || token.text.length < SHORTEST_ALONE;
    if (fits(otherTokens, otherWords, { ...evidence, isShort })) return true;
  }
  const count = areInitials(token, words) ? token.text.length : 0;
  return count > 0 && fits(otherTokens, words.slice(count), evidence);
}

function areInitials({ text, tail }: NameToken, words: readonly string[]): boolean {
  if (tail !== undefined || text.length < 2 || text.length > words.length) return false;
  return Array.from(text).every((letter, index) => words[index]?.startsWith(letter));
}
