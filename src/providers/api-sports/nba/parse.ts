import type { z } from 'zod';
import type { ProviderGame } from '../../../domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../../domain/nba-lines.ts';
import type { GamesById, SeasonList } from '../../../domain/scheduled-game.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { Envelope } from '../../client/provider-api.ts';
import type { Parsed } from '../../client/provider-call.ts';
import {
  RowReading,
  type RowOwner,
  idIn,
  listOf,
  rawRows,
  readRow,
  rowsBy,
  textIn,
} from '../../reading/read-rows.ts';
import { pickGames, readSeasonRows } from '../season-list.ts';
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
import { Game, GameLabel, PlayerLine, RosterPlayer, Team, TeamLine } from './schema.ts';

/**
 * From the data of an envelope to our types, with the checks that a body speaks of what was asked. Pure, so that
 * a stored body can be read again by a newer version.
 */

/** The NBA's own games; the summer, all-star and foreign leagues of the same API are left out. */
export const NBA_LEAGUE = 'standard';

/** Games of the NBA among those of the answer. */
export function parseGames({ response }: Envelope): Parsed<ProviderGame[]> {
  const rows = nbaRows(response);
  if (!rows.ok) return rows;
  const games = new RowReading<ProviderGame>();
  for (const raw of rows.value) games.take(readGame(raw, normaliseGame), () => gameOwner(raw));
  return listOf(games);
}

/** `stage` of exhibition games before the season. */
const PRESEASON_STAGE = '1';

/** The same without the preseason: what a season's schedule consists of. */
export function parseSeasonGames({ response }: Envelope): Parsed<SeasonList> {
  const rows = nbaRows(response);
  if (!rows.ok) return rows;
  const season = readSeasonRows(rows.value, (row) => readGame(row, normaliseScheduledGame));
  if (!season.ok) return season;
  const games = season.value.games.filter((game) => game.stage !== PRESEASON_STAGE);
  return { ok: true, value: { ...season.value, games } };
}

/** What the provider has under one id. */
export function parseGamesById(envelope: Envelope, ids: readonly string[]): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope));
}

/** Rows of the NBA's games, and those of which nobody can say whose they are. */
function nbaRows(response: unknown): Parsed<readonly unknown[]> {
  const listed = rawRows(response);
  if (!listed.ok) return listed;
  const value = listed.value.filter((raw) => {
    const label = GameLabel.safeParse(raw);
    return !label.success || isNbaGame(label.data);
  });
  return { ok: true, value };
}

function readGame<Found extends ProviderGame>(
  raw: unknown,
  normalise: (row: Game) => Found | undefined,
): Parsed<Found> {
  const row = readRow(Game, raw);
  if (!row.ok) return { ok: false, kind: 'malformed', problem: row.problem };
  const game = normalise(row.value);
  if (!game) {
    return { ok: false, kind: 'malformed', problem: `date.start: "${row.value.date.start}" is not a moment` };
  }
  if (game.home.providerTeamId === game.away.providerTeamId) {
    return mismatch(`game ${row.value.id} has the same team on both sides`);
  }
  return { ok: true, value: game };
}

function gameOwner(raw: unknown): RowOwner {
  const sides = [textIn(raw, 'teams', 'visitors', 'name'), textIn(raw, 'teams', 'home', 'name')];
  return {
    entityType: 'game',
    providerEntityId: idIn(raw, 'id'),
    providerTeamId: null,
    name: sides.every((name) => name !== null) ? sides.join(' at ') : null,
  };
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
  /** Only one player or side was asked for. */
  isOfSome?: boolean;
};

/**
 * Every player's line; none while the provider has no statistics. A row that comes twice is kept once; of a player with
 * two different rows neither is.
 */
