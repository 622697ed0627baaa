import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LineupGame } from '../../src/domain/lineup.ts';
import { parseLineup } from '../../src/providers/api-sports/football/lineup.ts';
import type { Parsed } from '../../src/providers/client/provider-call.ts';
import { readLineup as readEspnLineup } from '../../src/providers/espn/lineup.ts';
import { Summary } from '../../src/providers/espn/schema.ts';
import { readLineup as readNbaLineup } from '../../src/providers/nba-stats/read-lineup.ts';
import { lineupOf } from '../../src/providers/reading/lineups.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';

const SAMPLES = join(PROJECT_ROOT, '../shared/data/api-samples');
const START_MS = Date.parse('2026-01-15T20:00:00Z');
const GAME: LineupGame = { providerGameId: '7', startMs: START_MS, homeTeamId: '1', awayTeamId: '2' };

const bodyOf = (name: string): unknown => JSON.parse(readFileSync(join(SAMPLES, name), 'utf8')) as unknown;

describe.skipIf(!existsSync(SAMPLES))('line-ups of recorded bodies (in ../shared)', () => {
  it('of API-Football: both sheets in the order of their formations, and the bench', () => {
    const body = bodyOf('api-football-v3/fixtures_lineups.json') as { response: unknown };
    const teams = body.response as { team: { id: number } }[];
    const [home, away] = teams.map(({ team }) => String(team.id));
    const game = { ...GAME, homeTeamId: home ?? '', awayTeamId: away ?? '' };
    const lineup = valueOf(parseLineup(body, game, START_MS - 60_000));
    expect(lineup?.kind).toBe('confirmed');
    expect(lineup?.sides.map(({ side, formation }) => [side, formation])).toEqual([
      ['home', '4-3-3'],
      ['away', expect.any(String) as string],
    ]);
    expect(lineup?.sides[0]?.players[0]).toEqual({
      externalId: '6258',
      name: 'L. Pocrnjic',
      number: '1',
      position: 'G',
      isStarter: true,
      order: 1,
    });
    expect(valueOf(parseLineup(body, game, START_MS))?.kind).toBe('actual');
    expect(parseLineup(body, GAME, START_MS)).toMatchObject({ ok: false, kind: 'mismatch' });
  });

  it('of nba.com: a side that was cut to one player is none, and the answer contradicts itself', () => {
    const response = bodyOf('stats-nba-com/cdn_livedata_boxscore.json');
    const game = {
      ...GAME,
      providerGameId: '0022000180',
      homeTeamId: '1610612738',
      awayTeamId: '1610612753',
    };
    expect(readNbaLineup({ response }, game, START_MS)).toMatchObject({
      ok: false,
      problem: 'team 1610612738 has 1 starters of 1 players',
    });
  });

  it('of ESPN: the same, with three players a side', () => {
    const summary = Summary.parse(bodyOf('espn/summary_with_game_info_trimmed.json'));
    const game = { ...GAME, homeTeamId: '18', awayTeamId: '20' };
    expect(readEspnLineup('NBA', summary, { game, nowMs: START_MS })).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^team 20 has [1-4] starters of 3 players$/) as string,
    });
  });
});

describe('a line-up', () => {
  const facts = { kind: 'actual', observedAtMs: START_MS, starters: 2 } as const;
  const side = (teamId: string, ids: readonly string[], starters = 2) => ({
    teamId,
    players: ids.map((externalId, index) => ({ externalId, name: externalId, isStarter: index < starters })),
  });

  it('has the home side first, and leaves out a side that is not whole', () => {
    const both = valueOf(lineupOf([side('2', ['d', 'e', 'f']), side('1', ['a', 'b'])], GAME, facts));
    expect(both?.sides.map((one) => [one.side, one.players.length])).toEqual([
      ['home', 2],
      ['away', 3],
    ]);
    const one = valueOf(lineupOf([side('2', ['d', 'e']), side('1', ['a'])], GAME, facts));
    expect(one?.sides.map((known) => known.side)).toEqual(['away']);
  });

  it('is none while nobody is marked, and of another game with a foreign team or somebody twice', () => {
    expect(valueOf(lineupOf([side('1', ['a', 'b'], 0), side('2', [])], GAME, facts))).toBeUndefined();
    for (const team of [side('3', ['a', 'b']), side('1', ['a', 'a'])])
      expect(lineupOf([team], GAME, facts)).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
