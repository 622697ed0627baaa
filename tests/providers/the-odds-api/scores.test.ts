import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallContext } from '../../../src/providers/client/provider-call.ts';
import { type ProviderWorld, createProviderWorld } from '../conformance/provider-world.ts';

const SCORES = '/sports/{sport}/scores';

let world: ProviderWorld;
beforeAll(async () => {
  world = await createProviderWorld('the-odds-api', 'NFL');
});
afterAll(() => world?.close());

it('shares the scores of a day among the games that ask for it', async () => {
  const opened = world.open();
  const { liveScore } = opened.ports;
  if (!liveScore) throw new Error('no live scores');
  const day = new Date(world.startMs).toISOString().slice(0, 10);
  const ask = (gameId: string, startMs = world.startMs) => {
    const context: CallContext = {
      signal: new AbortController().signal,
      priority: 'first_pass',
      runId: 'run',
      gameId,
    };
    return liveScore.gamesOn(new Date(startMs).toISOString().slice(0, 10), context);
  };
  try {
    const answers = await Promise.all([ask('1'), ask('2'), ask('3')]);
    answers.push(await ask('4'));
    for (const games of answers) {
      expect(games.map(({ providerGameId }) => providerGameId)).toEqual(
        expect.arrayContaining([...world.ids]),
      );
      for (const { startMs } of games) expect(new Date(startMs).toISOString()).toContain(day);
    }
    const calls = Object.values(world.server.stats().byEndpoint).reduce((sum, { total }) => sum + total, 0);
    expect(calls).toBe(1);
    expect(opened.records).toContainEqual(expect.objectContaining({ endpoint: SCORES, credits: 2 }));
  } finally {
    await opened.close();
  }
});
