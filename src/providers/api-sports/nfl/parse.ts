import type { ProviderGame } from '../../../domain/box-score.ts';
import type { NflPlayerLine, NflTeamLine } from '../../../domain/nfl-lines.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import type { GamesById, SeasonList } from '../../../domain/scheduled-game.ts';
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
import { Game, GameLabel, RosterPlayer, Team, TeamLine } from './schema.ts';

/**
 * From the data of an envelope to our types, with the checks that a body speaks of what was asked. Pure, so that
 * a stored body can be read again by a newer version.
 */

/** Games between NFL teams among those of the answer, preseason included. */
export function parseGames({ response }: Envelope): Parsed<ProviderGame[]> {
  const rows = rowsWanted(response, isNflGame);
  if (!rows.ok) return rows;
  const games = new RowReading<ProviderGame>();
  for (const raw of rows.value) games.take(readGame(raw, normaliseGame), () => gameOwner(raw));
  return listOf(games);
}

/** The same without the preseason: what a season's schedule consists of. */
export function parseSeasonGames({ response }: Envelope): Parsed<SeasonList> {
  const rows = rowsWanted(response, (label) => isNflGame(label) && !isPreseason(label));
  return rows.ok ? readSeasonRows(rows.value, (row) => readGame(row, normaliseScheduledGame)) : rows;
}

/** What the provider has under one id. */
export function parseGamesById(envelope: Envelope, ids: readonly string[]): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope));
}

/** Rows of games that are wanted, and those of which nobody can say whether they are. */
function rowsWanted(response: unknown, isWanted: (label: GameLabel) => boolean): Parsed<readonly unknown[]> {
  const listed = rawRows(response);
  if (!listed.ok) return listed;
  const value = listed.value.filter((raw) => {
    const label = GameLabel.safeParse(raw);
    return !label.success || isWanted(label.data);
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
    const problem = `game.date.timestamp: ${row.value.game.date.timestamp} is not a moment`;
    return { ok: false, kind: 'malformed', problem };
  }
  if (game.home.providerTeamId === game.away.providerTeamId) {
    return mismatch(`game ${game.providerGameId} has the same team on both sides`);
  }
  return { ok: true, value: game };
}

function gameOwner(raw: unknown): RowOwner {
  const sides = [textIn(raw, 'teams', 'away', 'name'), textIn(raw, 'teams', 'home', 'name')];
  return {
    entityType: 'game',
    providerEntityId: idIn(raw, 'game', 'id'),
    providerTeamId: null,
    name: sides.every((name) => name !== null) ? sides.join(' at ') : null,
  };
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
  /** Only one player or side was asked for. */
  isOfSome?: boolean;
};

/** One line per player, with all groups together; none while the provider has no statistics. */
export function parsePlayerLines(
  envelope: Envelope,
  expected: ExpectedBoxScore,
): Parsed<RowList<NflPlayerLine>> {
  const foreign = otherGame(envelope, expected);
  if (foreign) return mismatch(foreign);
  const teams = rawRows(envelope.response);
  if (!teams.ok) return teams;
  return checkedTeams(collectPlayerLines(teams.value, expected), expected);
}

/** Both teams' lines; none while the provider has no statistics. A team with two lines has none that can be believed. */
export function parseTeamLines(envelope: Envelope, expected: ExpectedBoxScore): Parsed<RowList<NflTeamLine>> {
  const foreign = otherGame(envelope, expected);
  if (foreign) return mismatch(foreign);
  const rows = rawRows(envelope.response);
  if (!rows.ok) return rows;
  const teamIds = rows.value.map((raw) => idIn(raw, 'team', 'id'));
  const reading = new RowReading<NflTeamLine>();
  for (const [index, raw] of rows.value.entries()) {
    const id = teamIds[index] ?? null;
    const name = textIn(raw, 'team', 'name');
    const owner: RowOwner = { entityType: 'team', providerEntityId: id, providerTeamId: id, name };
    const row = readRow(TeamLine, raw);
    const isOfGame = id !== null && (expected.providerTeamIds?.includes(id) ?? true);
    const line = row.ok ? normaliseTeamLine(row.value) : undefined;
    if (!row.ok) reading.refuse('malformed', owner, row.problem);
    else if (teamIds.filter((other) => other === id).length > 1)
      reading.refuse('mismatch', owner, 'there are two lines of the team');
    else if (!isOfGame)
      reading.refuse('mismatch', owner, `the team does not play in game ${expected.providerGameId}`);
    else if (line) reading.keep(line);
  }
  return checkedTeams(reading.result(expected), expected);
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
  return rowsBy(RosterPlayer, response, (row) =>
    row.name === null ? undefined : normaliseRosterPlayer(row),
  );
}

/** The 32 franchises. */
export function parseTeams({ response }: Envelope): Parsed<NflTeam[]> {
  return rowsBy(Team, response, normaliseTeam);
}

/** Lines do not say which game they are of; the repeated parameter does. */
function otherGame({ parameters }: Envelope, { providerGameId }: ExpectedBoxScore): string | undefined {
  const answered = parameters['id'];
  if (answered === undefined || answered === providerGameId) return undefined;
  return `the answer is about game ${answered}, not ${providerGameId}`;
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
