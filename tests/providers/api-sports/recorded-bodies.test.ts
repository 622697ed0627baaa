import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';
import {
  parseGames,
  parsePlayerLines,
  parseRoster,
  parseTeamLines,
  parseTeams,
} from '../../../src/providers/api-sports/nba/parse.ts';
import type { Envelope, EnvelopeReading } from '../../../src/providers/client/provider-api.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const SAMPLES = new URL('../../../../shared/data/api-samples/', import.meta.url);
const hasSamples = existsSync(SAMPLES);
const NOON = Date.parse('2026-01-15T12:00:10Z');

function readRecorded(path: string, status = 200): EnvelopeReading {
  const body = readFileSync(new URL(path, SAMPLES), 'utf8');
  const response = { status, headers: {}, body, bytes: body.length };
  return readEnvelope(response, { nowMs: NOON, random: () => 0 });
}

function recorded(path: string): Envelope {
  const reading = readRecorded(path);
  if (!reading.ok) throw new Error(`${path} was refused: ${reading.problem}`);
  return reading.envelope;
}

function files(folder: string): string[] {
  return hasSamples ? readdirSync(new URL(folder, SAMPLES)).map((name) => folder + name) : [];
}

const ABSENT = hasSamples ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

describe.skipIf(!hasSamples)(`bodies recorded from API-NBA v2${ABSENT}`, () => {
  it.each(files('api-nba-v2/'))('%s is read as an answer', (path) => {
    expect(readRecorded(path)).toMatchObject({ ok: true });
  });

  it('a slate: fifteen games with their scores by period', () => {
    const games = parseGames(recorded('api-nba-v2/games_date_2024-04-14_full.json'));
    if (!games.ok) throw new Error(games.problem);
    expect(games.value).toHaveLength(15);
    expect(games.value.find(({ providerGameId }) => providerGameId === '13738')).toEqual({
      providerGameId: '13738',
      startMs: Date.parse('2024-04-14T17:00:00Z'),
      status: 'completed',
      isStatusKnown: true,
      statusText: 'Finished',
      home: { providerTeamId: '24', name: 'New York Knicks', code: 'NYK' },
      away: { providerTeamId: '6', name: 'Chicago Bulls', code: 'CHI' },
      homeScore: 120,
      awayScore: 119,
      homePeriodScores: [29, 21, 26, 33, 11],
      awayPeriodScores: [28, 19, 35, 27, 10],
    });
    for (const game of games.value) {
      expect(game.homePeriodScores.reduce((sum, points) => sum + points, 0)).toBe(game.homeScore);
      expect(game.awayPeriodScores.reduce((sum, points) => sum + points, 0)).toBe(game.awayScore);
    }
  });

  it("a player's line", () => {
    const lines = parsePlayerLines(recorded('api-nba-v2/playerstatistics.json'), { providerGameId: '8137' });
    expect(lines).toEqual({
      ok: true,
      value: {
        refused: [],
        rows: [
          {
            player: { providerPlayerId: '236', firstName: 'Buddy', lastName: 'Hield' },
            providerTeamId: '30',
            secondsPlayed: 23 * 60 + 1,
            startPosition: 'SG',
            comment: null,
            points: 23,
            fieldGoalsMade: 8,
            fieldGoalsAttempted: 17,
            threePointersMade: 5,
            threePointersAttempted: 11,
            freeThrowsMade: 2,
            freeThrowsAttempted: 2,
            offensiveRebounds: 0,
            defensiveRebounds: 0,
            totalRebounds: 0,
            assists: 1,
            steals: 1,
            blocks: 0,
            turnovers: 0,
            personalFouls: 1,
            plusMinus: -14,
          },
        ],
      },
    });
  });

  it('the lines of both teams', () => {
    const lines = parseTeamLines(recorded('api-nba-v2/gamestatistics.json'), {
      providerGameId: '10403',
      providerTeamIds: ['5', '10'],
    });
    expect(lines).toMatchObject({
      ok: true,
      value: {
        rows: [
          { providerTeamId: '5', points: 141, secondsPlayed: 14_400, plusMinus: 22, pointsInPaint: 70 },
          { providerTeamId: '10', points: 119, secondsPlayed: 14_400, plusMinus: -22, biggestLead: 2 },
        ],
      },
    });
  });

  it('a player and a team', () => {
    expect(parseRoster(recorded('api-nba-v2/players.json'))).toEqual({
      ok: true,
      value: [
        {
          providerPlayerId: '553',
          firstName: 'Lou',
          lastName: 'Williams',
          position: 'G',
          jersey: 6,
          facts: { birthDate: '1986-10-27', fromYear: 2005, heightCm: 188, jerseyNumber: '6', weightKg: 79 },
          isActive: true,
        },
      ],
    });
    expect(parseTeams(recorded('api-nba-v2/teams.json'))).toEqual({
      ok: true,
      value: [
        { providerTeamId: '1', name: 'Atlanta Hawks', code: 'ATL', city: 'Atlanta', nickname: 'Hawks' },
      ],
    });
  });
});

describe.skipIf(!hasSamples)(`refusals recorded from API-Sports${ABSENT}`, () => {
  const reasons: Record<string, { status: number; kind: string }> = {
    'http200_bad_date_null_string.json': { status: 200, kind: 'bad_request' },
    'http200_daily_quota.json': { status: 200, kind: 'quota_day' },
    'http200_plan.json': { status: 200, kind: 'plan' },
    'http200_rateLimit_per_minute.json': { status: 200, kind: 'rate_limit' },
    'http200_token.json': { status: 200, kind: 'credential' },
    'http429_rateLimit_per_minute.json': { status: 429, kind: 'rate_limit' },
  };

  it.each(files('api-sports-errors/'))('%s is refused for the right reason', (path) => {
    const reason = reasons[path.slice(path.lastIndexOf('/') + 1)];
    expect(readRecorded(path, reason?.status)).toMatchObject({ ok: false, kind: reason?.kind });
  });
});
