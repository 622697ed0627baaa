import { acceptAnswer } from './accepted-readings.ts';
import { scoracleCommand } from '../domain/shell-command.ts';
import type { ParsedGame } from './parse/parsed-game.ts';
import type { Sport } from '../domain/sport.ts';
import { quoteValue, type RowRejection, rejectRow } from './parse/row-rejection.ts';
import { hasEveryTeam } from '../reference/built-in/reference-teams.ts';
import { plainForm } from '../reference/names/name-forms.ts';
import { otherTeamMark } from '../reference/names/other-team-marks.ts';
import type { TeamKey } from '../reference/names/resolvable-team.ts';
import type { TeamResolution, TeamResolver } from '../reference/names/team-resolver.ts';

/** A game of a file whose sides are known teams. */
export type ResolvedGame<Key extends TeamKey = TeamKey> = ParsedGame & { homeTeamKey: Key; awayTeamKey: Key };

/** A name that is no known spelling and was read as the team that it nearly spells. */
export type GuessedTeam = { name: string; teamName: string; similarity: number };

/** Finds the two teams of a game; the resolver must be that of the game's league. Guessed names are told. */
export function resolveGame<Key extends TeamKey>(
  game: ParsedGame,
  resolver: TeamResolver<Key>,
  sport: Sport,
): { ok: true; game: ResolvedGame<Key>; guessed: readonly GuessedTeam[] } | TeamRejection {
  const home = resolver.resolve(game.homeName, game.seasonYear);
  const away = resolver.resolve(game.awayName, game.seasonYear);
  if (!home.ok)
    return withNewTeams(
      rejectTeam('home', { name: game.homeName, leagueName: game.leagueName, sport }, home),
      newNames(game, { home, away }),
    );
  if (!away.ok)
    return withNewTeams(
      rejectTeam('away', { name: game.awayName, leagueName: game.leagueName, sport }, away),
      newNames(game, { home, away }),
    );
  if (home.teamKey === away.teamKey) {
    return rejectRow(
      'same_team_twice',
      `home team ${quoteValue(game.homeName)} and away team ${quoteValue(game.awayName)} are both ${home.teamName}`,
      'Correct the home or the away team.',
    );
  }
  return {
    ok: true,
    game: { ...game, homeTeamKey: home.teamKey, awayTeamKey: away.teamKey },
    guessed: [...guessedTeam(game.homeName, home), ...guessedTeam(game.awayName, away)],
  };
}

/**
 * Names that nobody of the league bears or may bear: these may be new teams, or be back in it, and somebody is asked.
 * Undefined where another team is in doubt as well, and of a league that has no other teams than the program knows.
 */
function newNames(
  { homeName, awayName, leagueName }: Pick<ParsedGame, 'homeName' | 'awayName' | 'leagueName'>,
  { home, away }: { home: TeamResolution; away: TeamResolution },
): readonly string[] | undefined {
  if (hasEveryTeam(leagueName)) return undefined;
  const sides = [
    { name: homeName, found: home },
    { name: awayName, found: away },
  ].filter(({ found }) => !found.ok);
  const areNew = sides.every(({ name, found }) => isNewName(name, found));
  return areNew ? sides.map(({ name }) => name) : undefined;
}

function isNewName(name: string, found: TeamResolution): boolean {
  return (
    !found.ok &&
    found.reason === 'unknown_team' &&
    found.plausible.length === 0 &&
    plainForm(name) !== '' &&
    otherTeamMark(name) === undefined
  );
}

function withNewTeams(rejection: RowRejection, newTeams: readonly string[] | undefined): TeamRejection {
  if (newTeams === undefined) return rejection;
  return { ...rejection, newTeams, answers: [acceptAnswer('new-teams')] };
}

function guessedTeam(
  name: string,
  { how, teamName, similarity = 0 }: Extract<TeamResolution, { ok: true }>,
): GuessedTeam[] {
  return how === 'fuzzy' ? [{ name, teamName, similarity }] : [];
}

/** A refusal; with names that may be those of teams that the league does not have yet. */
export type TeamRejection = RowRejection & { newTeams?: readonly string[] };

/** A name of a file, with where it stands. */
type NamedTeam = { name: string; leagueName: string; sport: Sport };

function rejectTeam(
  side: 'home' | 'away',
  named: NamedTeam,
  resolution: Extract<TeamResolution, { ok: false }>,
): RowRejection {
  const { name, leagueName } = named;
  if (plainForm(name) === '') {
    const detail = `${side} team ${quoteValue(name)} has neither letters nor digits`;
    return rejectRow('missing_field', detail, `Write the name of the ${side} team.`);
  }
  if (resolution.reason === 'ambiguous_team') {
    return rejectRow(
      resolution.reason,
      `${side} team ${quoteValue(name)} can be ${resolution.suggestions.join(' or ')} in ${leagueName}`,
      `Write the full name, or teach the spelling: ${teachCommand(named, 'TEAM')}`,
    );
  }
  const detail = `${side} team ${quoteValue(name)} is unknown in ${leagueName}`;
  return rejectRow(resolution.reason, detail, unknownTeamRemedy(named, resolution.plausible));
}

/**
 * What to do about a name that no team of the league has. A spelling is offered to be taught only to a team that it
 * may mean; any other name belongs to a team that is not known yet. The text ends with a command for copying.
 */
function unknownTeamRemedy(named: NamedTeam, plausible: readonly string[]): string {
  const { name, leagueName, sport } = named;
  const isDistinct = plausible.length > 0;
  const add = scoracleCommand('teams add', {
    options: { '--sport': sport, '--league': leagueName, '--name': name, '--distinct': isDistinct },
  });
  const mark = otherTeamMark(name);
  if (mark !== undefined) {
    return `"${mark}" makes another team than the club's first one: discard the row unless that team plays in ${leagueName}. If it does, add it: ${add}`;
  }
  const [first] = plausible;
  if (first === undefined) {
    return `Correct the name, or add the team if it is new in ${leagueName}, and retry the row: ${add}`;
  }
  const teach = teachCommand(named, first);
  return `Did you mean ${plausible.join(', ')}? Correct the name. If it is another club, add it (${add}); if it is another spelling, teach it: ${teach}`;
}

function teachCommand({ name, leagueName, sport }: NamedTeam, team: string): string {
  const options = { '--sport': sport, '--league': leagueName, '--team': team, '--alias': name };
  return scoracleCommand('teams alias add', { options });
}
