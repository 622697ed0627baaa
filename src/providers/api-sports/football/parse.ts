import { z } from 'zod';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../../../domain/football-lines.ts';
import type { GamesById, RosterMember, ScheduledGame, SeasonList } from '../../../domain/scheduled-game.ts';
import { parsedBy } from '../../http/parsed-by.ts';
import type { Envelope } from '../../http/provider-api.ts';
import type { Parsed } from '../../http/provider-call.ts';
import { writeEnvelopeText } from '../stored-envelope.ts';
import {
  normaliseEvents,
  normaliseGame,
  normaliseScheduledGame,
  normaliseTeamLines,
  playerOf,
  teamLinesOf,
} from './normalise.ts';
import { normalisePlayerLines } from './normalise-players.ts';
import { pickGames, readSeasonRows } from '../season-list.ts';
import { Fixture, FixtureLabel, FullFixture, Squad, TeamPlayers, TeamStatistics } from './schema.ts';

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
  return gamesAmong(response, providerLeagueIds, normaliseGame);
}

/** The matches of a league's season, with what a schedule tells. */
export function parseSeasonGames(
  { response }: Envelope,
  providerLeagueId: string,
): Parsed<SeasonList<FootballGame & ScheduledGame>> {
  const listed = parsedBy(z.array(FixtureLabel), response);
  if (!listed.ok) return listed;
  const wanted = listed.value.filter(
    (label) => label.league?.id === providerLeagueId && areSidesKnown(label),
  );
  return readSeasonRows(wanted, (label) => readFixture(label, normaliseScheduledGame));
}

/** What the provider has under the ids of some matches of a league. */
export function parseGamesById(
  envelope: Envelope,
  { providerLeagueId, ids }: { providerLeagueId: string; ids: readonly string[] },
): Parsed<GamesById> {
  return pickGames(envelope.response, ids, parseSeasonGames(envelope, providerLeagueId));
}

/** The members of a squad; none when the provider does not know the team. */
export function parseRoster({ response }: Envelope, providerTeamId: string): Parsed<RosterMember[]> {
  const squads = parsedBy(z.array(Squad), response);
  if (!squads.ok) return squads;
  const foreign = squads.value.find(({ team }) => team.id !== providerTeamId);
  if (foreign) return mismatch(`the answer is about team ${foreign.team.id}, not ${providerTeamId}`);
  const members = squads.value.flatMap(({ players }) =>
    players.flatMap(({ id, name, position }) =>
      id === null ? [] : { ...playerOf(id, name), position: position?.charAt(0) ?? null, isActive: null },
    ),
  );
  return { ok: true, value: members };
}

function gamesAmong<Found extends FootballGame>(
  response: unknown,
  providerLeagueIds: ReadonlySet<string>,
  normalise: (row: Fixture) => Found | undefined,
): Parsed<Found[]> {
  const listed = parsedBy(z.array(FixtureLabel), response);
  if (!listed.ok) return listed;
  const games: Found[] = [];
  for (const label of listed.value) {
    if (!providerLeagueIds.has(label.league?.id ?? '') || !areSidesKnown(label)) continue;
    const game = readFixture(label, normalise);
    if (!game.ok) return game;
    games.push(game.value);
  }
  return { ok: true, value: games };
}

function readFixture<Found extends FootballGame>(
  label: object,
  normalise: (row: Fixture) => Found | undefined,
): Parsed<Found> {
  const row = parsedBy(Fixture, label);
  return row.ok ? checkedGame(row.value, normalise(row.value)) : row;
}

/**
 * Box scores by match id, of the matches that were asked for. A row that cannot be read spoils only its own match.
 * The order of the answer is not that of the question.
 */
export function parseBoxScores(
  { response }: Envelope,
  providerGameIds: readonly string[],
): Parsed<Map<string, Parsed<FootballBoxScore>>> {
  const listed = parsedBy(z.array(FixtureLabel), response);
  if (!listed.ok) return listed;
  const foreign = listed.value.find(({ fixture }) => !providerGameIds.includes(fixture.id));
  if (foreign) return mismatch(`the answer is about match ${foreign.fixture.id}, which was not asked for`);
  const boxScores = new Map(listed.value.map((label) => [label.fixture.id, parseBoxScore(label)]));
  return { ok: true, value: boxScores };
}

