import { LEAGUES } from '../domain/league.ts';
import { scoracleCommand } from '../domain/shell-command.ts';
import type { ParsedGame } from './parse/parsed-game.ts';
import type { Sport } from '../domain/sport.ts';
import { quoteValue, type RowRejection, rejectRow } from './parse/row-rejection.ts';
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
): { ok: true; game: ResolvedGame<Key>; guessed: readonly GuessedTeam[] } | RowRejection {
  const home = resolver.resolve(game.homeName, game.seasonYear);
  if (!home.ok) return rejectTeam('home', game.homeName, game.leagueName, home);
  const away = resolver.resolve(game.awayName, game.seasonYear);
  if (!away.ok) return rejectTeam('away', game.awayName, game.leagueName, away);
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

function guessedTeam(
  name: string,
  { how, teamName, similarity = 0 }: Extract<TeamResolution, { ok: true }>,
): GuessedTeam[] {
  return how === 'fuzzy' ? [{ name, teamName, similarity }] : [];
}

function rejectTeam(
  side: 'home' | 'away',
  name: string,
  leagueName: string,
  resolution: Extract<TeamResolution, { ok: false }>,
): RowRejection {
  if (plainForm(name) === '') {
    const detail = `${side} team ${quoteValue(name)} has neither letters nor digits`;
    return rejectRow('missing_field', detail, `Write the name of the ${side} team.`);
  }
  if (resolution.reason === 'ambiguous_team') {
    return rejectRow(
      resolution.reason,
      `${side} team ${quoteValue(name)} can be ${resolution.suggestions.join(' or ')} in ${leagueName}`,
      `Write the full name, or teach the spelling: ${teachCommand(name, leagueName, 'TEAM')}`,
    );
  }
  const detail = `${side} team ${quoteValue(name)} is unknown in ${leagueName}`;
  return rejectRow(resolution.reason, detail, unknownTeamRemedy(name, leagueName, resolution.plausible));
}

/**
 * What to do about a name that no team of the league has. A spelling is offered to be taught only to a team that it
 * may mean; any other name belongs to a team that is not known yet. The text ends with a command for copying.
 */
function unknownTeamRemedy(name: string, leagueName: string, plausible: readonly string[]): string {
  const sport = sportOf(leagueName);
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
  const teach = teachCommand(name, leagueName, first);
  return `Did you mean ${plausible.join(', ')}? Correct the name. If it is another club, add it (${add}); if it is another spelling, teach it: ${teach}`;
}

function teachCommand(name: string, leagueName: string, team: string): string {
  const options = { '--sport': sportOf(leagueName), '--league': leagueName, '--team': team, '--alias': name };
  return scoracleCommand('teams alias add', { options });
}

function sportOf(leagueName: string): Sport {
  return LEAGUES.find((league) => league.name === leagueName)?.sport ?? 'NBA';
}
