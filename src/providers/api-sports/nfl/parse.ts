import { z } from 'zod';
import type { ProviderGame } from '../../../domain/box-score.ts';
import type { NflPlayerLine, NflTeamLine } from '../../../domain/nfl-lines.ts';
import type { GamesById, SeasonList } from '../../../domain/scheduled-game.ts';
import { parsedBy } from '../../http/parsed-by.ts';
import type { Envelope } from '../../http/provider-api.ts';
import type { Parsed } from '../../http/provider-call.ts';
import { NFL_LEAGUE } from './endpoints.ts';
import {
  type NflRosterPlayer,
  type NflTeam,
  normaliseGame,
  normaliseRosterPlayer,
  normaliseScheduledGame,
  normaliseTeam,
  normaliseTeamLine,
} from './normalise.ts';
import { collectPlayerLines } from './player-lines.ts';
import { pickGames, readSeasonRows } from '../season-list.ts';
import { Game, GameLabel, RosterPlayer, Team, TeamGroups, TeamLine } from './schema.ts';

/**
 * From the data of an envelope to our types, with the checks that a body speaks of what was asked. Pure, so that
 * a stored body can be read again by a newer version.
 */

/** Games between NFL teams among those of the answer, preseason included. */
export function parseGames({ response }: Envelope): Parsed<ProviderGame[]> {
  return gamesAmong(response, isNflGame, normaliseGame);
}

/** The same without the preseason: what a season's schedule consists of. */
export function parseSeasonGames({ response }: Envelope): Parsed<SeasonList> {
  const listed = parsedBy(z.array(GameLabel), response);
  if (!listed.ok) return listed;
  const isWanted = (label: GameLabel): boolean => isNflGame(label) && !isPreseason(label);
  return readSeasonRows(listed.value.filter(isWanted), (row) => readGame(row, normaliseScheduledGame));
}

/** What the provider has under one id. */
export function parseGamesById(envelope: Envelope, ids: readonly string[]): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope));
}

function gamesAmong<Found extends ProviderGame>(
  response: unknown,
  isWanted: (label: GameLabel) => boolean,
  normalise: (row: Game) => Found | undefined,
): Parsed<Found[]> {
  const listed = parsedBy(z.array(GameLabel), response);
  if (!listed.ok) return listed;
  const games: Found[] = [];
  for (const label of listed.value.filter(isWanted)) {
    const game = readGame(label, normalise);
    if (!game.ok) return game;
    games.push(game.value);
  }
  return { ok: true, value: games };
}

function readGame<Found extends ProviderGame>(
  label: object,
  normalise: (row: Game) => Found | undefined,
): Parsed<Found> {
  const row = parsedBy(Game, label);
  if (!row.ok) return row;
  const game = normalise(row.value);
  if (!game) return malformed(`game ${row.value.game.id} has no valid start`);
  if (game.home.providerTeamId === game.away.providerTeamId) {
    return mismatch(`game ${game.providerGameId} has the same team on both sides`);
  }
  return { ok: true, value: game };
}

/**
 * College games, the Pro Bowl, and play-off games whose teams are not known yet (id null or 0) are not looked
 * into.
 */
function isNflGame({ game, league, teams }: GameLabel): boolean {
  const isProBowl = /pro bowl/i.test(`${game?.stage ?? ''} ${game?.week ?? ''}`);
  const isTeamKnown = (side: { [key: string]: unknown } | null | undefined): boolean =>
    Number(side?.['id'] ?? 0) !== 0;
  return (
    String(league?.id) === NFL_LEAGUE && !isProBowl && isTeamKnown(teams?.home) && isTeamKnown(teams?.away)
  );
}

function isPreseason({ game }: GameLabel): boolean {
  return /^pre/i.test(game?.stage ?? '');
}

