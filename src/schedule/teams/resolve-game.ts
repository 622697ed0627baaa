import { LEAGUES } from '../../domain/league.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';
import { quoteValue, type RowRejection, rejectRow } from '../parse/row-rejection.ts';
import type { TeamKey } from './resolvable-team.ts';
import type { TeamResolution, TeamResolver } from './team-resolver.ts';

/** A game of a file whose sides are known teams. */
export type ResolvedGame<Key extends TeamKey = TeamKey> = ParsedGame & { homeTeamKey: Key; awayTeamKey: Key };

/** A name that is no known spelling and was read as the team that it nearly spells. */
export type GuessedTeam = { name: string; teamName: string; similarity: number };

/** Finds the two teams of a game; the resolver must be that of the game's league. Guessed names are told. */
export function resolveGame<Key extends TeamKey>(
  game: ParsedGame,
  resolver: TeamResolver<Key>,
): { ok: true; game: ResolvedGame<Key>; guessed: readonly GuessedTeam[] } | RowRejection {
  const home = resolver.resolve(game.homeName);
  if (!home.ok) return rejectTeam('home', game.homeName, game.leagueName, home);
  const away = resolver.resolve(game.awayName);
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
  const { reason, suggestions } = resolution;
  const sport = LEAGUES.find((league) => league.name === leagueName)?.sport ?? 'NBA';
  const options = { '--sport': sport, '--league': leagueName, '--team': 'TEAM', '--alias': name };
  const command = scoracleCommand('teams alias add', { options });
  if (reason === 'ambiguous_team') {
    return rejectRow(
      reason,
      `${side} team ${quoteValue(name)} can be ${suggestions.join(' or ')} in ${leagueName}`,
      `Write the full name, or teach the spelling: ${command}`,
    );
  }
  const hint = suggestions.length > 0 ? `Did you mean ${suggestions.join(', ')}? ` : '';
  return rejectRow(
    reason,
    `${side} team ${quoteValue(name)} is unknown in ${leagueName}`,
    `${hint}Correct the name, or teach the spelling: ${command}`,
  );
}
