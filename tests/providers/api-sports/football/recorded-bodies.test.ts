import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../../src/providers/api-sports/envelope.ts';
import { parseBoxScores, parseGames } from '../../../../src/providers/api-sports/football/parse.ts';
import type { Envelope, EnvelopeReading } from '../../../../src/providers/client/provider-api.ts';
import { checkPlayerLines, checkTeamLines } from '../../../../src/sports/football/checks.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const SAMPLES = new URL('../../../../../shared/data/api-samples/api-football-v3/', import.meta.url);
const hasSamples = existsSync(SAMPLES);
const NOON = Date.parse('2026-01-15T12:00:10Z');
const ABSENT = hasSamples ? '' : ' (skipped: there is no folder shared/data beside the checkout)';
const BATCH = 'fixtures_ids_batch_with_events_lineups_statistics_players_PEN.json';
const ERRORS = 'error_bodies_openapi.json';

function text(name: string): string {
  return readFileSync(new URL(name, SAMPLES), 'utf8');
}

function read(body: string, status = 200): EnvelopeReading {
  return readEnvelope({ status, headers: {}, body, bytes: body.length }, { nowMs: NOON, random: () => 0 });
}

function recorded(name: string): Envelope {
  const reading = read(text(name));
  if (!reading.ok) throw new Error(`${name} was refused: ${reading.problem}`);
  return reading.envelope;
}

function boxScore(id: string) {
  const parsed = parseBoxScores(recorded(BATCH), ['1149523', '1149519']);
  const found = parsed.ok ? parsed.value.get(id) : parsed;
  if (found?.ok !== true) throw new Error(found?.problem ?? `match ${id} is missing`);
  return found.value;
}

/** A body of one of the single endpoints, put where `ids` embeds it. */
function embedded(blocks: Record<string, unknown>): Envelope {
  return {
    parameters: {},
    response: [
      {
        fixture: {
          id: 215662,
          date: '2019-11-02T21:45:00+00:00',
          status: { long: 'Match Finished', short: 'FT' },
        },
        league: { id: 128 },
        teams: { home: { id: 463, name: 'Aldosivi' }, away: { id: 442, name: 'Defensa Y Justicia' } },
        goals: { home: 1, away: 0 },
        ...blocks,
      },
    ],
  };
}