/** The game that was asked for; undefined when the provider does not have it. */
export function parseGame(envelope: Envelope, providerGameId: string): Parsed<ProviderGame | undefined> {
  const games = parseGames(envelope);
  if (!games.ok) return games;
  const game = games.value.find((candidate) => candidate.providerGameId === providerGameId);
  if (!game && games.value.length > 0) return mismatch(`the answer is not about game ${providerGameId}`);
  return { ok: true, value: game };
}

/** What a box score must agree with. */
export type ExpectedBoxScore = {
  providerGameId: string;
  /** The game's two teams, where they are known. */
  providerTeamIds?: readonly string[];
};

/** One line per player, with all groups together; none while the provider has no statistics. */
export function parsePlayerLines(envelope: Envelope, expected: ExpectedBoxScore): Parsed<NflPlayerLine[]> {
  const foreign = otherGame(envelope, expected);
  if (foreign) return mismatch(foreign);
  const teams = parsedBy(z.array(TeamGroups), envelope.response);
  if (!teams.ok) return teams;
  const lines = collectPlayerLines(teams.value);
  return lines.ok ? checkedTeams(lines.value, expected) : lines;
}

/** Both teams' lines; none while the provider has no statistics. */
export function parseTeamLines(envelope: Envelope, expected: ExpectedBoxScore): Parsed<NflTeamLine[]> {
  const foreign = otherGame(envelope, expected);
  if (foreign) return mismatch(foreign);
  const rows = parsedBy(z.array(TeamLine), envelope.response);
  if (!rows.ok) return rows;
  const lines = rows.value.map(normaliseTeamLine).filter((line) => line !== undefined);
  if (new Set(lines.map((line) => line.providerTeamId)).size !== lines.length) {
    return mismatch(`a team has two lines in game ${expected.providerGameId}`);
  }
  return checkedTeams(lines, expected);
}

/** Members of a team that have a name: a row without one is nobody, or no member at all. */
export function parseRoster(
  { response, parameters }: Envelope,
  providerTeamId?: string,
): Parsed<NflRosterPlayer[]> {
  // These rows do not say whose they are; the repeated parameter does.
  const { team = providerTeamId } = parameters;
  if (team !== providerTeamId && providerTeamId !== undefined) {
    return mismatch(`the answer is about team ${team}, not ${providerTeamId}`);
  }
  const rows = parsedBy(z.array(RosterPlayer), response);
  if (!rows.ok) return rows;
  return {
    ok: true,
    value: rows.value.filter((row) => row.name !== null).map(normaliseRosterPlayer),
  };
}

/** The 32 franchises. */
export function parseTeams({ response }: Envelope): Parsed<NflTeam[]> {
  const rows = parsedBy(z.array(Team), response);
  if (!rows.ok) return rows;
  return { ok: true, value: rows.value.map(normaliseTeam).filter((team) => team !== undefined) };
}

/** Lines do not say which game they are of; the repeated parameter does. */
function otherGame({ parameters }: Envelope, { providerGameId }: ExpectedBoxScore): string | undefined {
  const answered = parameters['id'];
  if (answered === undefined || answered === providerGameId) return undefined;
  return `the answer is about game ${answered}, not ${providerGameId}`;
}

function checkedTeams<T extends { providerTeamId: string }>(
  lines: T[],
  { providerGameId, providerTeamIds }: ExpectedBoxScore,
): Parsed<T[]> {
  const teams = new Set(lines.map((line) => line.providerTeamId));
  if (teams.size > 2) return mismatch(`game ${providerGameId} has lines of ${teams.size} teams`);
  const stranger = [...teams].find((team) => providerTeamIds && !providerTeamIds.includes(team));
  if (stranger) return mismatch(`team ${stranger} does not play in game ${providerGameId}`);
  return { ok: true, value: lines };
}

function malformed<T>(problem: string): Parsed<T> {
  return { ok: false, kind: 'malformed', problem };
}

function mismatch<T>(problem: string): Parsed<T> {
  return { ok: false, kind: 'mismatch', problem };
}
