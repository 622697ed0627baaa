import type { SeasonYear } from '../../domain/season.ts';
import { abbreviatedTeams } from './abbreviated-names.ts';
import { splitAffixes } from './club-affixes.ts';
import { guessTeam } from './fuzzy-match.ts';
import { compactForm, plainForm } from './name-forms.ts';
import { isMarkedInBrackets, otherTeamMark } from './other-team-marks.ts';
import { kinshipOf } from './plausible-teams.ts';
import { type TeamSeason, membersOfWholeSeasons } from './season-members.ts';
import { type Bearers, type TeamNames, indexTeamNames, isOwn, runTogether } from './team-names.ts';
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
  /**
   * With a season, a name that several teams bear means the one of them that plays in it, where that is known. A team
   * that has left the league is meant in its seasons alone; without a season, teams are those of today.
   */
  resolve: (name: string, seasonYear?: SeasonYear) => TeamResolution<Key>;
  /** The team that has left the league and surely bears the name. */
  pastTeam: (name: string) => ResolvableTeam<Key> | undefined;
};

/** How many teams are told to whom a name is near. */
const MOST_SUGGESTIONS = 3;

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
  const past = teams.filter(({ lastSeason }) => lastSeason !== undefined);
  const played = new Set(seasons.map(({ teamKey, seasonYear }) => `${seasonYear} ${teamKey}`));
  const readers = new Map<string, (name: string) => TeamResolution<Key>>();

  /** Who reads names of a season: teams that had left the league by then are not known to it. */
  function readerOf(seasonYear?: SeasonYear): (name: string) => TeamResolution<Key> {
    const gone = past.filter(
      ({ key, lastSeason = 0 }) =>
        seasonYear === undefined || (seasonYear > lastSeason && !played.has(`${seasonYear} ${key}`)),
    );
    const id = gone.map(({ key }) => key).join();
    const known = readers.get(id);
    if (known !== undefined) return known;
    const reader = readerFor(without(teams, gone), withoutNamesOf(aliases, gone));
    readers.set(id, reader);
    return reader;
  }

  const ofToday = readerOf();
  let ofPast: ReturnType<typeof readerOf> | undefined;

  function pastTeam(name: string): ResolvableTeam<Key> | undefined {
    if (past.length === 0) return undefined;
    ofPast ??= readerFor(past, []);
    const found = ofPast(name);
    const isSure = found.ok && !isGuess(found.how);
    return isSure ? past.find(({ key }) => key === found.teamKey) : undefined;
  }

  return {
    pastTeam,
    resolve(name, seasonYear) {
      const resolution = past.length === 0 ? ofToday(name) : readerOf(seasonYear)(name);
      const gone = mayBePast(resolution, seasonYear) ? pastTeam(name) : undefined;
      if (gone !== undefined && !(resolution.ok && resolution.teamKey === gone.key)) {
        const plausible = resolution.ok || resolution.reason !== 'unknown_team' ? [] : resolution.plausible;
        return { ok: false, reason: 'unknown_team', plausible, suggestions: [gone.name] };
      }
      const ofSeason = seasonYear === undefined ? undefined : members.get(seasonYear);
      return ofSeason === undefined ? resolution : narrowed(resolution, teams, ofSeason);
    },
  };
}

/**
 * Whether a team that has left the league is to be thought of: where nobody of today is found, and before a guess, which
 * may be no more than the nearest to a name that is surely another's.
 */
function mayBePast(resolution: TeamResolution, seasonYear: SeasonYear | undefined): boolean {
  if (resolution.ok) return isGuess(resolution.how);
  return seasonYear === undefined && resolution.reason === 'unknown_team';
}

function isGuess(how: ResolutionWay): boolean {
  return how === 'fuzzy' || how === 'abbreviated';
}

/** Reads names of these teams, each once. */
function readerFor<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  aliases: readonly TeamAlias<Key>[],
): (name: string) => TeamResolution<Key> {
  const known = indexTeamNames(teams, aliases);
  const remembered = new Map<string, TeamResolution<Key>>();
  return (name) => {
    const resolution = remembered.get(name) ?? resolveName(known, name);
    remembered.set(name, resolution);
    return resolution;
  };
}