describe.skipIf(!hasSamples)(`bodies recorded from API-Football v3${ABSENT}`, () => {
  it.each(hasSamples ? readdirSync(SAMPLES).filter((name) => name !== ERRORS) : [])(
    '%s is read as an answer',
    (name) => {
      expect(read(text(name))).toMatchObject({ ok: true });
    },
  );

  it.each([
    ['HTTP 204 No Content', 204],
    ['HTTP 499 Time Out', 499],
    ['HTTP 500 Internal Server Error', 500],
  ])('%s is trouble at the provider and passes', (name, status) => {
    const body = JSON.stringify(JSON.parse(text(ERRORS))[name]);
    expect(read(body, status)).toMatchObject({ ok: false, kind: 'unavailable' });
  });

  it('a season: matches under way, finished and to come', () => {
    const envelope = recorded('fixtures_league135_season2025.json');
    const games = parseGames(envelope, new Set(['135']));
    if (!games.ok) throw new Error(games.problem);
    expect(games.value.map(({ status }) => status)).toEqual([
      'in_progress',
      'completed',
      'completed',
      'completed',
      'scheduled',
      'scheduled',
      'scheduled',
    ]);
    expect(games.value[1]).toEqual({
      providerGameId: '1377872',
      providerLeagueId: '135',
      startMs: Date.parse('2025-08-23T16:30:00Z'),
      status: 'completed',
      isStatusKnown: true,
      statusText: 'Match Finished',
      home: { providerTeamId: '488', name: 'Sassuolo', code: null },
      away: { providerTeamId: '492', name: 'Napoli', code: null },
      homeScore: 0,
      awayScore: 2,
      homePeriodScores: [0, 0],
      awayPeriodScores: [1, 1],
      // Told as `Giovanni Ayroldi, Italy`.
      referee: 'Giovanni Ayroldi',
      phaseGoals: {
        home: { halftime: 0, fulltime: 0, extraTime: null, penaltyShootout: null },
        away: { halftime: 1, fulltime: 2, extraTime: null, penaltyShootout: null },
      },
    });
    expect(parseGames(envelope, new Set(['39']))).toEqual({ ok: true, value: [] });
  });

  it('a batch of two: matched by id, with the shoot-out beside the result', () => {
    const { game, teamLines } = boxScore('1149519');
    expect(game).toMatchObject({
      providerLeagueId: '2',
      status: 'completed',
      home: { name: 'Atletico Madrid' },
      homeScore: 2,
      awayScore: 1,
      homePeriodScores: [1, 1, 0],
      awayPeriodScores: [1, 0, 0],
    });
    expect(teamLines).toHaveLength(2);
    expect(teamLines[0]).toEqual({
      providerTeamId: '530',
      formation: '3-5-2',
      goals: 2,
      phaseGoals: { halftime: 1, fulltime: 2, extraTime: 0, penaltyShootout: 3 },
      shotsOnTarget: 9,
      shotsOffTarget: 8,
      shotsTotal: 23,
      shotsBlocked: 6,
      shotsInsideBox: 18,
      shotsOutsideBox: 5,
      fouls: 21,
      corners: 5,
      offsides: null,
      possessionPercent: 47,
      yellowCards: 2,
      redCards: null,
      saves: 4,
      passesTotal: 685,
      passesAccurate: 583,
      passAccuracyPercent: 85,
      expectedGoals: 2.73,
    });
    expect(() => checkTeamLines({ rows: teamLines, refused: [] }, boxScore('1149519').game)).not.toThrow();
    expect(boxScore('1149523').game).toMatchObject({ home: { name: 'Arsenal' }, homeScore: 1, awayScore: 0 });
  });

  it('a player’s line: 121 minutes, a mark without decimals, and null kept apart from 0', () => {
    expect(boxScore('1149519').playerLines[0]).toMatchObject({
      player: { providerPlayerId: '29', firstName: 'Jan', lastName: 'Oblak' },
      providerTeamId: '530',
      minutes: 121,
      shirtNumber: 13,
      position: 'G',
      isSubstitute: false,
      rating: 8,
      goals: null,
      goalsConceded: 1,
      saves: 4,
      passesTotal: 27,
      passesAccurate: 20,
      passAccuracyPercent: null,
      yellowCards: 0,
      penaltiesScored: 0,
      penaltiesWon: null,
    });
  });

  it('a batch that somebody has cut down is refused, because its line-ups are not eleven', () => {
    const found = boxScore('1149519');
    expect(() => checkPlayerLines({ rows: found.playerLines, refused: [] }, found)).toThrow(
      /3 starters, not 11/,
    );
  });

  it('the four blocks of an older match: shares with a sign, and no expected goals', () => {
    const block = (name: string) => recorded(`fixtures_${name}.json`).response;
    const blocks = Object.fromEntries(
      ['events', 'lineups', 'statistics', 'players'].map((name) => [name, block(name)]),
    );
    const parsed = parseBoxScores(embedded(blocks), ['215662']);
    const found = parsed.ok ? parsed.value.get('215662') : undefined;
    if (found?.ok !== true) throw new Error('not read');
    const { playerLines, teamLines, starterCounts, events } = found.value;
    expect(playerLines[0]).toMatchObject({
      isCaptain: true,
      rating: 7.1,
      passesTotal: 13,
      passesAccurate: null,
      passAccuracyPercent: 44,
    });
    expect(teamLines[0]).toMatchObject({
      formation: '4-3-3',
      possessionPercent: 32,
      offsides: 1,
      redCards: 1,
      expectedGoals: null,
    });
    expect(starterCounts).toEqual(
      new Map([
        ['463', 11],
        ['442', 11],
      ]),
    );
    expect(events).toEqual({ ownGoalsFor: new Map() });
  });

  it.each([
    'injuries.json',
    'standings.json',
    'teams_teams.json',
    'fixtures_rounds.json',
    'odds_odds.json',
    'teams_statistics.json',
  ])('%s is refused as a list of matches or holds none of ours', (name) => {
    const parsed = parseGames(recorded(name), new Set(['39']));
    expect(parsed.ok ? parsed.value : []).toEqual([]);
  });
});
