import { z } from 'zod';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../../../domain/football-lines.ts';
import type { RowList } from '../../../domain/refused-row.ts';
import { shirtNumber, toldFacts } from '../../../domain/player-facts.ts';
import type { GamesById, RosterMember, ScheduledGame, SeasonList } from '../../../domain/scheduled-game.ts';
import { parsedBy } from '../../client/parsed-by.ts';
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
import { writeEnvelopeText } from '../../client/stored-envelope.ts';
import {
  headOfTeam,
  normaliseGame,
  normaliseScheduledGame,
  playerOf,
  readEvents,
  readLineUps,
  readTeamLines,
} from './normalise.ts';
import { readPlayerLines } from './normalise-players.ts';
import { Fixture, FixtureLabel, FullFixture, Squad, SquadMember } from './schema.ts';

/**
 * From the data of an envelope to our types, with the checks that a body speaks of what was asked. Pure, so that
 * a stored body can be read again by a newer version.
 */

/**
 * The matches of an answer that belong to one of the leagues (by the provider's ids). A day holds the matches of
 * more than a thousand competitions; those of others, and those whose sides are not known yet, are not looked into.
 */
export function parseGames(
  { response }: Envelope,
  providerLeagueIds: ReadonlySet<string>,
): Parsed<FootballGame[]> {
  const rows = rowsOfLeagues(response, providerLeagueIds);
  if (!rows.ok) return rows;
  const games = new RowReading<FootballGame>();
  for (const raw of rows.value) games.take(readFixture(raw, normaliseGame), () => matchOwner(raw));
  return listOf(games);
}

/** The matches of a league's season, with what a schedule tells. */
export function parseSeasonGames(
  { response }: Envelope,
  providerLeagueId: string,
): Parsed<SeasonList<FootballGame & ScheduledGame>> {
  const rows = rowsOfLeagues(response, new Set([providerLeagueId]));
  return rows.ok ? readSeasonRows(rows.value, (row) => readFixture(row, normaliseScheduledGame)) : rows;
}

/** What the provider has under the ids of some matches of a league. */
export function parseGamesById(
  envelope: Envelope,
  { providerLeagueId, ids }: { providerLeagueId: string; ids: readonly string[] },
): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope, providerLeagueId));
}

/** Rows of matches of these leagues, and those of which nobody can say whose they are. */
function rowsOfLeagues(
  response: unknown,
  providerLeagueIds: ReadonlySet<string>,
): Parsed<readonly unknown[]> {
  const listed = rawRows(response);
  if (!listed.ok) return listed;
  const value = listed.value.filter((raw) => {
    const label = FixtureLabel.safeParse(raw);
    if (!label.success) return true;
    return providerLeagueIds.has(label.data.league?.id ?? '') && areSidesKnown(label.data);
  });
  return { ok: true, value };
}

function readFixture<Found extends FootballGame>(
  raw: unknown,
  normalise: (row: Fixture) => Found | undefined,
): Parsed<Found> {
  const row = readRow(Fixture, raw);
  if (!row.ok) return { ok: false, kind: 'malformed', problem: row.problem };
  return checkedGame(row.value, normalise(row.value));
}

/** The members of a squad; none when the provider does not know the team. */
export function parseRoster({ response }: Envelope, providerTeamId: string): Parsed<RosterMember[]> {
  const squads = parsedBy(z.array(Squad), response);
  if (!squads.ok) return squads;
  const foreign = squads.value.find(({ team }) => team.id !== providerTeamId);
  if (foreign) return mismatch(`the answer is about team ${foreign.team.id}, not ${providerTeamId}`);
  const rows = squads.value.flatMap(({ players }) => players);
  return rowsBy(SquadMember, rows, ({ id, name, position, number }) =>
    id === null
      ? undefined
      : {
          ...playerOf(id, name),
          position: position?.charAt(0) ?? null,
          isActive: null,
          ...toldFacts({ jerseyNumber: shirtNumber(number) }),
        },
  );
}

function matchOwner(raw: unknown): RowOwner {
  const sides = [textIn(raw, 'teams', 'home', 'name'), textIn(raw, 'teams', 'away', 'name')];
  return {
    entityType: 'game',
    providerEntityId: idIn(raw, 'fixture', 'id'),
    providerTeamId: null,
    name: sides.every((name) => name !== null) ? sides.join(' - ') : null,
  };
}

/**
 * Box scores by match id, of the matches that were asked for. A row that cannot be read spoils only its own match.
 * The order of the answer is not that of the question.
 */
