import { z } from 'zod';
import type { NbaPlayerLine, NbaTeamLine, ProviderGame } from '../../../domain/box-score.ts';
import type { GamesById, SeasonList } from '../../../domain/scheduled-game.ts';
import { parsedBy } from '../../http/parsed-by.ts';
import type { Envelope } from '../../http/provider-api.ts';
import type { Parsed } from '../../http/provider-call.ts';
import {
  type NbaRosterPlayer,
  type NbaTeam,
  normaliseGame,
  normalisePlayerLine,
  normaliseRosterPlayer,
  normaliseScheduledGame,
  normaliseTeam,
  normaliseTeamLine,
} from './normalise.ts';
import { pickGames, readSeasonRows } from '../season-list.ts';
import { Game, GameLabel, PlayerLine, RosterPlayer, Team, TeamLine } from './schema.ts';

/**
 * From the data of an envelope to our types, with the checks that a body speaks of what was asked. Pure, so that
 * a stored body can be read again by a newer version.
 */

/** The NBA's own games; the summer, all-star and foreign leagues of the same API are left out. */
const NBA_LEAGUE = 'standard';

/** Games of the NBA among those of the answer. */
export function parseGames({ response }: Envelope): Parsed<ProviderGame[]> {
  return gamesAmong(response, normaliseGame);
}

/** `stage` of exhibition games before the season. */
const PRESEASON_STAGE = '1';

/** The same without the preseason: what a season's schedule consists of. */
export function parseSeasonGames({ response }: Envelope): Parsed<SeasonList> {
  const listed = parsedBy(z.array(GameLabel), response);
  if (!listed.ok) return listed;
  const season = readSeasonRows(listed.value.filter(isNbaGame), (row) =>
    readGame(row, normaliseScheduledGame),
  );
  if (!season.ok) return season;
  const games = season.value.games.filter((game) => game.stage !== PRESEASON_STAGE);
  return { ok: true, value: { ...season.value, games } };
}

/** What the provider has under one id. */
export function parseGamesById(envelope: Envelope, ids: readonly string[]): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope));
}

function gamesAmong<Found extends ProviderGame>(
  response: unknown,
  normalise: (row: Game) => Found | undefined,
): Parsed<Found[]> {
  const listed = parsedBy(z.array(GameLabel), response);
  if (!listed.ok) return listed;
  const games: Found[] = [];
  for (const row of listed.value.filter(isNbaGame)) {
    const game = readGame(row, normalise);
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
  if (!game) return malformed(`game ${row.value.id} has no valid start`);
  if (game.home.providerTeamId === game.away.providerTeamId) {
    return mismatch(`game ${row.value.id} has the same team on both sides`);
  }
  return { ok: true, value: game };
}

/** Rows of other leagues, and of play-off games whose teams are not known yet, are not looked into. */
function isNbaGame({ league, teams }: z.infer<typeof GameLabel>): boolean {
  const areTeamsKnown = (teams?.home?.['id'] ?? null) !== null && (teams?.visitors?.['id'] ?? null) !== null;
  return league === NBA_LEAGUE && areTeamsKnown;
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

/** Every player's line; none while the provider has no statistics. A row that comes twice is kept once. */
export function parsePlayerLines(
  { response }: Envelope,
  expected: ExpectedBoxScore,
): Parsed<NbaPlayerLine[]> {
  const rows = parsedBy(z.array(PlayerLine), response);
  if (!rows.ok) return rows;
  const foreign = rows.value.find((row) => row.game.id !== expected.providerGameId);
  if (foreign) return mismatch(`a line is of game ${foreign.game.id}, not ${expected.providerGameId}`);

  const lines = new Map<string, NbaPlayerLine>();
  for (const line of rows.value.map(normalisePlayerLine)) {
    const id = line.player.providerPlayerId;
    const twin = lines.get(id);
    if (twin && JSON.stringify(twin) !== JSON.stringify(line)) {
      return mismatch(`player ${id} has two different lines in game ${expected.providerGameId}`);
    }
    lines.set(id, line);
  }
  return checkedTeams([...lines.values()], expected);
}

/** Both teams' lines; none while the provider has no statistics. */
export function parseTeamLines(
  { response, parameters }: Envelope,
  expected: ExpectedBoxScore,
): Parsed<NbaTeamLine[]> {
  // These rows do not say which game they are of; the repeated parameter does.
  if (parameters['id'] !== undefined && parameters['id'] !== expected.providerGameId) {
    return mismatch(`the answer is about game ${parameters['id']}, not ${expected.providerGameId}`);
  }
  const rows = parsedBy(z.array(TeamLine), response);
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
): Parsed<NbaRosterPlayer[]> {
  // These rows do not say whose they are; the repeated parameter does.
  const { team = providerTeamId } = parameters;
  if (team !== providerTeamId && providerTeamId !== undefined) {
    return mismatch(`the answer is about team ${team}, not ${providerTeamId}`);
  }
  const rows = parsedBy(z.array(RosterPlayer), response);
  if (!rows.ok) return rows;
  return {
    ok: true,
    value: rows.value
      .filter((row) => row.firstname !== null || row.lastname !== null)
      .map(normaliseRosterPlayer),
  };
}

/** The 30 franchises. */
export function parseTeams({ response }: Envelope): Parsed<NbaTeam[]> {
  const rows = parsedBy(z.array(Team), response);
  if (!rows.ok) return rows;
  return { ok: true, value: rows.value.map(normaliseTeam).filter((team) => team !== undefined) };
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