export function parsePlayerLines(
  { response }: Envelope,
  expected: ExpectedBoxScore,
): Parsed<RowList<NbaPlayerLine>> {
  const rows = rawRows(response);
  if (!rows.ok) return rows;
  const lines = new Map<string, NbaPlayerLine>();
  const contradicting = new Set<string>();
  const reading = new RowReading<NbaPlayerLine>();
  for (const raw of rows.value) {
    const owner = (): RowOwner => playerOwner(raw, expected);
    const row = readRow(PlayerLine, raw);
    if (!row.ok) {
      reading.refuse('malformed', owner(), row.problem);
      continue;
    }
    const problem = foreignRow(row.value, expected);
    if (problem !== undefined) {
      reading.refuse('mismatch', owner(), problem);
      continue;
    }
    const line = normalisePlayerLine(row.value);
    const id = line.player.providerPlayerId;
    const twin = lines.get(id);
    if (twin && JSON.stringify(twin) !== JSON.stringify(line)) {
      if (!contradicting.has(id)) reading.refuse('mismatch', owner(), 'there are two different lines');
      contradicting.add(id);
    } else lines.set(id, line);
  }
  for (const [id, line] of lines) if (!contradicting.has(id)) reading.keep(line);
  return checkedTeams(reading.result(expected), expected);
}

function playerOwner(raw: unknown, { providerTeamIds }: ExpectedBoxScore): RowOwner {
  const names = [textIn(raw, 'player', 'firstname'), textIn(raw, 'player', 'lastname')];
  const teamId = idIn(raw, 'team', 'id');
  const isOfGame = teamId !== null && (providerTeamIds?.includes(teamId) ?? true);
  return {
    entityType: 'player',
    providerEntityId: idIn(raw, 'player', 'id'),
    providerTeamId: isOfGame ? teamId : null,
    name: names.filter((name) => name !== null).join(' ') || null,
  };
}

/** What makes a row one of another game or team. */
function foreignRow(
  { game, team }: { game: { id: string }; team: { id: string } },
  { providerGameId, providerTeamIds }: ExpectedBoxScore,
): string | undefined {
  if (game.id !== providerGameId) return `the line is of game ${game.id}, not ${providerGameId}`;
  if (providerTeamIds && !providerTeamIds.includes(team.id))
    return `it is listed for team ${team.id}, which does not play in game ${providerGameId}`;
  return undefined;
}

/** Both teams' lines; none while the provider has no statistics. A team with two lines has none that can be believed. */
export function parseTeamLines(
  { response, parameters }: Envelope,
  expected: ExpectedBoxScore,
): Parsed<RowList<NbaTeamLine>> {
  const { providerGameId } = expected;
  // These rows do not say which game they are of; the repeated parameter does.
  if (parameters['id'] !== undefined && parameters['id'] !== providerGameId) {
    return mismatch(`the answer is about game ${parameters['id']}, not ${providerGameId}`);
  }
  const rows = rawRows(response);
  if (!rows.ok) return rows;
  const teamIds = rows.value.map((raw) => idIn(raw, 'team', 'id'));
  const reading = new RowReading<NbaTeamLine>();
  for (const [index, raw] of rows.value.entries()) {
    const id = teamIds[index] ?? null;
    const owner: RowOwner = {
      entityType: 'team',
      providerEntityId: id,
      providerTeamId: id,
      name: textIn(raw, 'team', 'name'),
    };
    const row = readRow(TeamLine, raw);
    if (!row.ok) {
      reading.refuse('malformed', owner, row.problem);
      continue;
    }
    const line = normaliseTeamLine(row.value);
    const problem =
      teamIds.filter((other) => other === id).length > 1
        ? 'there are two lines of the team'
        : foreignRow({ game: { id: providerGameId }, team: row.value.team }, expected);
    if (problem !== undefined) reading.refuse('mismatch', owner, problem);
    else if (line) reading.keep(line);
  }
  return checkedTeams(reading.result(expected), expected);
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
  return rowsBy(RosterPlayer, response, (row) =>
    row.firstname === null && row.lastname === null ? undefined : normaliseRosterPlayer(row),
  );
}

/** The 30 franchises. */
export function parseTeams({ response }: Envelope): Parsed<NbaTeam[]> {
  return rowsBy(Team, response, normaliseTeam);
}

function checkedTeams<T extends { providerTeamId: string }>(
  list: Parsed<RowList<T>>,
  { providerGameId }: ExpectedBoxScore,
): Parsed<RowList<T>> {
  if (!list.ok) return list;
  const teams = new Set(list.value.rows.map((line) => line.providerTeamId));
  if (teams.size > 2) return mismatch(`game ${providerGameId} has lines of ${teams.size} teams`);
  return list;
}

function mismatch<T>(problem: string): Parsed<T> {
  return { ok: false, kind: 'mismatch', problem };
}
