import { describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../src/domain/provider-error.ts';
import type { CallContext } from '../../src/providers/client/provider-call.ts';
import { NothingYetError, askForParts } from '../../src/seeding/ask-for-parts.ts';
import type { FetchedPart, SportAdapter } from '../../src/sports/adapter.ts';

type Part = SportAdapter['parts'][number];
type Fetch = (context: CallContext) => Promise<FetchedPart>;

const asking = {
  game: {} as Parameters<Part['fetch']>[0],
  providerGame: {} as Parameters<Part['fetch']>[1],
  context: { signal: new AbortController().signal } as CallContext,
};

function lines(lineCount: number): FetchedPart {
  return {
    lineCount,
    isWhole: true,
    refused: [],
    remarks: [],
    draft: () => Promise.reject(new Error('unused')),
  };
}

function partsOf(player: Fetch, team: Fetch): readonly Part[] {
  return [
    { entityType: 'player', fetch: (_game, _seen, context) => player(context) },
    { entityType: 'team', fetch: (_game, _seen, context) => team(context) },
  ];
}

function failure(kind: ProviderErrorKind): ProviderError {
  return new ProviderError(kind, { kind, host: 'provider', endpoint: '/' });
}

describe('the parts of a box score', () => {
  it('are asked for at once, and each says how many calls the game needs after it', async () => {
    const ahead: unknown[] = [];
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    const fetch: Fetch = async ({ callsAhead }) => {
      ahead.push(callsAhead);
      if (ahead.length === 2) release();
      await both;
      return lines(2);
    };
    const { fetched, error } = await askForParts(partsOf(fetch, fetch), asking);
    expect(ahead).toEqual([1, 0]);
    expect(fetched.map(({ entityType }) => entityType)).toEqual(['player', 'team']);
    expect(error).toBeUndefined();
  });

  it('get their reservations in their order, and one that needs none holds nobody up', async () => {
    const told: string[] = [];
    let reserve = (): void => undefined;
    const player: Fetch = async ({ turn }) => {
      await turn?.before;
      await new Promise<void>((resolve) => (reserve = resolve));
      told.push('player');
      turn?.reserved();
      return lines(20);
    };
    const team: Fetch = async ({ turn }) => {
      await turn?.before;
      told.push('team');
      return lines(2);
    };
    const asked = askForParts(partsOf(player, team), asking);
    await Promise.resolve();
    reserve();
    await asked;
    expect(told).toEqual(['player', 'team']);
    const kept = await askForParts(
      partsOf(() => Promise.resolve(lines(20)), team),
      asking,
    );
    expect(kept.fetched).toHaveLength(2);
  });

  it('come one by one from a provider that is tried after a rest', async () => {
    let hasAnswered = false;
    const asked: string[] = [];
    const player: Fetch = async () => {
      asked.push('player');
      await Promise.resolve();
      hasAnswered = true;
      return lines(20);
    };
    const team: Fetch = () => {
      asked.push('team');
      return hasAnswered ? Promise.resolve(lines(2)) : Promise.reject(failure('breaker_open'));
    };
    const { fetched, error } = await askForParts(partsOf(player, team), asking);
    expect(asked).toEqual(['player', 'team', 'team']);
    expect(fetched.map(({ entityType }) => entityType)).toEqual(['player', 'team']);
    expect(error).toBeUndefined();
  });

  it.each(['breaker_open', 'unavailable'] as const)(
    'are asked for once where all end with %s',
    async (kind) => {
      let calls = 0;
      const fetch: Fetch = () => {
        calls += 1;
        return Promise.reject(failure(kind));
      };
      const { fetched, error } = await askForParts(partsOf(fetch, fetch), asking);
      expect(calls).toBe(2);
      expect(fetched).toEqual([]);
      expect(error).toMatchObject({ facts: { kind } });
    },
  );

  it('do not take each other with them: what failed and what is not there yet is told of the first', async () => {
    const refused = await askForParts(
      partsOf(
        () => Promise.reject(failure('malformed')),
        () => Promise.resolve(lines(2)),
      ),
      asking,
    );
    expect(refused.fetched).toHaveLength(1);
    expect(refused.error).toMatchObject({ facts: { kind: 'malformed' } });
    const early = await askForParts(
      partsOf(
        () => Promise.resolve(lines(0)),
        () => Promise.reject(failure('unavailable')),
      ),
      asking,
    );
    expect(early.fetched).toEqual([]);
    expect(early.error).toBeInstanceOf(NothingYetError);
  });
});