export function parseBoxScores(
  { response }: Envelope,
  providerGameIds: readonly string[],
): Parsed<Map<string, Parsed<FootballBoxScore>>> {
  const listed = rawRows(response);
  if (!listed.ok) return listed;
  const boxScores = new Map<string, Parsed<FootballBoxScore>>();
  const unreadable = new RowReading<never>();
  for (const raw of listed.value) {
    const id = idIn(raw, 'fixture', 'id');
    if (id === null)
      unreadable.refuse('malformed', matchOwner(raw), 'fixture.id: there is none that can be read');
    else if (providerGameIds.includes(id)) boxScores.set(id, parseBoxScore(raw, id));
    else return mismatch(`the answer is about match ${id}, which was not asked for`);
  }
  const rest = unreadable.result();
  if (!rest.ok && boxScores.size === 0) return rest;
  return { ok: true, value: boxScores, ...(rest.ok ? {} : { refused: unreadable.faults() }) };
}

/** Each match of an answer as an answer of its own, in text, by its id. */
export function matchTexts({ response }: Envelope): Map<string, string> {
  const listed = rawRows(response);
  if (!listed.ok) return new Map();
  return new Map(
    listed.value.flatMap((raw) => {
      const id = idIn(raw, 'fixture', 'id');
      return id === null ? [] : [[id, writeEnvelopeText({ response: [raw], parameters: {} })] as const];
    }),
  );
}

function parseBoxScore(raw: unknown, providerGameId: string): Parsed<FootballBoxScore> {
  const fixture = readRow(FullFixture, raw);
  if (!fixture.ok)
    return { ok: false, kind: 'malformed', problem: `match ${providerGameId}: ${fixture.problem}` };
  const game = checkedGame(fixture.value, normaliseGame(fixture.value));
  if (!game.ok) return game;
  const { home, away } = game.value;
  const expected = { providerGameId, providerTeamIds: [home.providerTeamId, away.providerTeamId] };
  const lineUps = readLineUps(fixture.value.lineups);
  const players = readPlayerLines(fixture.value.players, expected);
  const formationOf = (teamId: string) => lineUps.find(({ team }) => team.id === teamId)?.formation ?? null;
  const teams = readTeamLines(
    fixture.value.statistics,
    (teamId) => ({ ...headOfTeam(game.value, teamId), formation: formationOf(teamId) }),
    expected,
  );
  return {
    ok: true,
    value: {
      game: game.value,
      playerLines: players.ok ? players.value.rows : [],
      teamLines: teams.ok ? teams.value.rows : [],
      refused: [players, teams].flatMap((list) => (list.ok ? list.value.refused : [])),
      unreadable: { player: players.ok ? undefined : players, team: teams.ok ? undefined : teams },
      events: readEvents(fixture.value.events),
      starterCounts: new Map(
        lineUps
          .filter(({ startXI }) => startXI.length > 0)
          .map(({ team, startXI }) => [team.id, startXI.length]),
      ),
    },
  };
}

/** The lines of one team's players in a match; none while the provider has none. */
export function parseTeamPlayers(
  { response }: Envelope,
  { providerGameId, providerTeamId }: { providerGameId: string; providerTeamId: string },
): Parsed<RowList<FootballPlayerLine>> {
  const teams = rawRows(response);
  if (!teams.ok) return teams;
  const isOfAnother =
    teams.value.length > 0 && teams.value.every((raw) => idIn(raw, 'team', 'id') !== providerTeamId);
  if (isOfAnother) {
    return mismatch(`the answer is about team ${idIn(teams.value[0], 'team', 'id')}, not ${providerTeamId}`);
  }
  return readPlayerLines(teams.value, { providerGameId, providerTeamIds: [providerTeamId], isOfSome: true });
}

/** One team's line in a match; none while the provider has none. Line-ups are asked for elsewhere. */
export function parseTeamLine(
  { response }: Envelope,
  game: FootballGame,
  providerTeamId: string,
): Parsed<RowList<FootballTeamLine>> {
  const rows = rawRows(response);
  if (!rows.ok) return rows;
  const { providerGameId } = game;
  const expected = { providerGameId, providerTeamIds: [providerTeamId], isOfSome: true };
  return readTeamLines(rows.value, (teamId) => headOfTeam(game, teamId), expected);
}

function checkedGame<Found extends FootballGame>(fixture: Fixture, game: Found | undefined): Parsed<Found> {
  if (!game) {
    const problem = `fixture.date: "${fixture.fixture.date}" is not a moment`;
    return { ok: false, kind: 'malformed', problem };
  }
  if (game.home.providerTeamId === game.away.providerTeamId) {
    return mismatch(`match ${fixture.fixture.id} has the same team on both sides`);
  }
  return { ok: true, value: game };
}

function areSidesKnown({ teams }: FixtureLabel): boolean {
  return (teams?.home?.id ?? null) !== null && (teams?.away?.id ?? null) !== null;
}

function mismatch<T>(problem: string): Parsed<T> {
  return { ok: false, kind: 'mismatch', problem };
}
