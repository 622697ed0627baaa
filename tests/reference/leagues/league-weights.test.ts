import { describe, expect, it } from 'vitest';
import { weighLeagues } from '../../../src/reference/leagues/league-weights.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';
import { createTestApp } from '../../support/test-app.ts';
import { runHere } from '../../cli/run-here.ts';

describe('LEAGUE_WEIGHTS', () => {
  it('take a league by any of its names', () => {
    expect(weighLeagues(BUILT_IN, { epl: 3, nba: 2 })).toEqual({
      weights: { 'premier league': 3, nba: 2 },
      problems: [],
    });
  });

  it('tell of a league that nobody knows, and of one that is named twice', () => {
    const { weights, problems } = weighLeagues(BUILT_IN, {
      'premier leage': 3,
      epl: 2,
      'premier league': 4,
      quidditch: 1,
    });
    expect(weights).toEqual({ 'premier league': 2 });
    expect(problems).toMatchObject([
      { value: 'premier leage=3', remedy: expect.stringContaining('Premier League') },
      { value: 'premier league=4', problem: expect.stringContaining('epl') },
      { value: 'quidditch=1', remedy: expect.stringContaining('Choose from') },
    ]);
  });

  it('weigh by the leagues of the database, and doctor names what has no effect', async () => {
    const test = await createTestApp({ environment: { LEAGUE_WEIGHTS: 'EPL=3,Eredivisie=2' } });
    try {
      expect(test.app.leagueWeights).toEqual({ 'premier league': 3 });
      const { stdout } = await runHere(['doctor', '--json'], test.environment);
      const { findings } = JSON.parse(stdout) as { findings: { name: string }[] };
      expect(findings.filter(({ name }) => name === 'league weights')).toEqual([
        {
          name: 'league weights',
          status: 'warn',
          detail: expect.stringMatching(/LEAGUE_WEIGHTS.*eredivisie/),
          remedy: expect.stringMatching(/leagues list/),
        },
      ]);
    } finally {
      await test.close();
    }
  });
});