function without<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
  gone: readonly ResolvableTeam<Key>[],
): readonly ResolvableTeam<Key>[] {
  return gone.length === 0 ? teams : teams.filter((team) => !gone.includes(team));
}

function withoutNamesOf<Key extends TeamKey>(
  aliases: readonly TeamAlias<Key>[],
  gone: readonly ResolvableTeam<Key>[],
): readonly TeamAlias<Key>[] {
  return gone.length === 0
    ? aliases
    : aliases.filter(({ teamKey }) => !gone.some(({ key }) => key === teamKey));
}

/** What a name means whatever the season, by the surest way in which it can be read. */
function resolveName<Key extends TeamKey>(known: TeamNames<Key>, name: string): TeamResolution<Key> {
  const trimmed = name.trim();
  const plain = plainForm(trimmed);
  if (plain === '') return { ok: false, reason: 'unknown_team', suggestions: [], plausible: [] };
  return (
    lookUp(known.full, trimmed, 'exact') ??
    lookUp(known.taught, plain, 'alias') ??
    lookUpShared(known, known.own, { form: trimmed, how: 'alias' }) ??
    (isMarkedInBrackets(trimmed) ? guess(known, trimmed, plain) : undefined) ??
    lookUpShared(known, known.normalised, { form: plain, how: 'normalised' }) ??
    refuseShared(known, compactForm(plain)) ??
    lookUp(known.compact, compactForm(plain), 'normalised') ??
    refuseSharedCore(known, plain) ??
    lookUpCore(known, known.cores, plain) ??
    lookUpCore(known, known.aliasCores, plain) ??
    oneOf(abbreviatedTeams(trimmed, known.abbreviable), 'abbreviated') ??
    guess(known, trimmed, plain)
  );
}

function lookUp<Key extends TeamKey>(
  bearers: Bearers<Key>,
  form: string,
  how: ResolutionWay,
): TeamResolution<Key> | undefined {
  return oneOf([...(bearers.get(form) ?? [])], how);
}

/** A name that somebody gave a team, and that others share, means any of them. */
function lookUpShared<Key extends TeamKey>(
  { shared }: TeamNames<Key>,
  bearers: Bearers<Key>,
  { form, how }: { form: string; how: ResolutionWay },
): TeamResolution<Key> | undefined {
  const found = [...(bearers.get(form) ?? [])];
  if (found.length === 0) return undefined;
  return oneOf([...new Set([...found, ...(shared.get(runTogether(form)) ?? [])])], how);
}

/** A shared name stays ambiguous even where the other teams that bear it are not in this list. */
function refuseShared<Key extends TeamKey>(
  { shared }: TeamNames<Key>,
  form: string,
): TeamResolution<Key> | undefined {
  const found = shared.get(form);
  return found === undefined ? undefined : ambiguous([...found]);
}

/** With affixes that none of its bearers uses, or with the mark of a second team, it means none of them. */
function refuseSharedCore<Key extends TeamKey>(
  known: TeamNames<Key>,
  plain: string,
): TeamResolution<Key> | undefined {
  const { core, affixes } = splitAffixes(plain);
  const found = [...(known.shared.get(compactForm(core)) ?? [])].filter((team) =>
    isOwn(known, team, affixes),
  );
  return found.length === 0 || otherTeamMark(plain) !== undefined ? undefined : ambiguous(found);
}

function lookUpCore<Key extends TeamKey>(
  known: TeamNames<Key>,
  bearers: Bearers<Key>,
  plain: string,
): TeamResolution<Key> | undefined {
  const { core, affixes } = splitAffixes(plain);
  const found = [...(bearers.get(core) ?? [])];
  return oneOf(
    found.filter((team) => isOwn(known, team, affixes)),
    'normalised',
  );
}

function guess<Key extends TeamKey>(
  { guessable, abbreviable, speltRight }: TeamNames<Key>,
  name: string,
  plain: string,
): TeamResolution<Key> {
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
function narrowed<Key extends TeamKey>(
  found: TeamResolution<Key>,
  teams: readonly ResolvableTeam<Key>[],
  ofSeason: ReadonlySet<Key>,
): TeamResolution<Key> {
  if (found.ok || found.reason !== 'ambiguous_team') return found;
  const bearers = teams.filter(({ name, key }) => found.suggestions.includes(name) && ofSeason.has(key));
  return oneOf(bearers, 'season') ?? found;
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