/** Each match of an answer as an answer of its own, in text, by its id. */
export function matchTexts({ response }: Envelope): Map<string, string> {
  const listed = parsedBy(z.array(FixtureLabel), response);
  if (!listed.ok) return new Map();
  return new Map(
    listed.value.map((label) => [label.fixture.id, writeEnvelopeText({ response: [label], parameters: {} })]),
  );
}

function parseBoxScore(label: FixtureLabel): Parsed<FootballBoxScore> {
  const parsed = parsedBy(FullFixture, label);
  if (!parsed.ok) return parsed;
  const fixture = parsed.value;
  const game = checkedGame(fixture, normaliseGame(fixture));
  if (!game.ok) return game;
  const sides = [fixture.teams.home.id, fixture.teams.away.id];
  const named = [...fixture.players, ...fixture.statistics, ...fixture.lineups].map(({ team }) => team.id);
  const stranger = named.find((team) => !sides.includes(team));
  if (stranger !== undefined)
    return mismatch(`team ${stranger} does not play in match ${fixture.fixture.id}`);
  const playerLines = distinctLines(fixture.players.flatMap(normalisePlayerLines), fixture.fixture.id);
  if (!playerLines.ok) return playerLines;
  const teamLines = normaliseTeamLines(fixture);
  if (new Set(teamLines.map((line) => line.providerTeamId)).size !== teamLines.length) {
    return mismatch(`a team has two lines in match ${fixture.fixture.id}`);
  }
  return {
    ok: true,
    value: {
      game: game.value,
      playerLines: playerLines.value,
      teamLines,
      events: normaliseEvents(fixture),
      starterCounts: new Map(
        fixture.lineups
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
): Parsed<FootballPlayerLine[]> {
  const rows = parsedBy(z.array(TeamPlayers), response);
  if (!rows.ok) return rows;
  const stranger = rows.value.find(({ team }) => team.id !== providerTeamId);
  if (stranger) return mismatch(`the answer is about team ${stranger.team.id}, not ${providerTeamId}`);
  return distinctLines(rows.value.flatMap(normalisePlayerLines), providerGameId);
}

/** One team's line in a match; undefined while the provider has none. Line-ups are asked for elsewhere. */
export function parseTeamLine(
  { response }: Envelope,
  game: FootballGame,
  providerTeamId: string,
): Parsed<FootballTeamLine | undefined> {
  const rows = parsedBy(z.array(TeamStatistics), response);
  if (!rows.ok) return rows;
  const stranger = rows.value.find(({ team }) => team.id !== providerTeamId);
  if (stranger) return mismatch(`the answer is about team ${stranger.team.id}, not ${providerTeamId}`);
  const side = providerTeamId === game.home.providerTeamId ? 'home' : 'away';
  const [line] = teamLinesOf(rows.value, () => ({
    formation: null,
    goals: side === 'home' ? game.homeScore : game.awayScore,
    phaseGoals: game.phaseGoals[side],
  }));
  return { ok: true, value: line };
}

/** A row that comes twice is kept once. */
function distinctLines(
  rows: readonly FootballPlayerLine[],
  providerGameId: string,
): Parsed<FootballPlayerLine[]> {
  const lines = new Map<string, FootballPlayerLine>();
  for (const line of rows) {
    const id = line.player.providerPlayerId;
    const twin = lines.get(id);
    if (twin && JSON.stringify(twin) !== JSON.stringify(line)) {
      return mismatch(`player ${id} has two different lines in match ${providerGameId}`);
    }
    lines.set(id, line);
  }
  return { ok: true, value: [...lines.values()] };
}

function checkedGame<Found extends FootballGame>(fixture: Fixture, game: Found | undefined): Parsed<Found> {
  if (!game)
    return { ok: false, kind: 'malformed', problem: `match ${fixture.fixture.id} has no valid start` };
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
