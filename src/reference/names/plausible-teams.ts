import { editDistance } from '../../domain/edit-distance.ts';
import type { AbbreviableTeam } from './abbreviated-names.ts';
import { areOwnAffixes, isAffix } from './club-affixes.ts';
import { type NameToken, nameTokens, tokenMatch } from './name-tokens.ts';
import { otherTeamMark } from './other-team-marks.ts';
import type { ResolvableTeam, TeamKey } from './resolvable-team.ts';

/** No name of a team has more words. */
const MOST_WORDS = 10;

/** Shorter words tell no team apart. */
const SHORTEST_TELLING = 3;

/** What an unknown name has in common with the teams of its league. */
export type Kinship<Key extends TeamKey = TeamKey> = {
  /** Teams of which it may be another spelling. */
  plausible: readonly ResolvableTeam<Key>[];
  /** Teams with which it shares a word that no other team of the league bears, plausible or not. */
  related: ReadonlySet<Key>;
};

/**
 * The teams that an unknown name may mean: every word of it is one of theirs, abbreviated or with a letter or two
 * wrong, one of these words is theirs alone in the league, and nothing in it makes another club (a foreign affix, a
 * number, the mark of a second team). All others cannot be meant, however alike they look: Coventry City is not
 * Leicester City.
 */
export function kinshipOf<Key extends TeamKey>(
  name: string,
  teams: readonly AbbreviableTeam<Key>[],
  speltRight: ReadonlySet<string>,
): Kinship<Key> {
  const tokens = nameTokens(name);
  if (tokens.length > MOST_WORDS) return { plausible: [], related: new Set() };
  const core = tokens.filter(({ text }) => !isAffix(text));
  const affixes = tokens.map(({ text }) => text).filter(isAffix);
  const bearers = core.map((token) => bearersOf(token, teams, speltRight));
  const related = new Set(
    bearers.flatMap((found, index) =>
      found.size === 1 && (core[index]?.text.length ?? 0) >= SHORTEST_TELLING ? [...found] : [],
    ),
  );
  if (core.length === 0 || otherTeamMark(name) !== undefined) return { plausible: [], related };
  const plausible = teams.filter(
    (candidate) =>
      related.has(candidate.team.key) &&
      bearers.every((found) => found.has(candidate.team.key)) &&
      areLikelyAffixes(affixes, core, candidate),
  );
  return { plausible: plausible.map(({ team }) => team), related };
}

/**
 * True for affixes that leave a name plausible: the club's own; beside its whole name also `CF` for `FC` and the year
 * of a club that bears none, which are often written wrongly.
 */
function areLikelyAffixes<Key extends TeamKey>(
  affixes: readonly string[],
  core: readonly NameToken[],
  { ownAffixes, fullName }: AbbreviableTeam<Key>,
): boolean {
  if (areOwnAffixes(affixes, ownAffixes)) return true;
  if (core.length !== fullName.size || !core.every(({ text }) => fullName.has(text))) return false;
  const hasYear = [...ownAffixes].some((affix) => /\d/.test(affix));
  return affixes.every(
    (affix) =>
      areOwnAffixes([affix], ownAffixes) ||
      (affix === 'fc' && ownAffixes.has('cf')) ||
      (affix === 'cf' && ownAffixes.has('fc')) ||
      (/^\d{4}$/.test(affix) && !hasYear),
  );
}

/** The teams with a word that a word of a file may stand for. */
function bearersOf<Key extends TeamKey>(
  token: NameToken,
  teams: readonly AbbreviableTeam<Key>[],
  speltRight: ReadonlySet<string>,
): Set<Key> {
  const mayErr = !speltRight.has(token.text) && !/\d/.test(token.text);
  const found = teams.filter(({ words }) =>
    [...words].some((word) => tokenMatch(token, word) !== undefined || (mayErr && isNear(token, word))),
  );
  return new Set(found.map(({ team }) => team.key));
}

function isNear({ text }: NameToken, word: string): boolean {
  const shortest = Math.min(text.length, word.length);
  if (shortest < 5 || Math.abs(text.length - word.length) > 2) return false;
  return text.startsWith(word) || editDistance(text, word) <= (shortest < 8 ? 1 : 2);
}
