import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import type { GameToSeed } from '../../src/domain/game-to-seed.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/domain/provider-error.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import type { CallContext } from '../../src/providers/client/provider-call.ts';
import type { FetchedPart, SportAdapter } from '../../src/sports/adapter.ts';
import { withoutImpossibleEnd } from '../../src/sports/impossible-end.ts';
import { createSourcedAdapter } from '../../src/sports/sourced-adapter.ts';
import { createSourcedFinder, type FinderSource } from '../../src/sports/sourced-finder.ts';

const GAME = { gameId: 1, sport: 'NBA', tipOffMs: 0 } as GameToSeed;
const CONTEXT: CallContext = {
  signal: new AbortController().signal,
  priority: 'manual',
  runId: 'seed/NBA/1',
};

class NothingStored extends Error {}

function theGame(status: ProviderGame['status']): ProviderGame {
  const team = { providerTeamId: '1', name: 'Somebody', code: null };
  return {
    providerGameId: '1',
    startMs: 0,
    status,
    statusText: status,
    isStatusKnown: true,
    home: team,
    away: team,
    homeScore: 1,
    awayScore: 2,
    homePeriodScores: [],
    awayPeriodScores: [],
  };
}

function failure(kind: ProviderErrorKind): ProviderError {
  return new ProviderError(kind, { kind, host: 'second.test', endpoint: '/games' });
}

type Answer = ProviderGame | Error | undefined;

function source(name: string, answer: Answer): FinderSource {
  return {
    name,
    asKnownThere: (game) => Promise.resolve(game),
    findGame: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
  };
}

const DEPS = {
  clock: systemClock(),
  logger: silentLogger(),
  isLate: () => true,
  isNothingStored: (error: unknown) => error instanceof NothingStored,
};

function find(...answers: Answer[]): Promise<ProviderGame | undefined> {
  const sources = answers.map((answer, index) => source(`source-${index}`, answer));
  return createSourcedFinder(sources, 'box scores', DEPS).findGame(GAME, CONTEXT);
}

describe('an end that cannot be', () => {
  const level = (status: ProviderGame['status'], gameType: string | null, sport: GameToSeed['sport']) =>
    withoutImpossibleEnd(
      { sport, gameType },
      { ...theGame(status), statusText: 'Final', homeScore: 24, awayScore: 24 },
    );

  it('is none: the game goes on, in the words of its source', () => {
    const seen = level('completed', 'playoff', 'NFL');
    expect(seen).toMatchObject({ status: 'in_progress', homeScore: 24 });
    expect(seen.statusText).toMatch(/^Final at 24-24, .*ends$/);
    const scoreless = { ...theGame('completed'), homeScore: 0, awayScore: 0 };
    expect(withoutImpossibleEnd({ sport: 'NFL', gameType: 'regular' }, scoreless).status).toBe('in_progress');
    const regulation = [7, 7, 7, 3];
    const tied = (periods: readonly number[], gameType = 'regular') =>
      withoutImpossibleEnd(
        { sport: 'NFL', gameType },
        { ...theGame('completed'), homeScore: 24, awayScore: 24, homePeriodScores: periods },
      ).status;
    expect(tied(regulation), 'overtime follows').toBe('in_progress');
    expect(tied([...regulation, 0])).toBe('completed');
    expect(tied(regulation, 'preseason')).toBe('completed');
    for (const sport of ['NBA', 'NHL', 'MLB'] as const)
      expect(level('completed', null, sport).status, sport).toBe('in_progress');
  });

  it('is one where games of its kind may end so, and where nobody played on', () => {
    expect(level('completed', 'regular', 'NFL').status).toBe('completed');
    expect(level('completed', 'playoff', 'FOOTBALL').status, 'kicks decide').toBe('completed');
    expect(level('completed', 'preseason', 'MLB').status).toBe('completed');
    expect(level('awarded', 'playoff', 'NFL').status).toBe('awarded');
  });

  it('is asked of the next source, and is taken from nobody', async () => {
    const impossible = { ...theGame('completed'), homeScore: 90, awayScore: 90 };
    expect(await find(impossible, theGame('completed'))).toMatchObject({ source: 'source-1', homeScore: 1 });
    expect(await find(impossible, undefined)).toMatchObject({ source: 'source-0', status: 'in_progress' });
  });
});

const PASSING = [
  'unavailable',
  'rate_limit',
  'quota_day',
  'breaker_open',
  'credential',
  'malformed',
] as const;
const OUR_OWN = ['aborted', 'local'] as const;

describe('what the first source says of a game', () => {
  it.each(PASSING)('counts where the next one fails with %s', async (kind) => {
    const found = await find(theGame('in_progress'), failure(kind));
    expect([found?.source, found?.status]).toEqual(['source-0', 'in_progress']);
  });

  it('counts where nothing of the next one is stored', async () => {
    expect((await find(theGame('in_progress'), new NothingStored('none')))?.source).toBe('source-0');
  });

  it('does not keep the last of three from ending the game', async () => {
    const found = await find(theGame('in_progress'), failure('unavailable'), theGame('completed'));
    expect([found?.source, found?.status]).toEqual(['source-2', 'completed']);
  });

  it.each(OUR_OWN)('does not hide that the call of the next one is %s here', async (kind) => {
    await expect(find(theGame('in_progress'), failure(kind))).rejects.toMatchObject({ facts: { kind } });
  });

  it('is waited for where it fails only for now', async () => {
    await expect(find(failure('unavailable'), theGame('completed'))).rejects.toThrow('unavailable');
    await expect(find(new NothingStored('none'), theGame('completed'))).rejects.toThrow('none');
  });
});

describe('a part of a game without lines at the first source', () => {
  const EMPTY = { lineCount: 0, draft: () => Promise.reject(new Error('unused')) } as unknown as FetchedPart;

  function adapter(find: Answer, part: FetchedPart | Error): SportAdapter {
    return {
      sport: 'NBA',
      findGame: () => (find instanceof Error ? Promise.reject(find) : Promise.resolve(find)),
      parts: [
        {
          entityType: 'player',
          fetch: () => (part instanceof Error ? Promise.reject(part) : Promise.resolve(part)),
        },
      ],
      entities: {},
    } as unknown as SportAdapter;
  }

  function fetchOf(later: Answer, part: FetchedPart | Error): Promise<FetchedPart | undefined> {
    const asKnownThere = (game: GameToSeed) => Promise.resolve(game);
    const sourced = createSourcedAdapter(
      [
        { name: 'first', adapter: adapter(theGame('completed'), EMPTY), asKnownThere },
        { name: 'second', adapter: adapter(later, part), asKnownThere },
      ],
      DEPS,
    );
    const seen = { ...theGame('completed'), source: 'first' };
    return sourced.parts[0]?.fetch(GAME, seen, CONTEXT) ?? Promise.resolve(undefined);
  }

  it.each(PASSING)('stays empty where the next one fails with %s', async (kind) => {
    expect((await fetchOf(failure(kind), EMPTY))?.lineCount).toBe(0);
    expect((await fetchOf(theGame('completed'), failure(kind)))?.lineCount).toBe(0);
  });

  it('stays empty where nothing of the next one is stored', async () => {
    expect((await fetchOf(new NothingStored('none'), EMPTY))?.lineCount).toBe(0);
  });

  it.each(OUR_OWN)('fails where the call of the next one is %s here', async (kind) => {
    await expect(fetchOf(failure(kind), EMPTY)).rejects.toMatchObject({ facts: { kind } });
  });
});
