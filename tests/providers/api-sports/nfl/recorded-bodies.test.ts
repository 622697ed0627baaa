import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../../src/providers/api-sports/envelope.ts';
import { parseGames, parsePlayerLines } from '../../../../src/providers/api-sports/nfl/parse.ts';
import type { Envelope } from '../../../../src/providers/client/provider-api.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const SAMPLES = new URL('../../../../../shared/data/api-samples/api-american-football-v1/', import.meta.url);
const hasSamples = existsSync(SAMPLES);
const ABSENT = hasSamples ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

function text(name: string): string {
  return readFileSync(new URL(name, SAMPLES), 'utf8');
}

function recorded(name: string): Envelope {
  const body = text(name);
  const response = { status: 200, headers: {}, body, bytes: body.length };
  const reading = readEnvelope(response, { nowMs: 0, random: () => 0 });
  if (!reading.ok) throw new Error(`${name} was refused: ${reading.problem}`);
  return reading.envelope;
}

describe.skipIf(!hasSamples)(`bodies recorded from American Football v1${ABSENT}`, () => {
  it('are all read by one of the tests below', () => {
    expect(readdirSync(SAMPLES).sort()).toEqual([
      'games_2022-09-11.json',
      'games_statistics_players_13146_trimmed.json',
      'passing_row_full_stat_names.json',
    ]);
  });

  it('a slate: games with their scores by period, one of them after overtime with the code FT', () => {
    const games = parseGames(recorded('games_2022-09-11.json'));
    if (!games.ok) throw new Error(games.problem);
    expect(games.value).toHaveLength(4);
    expect(games.value.find(({ providerGameId }) => providerGameId === '3957')).toEqual({
      providerGameId: '3957',
      startMs: Date.parse('2022-09-11T17:00:00Z'),
      status: 'completed',
      isStatusKnown: true,
      statusText: 'Finished',
      home: { providerTeamId: '10', name: 'Cincinnati Bengals', code: 'CIN' },
      away: { providerTeamId: '22', name: 'Pittsburgh Steelers', code: 'PIT' },
      homeScore: 20,
      awayScore: 23,
      homePeriodScores: [3, 3, 8, 6, 0],
      awayPeriodScores: [10, 7, 0, 3, 3],
    });
    for (const game of games.value) {
      expect(game.homePeriodScores.reduce((sum, points) => sum + points, 0)).toBe(game.homeScore);
      expect(game.awayPeriodScores.reduce((sum, points) => sum + points, 0)).toBe(game.awayScore);
    }
  });

  it("a game's players by group, of which the recording keeps one each", () => {
    const lines = parsePlayerLines(recorded('games_statistics_players_13146_trimmed.json'), {
      providerGameId: '13146',
    });
    if (!lines.ok) throw new Error(lines.problem);
    expect(lines.value.rows).toHaveLength(3);
    expect(lines.value.rows).toMatchObject([
      {
        player: { providerPlayerId: '1999', firstName: 'Brett', lastName: 'Rypien' },
        providerTeamId: '16',
        passingYards: 166,
        passingTouchdowns: 3,
        passingInterceptions: 0,
        passingAttempts: null,
      },
      { player: { lastName: 'Herbert' }, rushingYards: 35, rushingTouchdowns: 0, receivingYards: null },
      { player: { lastName: 'Johnson' }, receivingYards: 56, receivingTouchdowns: 2, rushingYards: null },
    ]);
  });

  it("a passer's row with all its statistics", () => {
    const row: unknown = JSON.parse(text('passing_row_full_stat_names.json'));
    const response = [{ team: { id: 17 }, groups: [{ name: 'Passing', players: [row] }] }];
    const lines = parsePlayerLines({ response, parameters: {} }, { providerGameId: '1' });
    expect(lines).toMatchObject({
      ok: true,
      value: {
        rows: [
          {
            player: { providerPlayerId: '1197', firstName: 'Patrick', lastName: 'Mahomes' },
            passingCompletions: 15,
            passingAttempts: 27,
            passingYards: 184,
            passingTouchdowns: 2,
            passingInterceptions: 1,
            timesSacked: 2,
            sackYardsLost: 12,
            passerRating: 50.2,
            passingTwoPointConversions: 0,
          },
        ],
      },
    });
  });
});
