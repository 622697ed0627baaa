import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { FetchedPart, SeedPart, SportAdapter } from './adapter.ts';
import { withoutImpossibleEnd } from './impossible-end.ts';
import { type FinderDeps, createSourcedFinder, passingOver } from './sourced-finder.ts';

/** A source of box scores. */
export type BoxScoreSource = {
  /** As it stands on rows. */
  name: string;
  adapter: SportAdapter;
  /** The same game, under the ids that this source gives it and its teams; null where they are not known. */
  asKnownThere: (game: GameToSeed) => Promise<GameToSeed>;
};

/**
 * The adapter of a sport over its sources, in the order in which they are asked: the next one where a source fails for
 * good, rests, does not know the game, or is late with its end or its lines. Which source served a part stands on what is written of it. Entity by
 * entity, games are read from the first source only: what is expected of them goes by its ids.
 */
export function createSourcedAdapter(
  sources: readonly [BoxScoreSource, ...BoxScoreSource[]],
  deps: FinderDeps,
): SportAdapter {
  const [first] = sources;
  const noteFailure = passingOver(sources.length, 'box scores', deps);
  const { findGame } = createSourcedFinder(
    sources.map(({ name, adapter, asKnownThere }) => ({ name, asKnownThere, findGame: adapter.findGame })),
    'box scores',
    deps,
  );

  async function fetchPart(
    entityType: SeedPart['entityType'],
    game: GameToSeed,
    seen: ProviderGame,
    context: CallContext,
  ): Promise<FetchedPart> {
    const failures: Error[] = [];
    let nothing: FetchedPart | undefined;
    for (const source of inOrderFor(seen)) {
      try {
        const known = await source.asKnownThere(game);
        const theirs = source.name === seen.source ? seen : await sameGameAt(source, known, seen, context);
        const part = theirs && partOf(source.adapter, entityType);
        if (!part) continue;
        const fetched = boundTo(known, theirs, await part.fetch(known, theirs, context));
        if (fetched.lineCount > 0 || deps.isLate?.(game) !== true) return fetched;
        nothing ??= fetched;
      } catch (error) {
        noteFailure(source, error, { failures, hasAnswer: nothing !== undefined });
      }
    }
    if (nothing) return nothing;
    throw failures[0] ?? new Error(`no source has a ${entityType} part`);
  }

  /** The source that the game was found at first: what it says of the game is decided upon already. */
  function inOrderFor({ source: name }: ProviderGame): readonly BoxScoreSource[] {
    const own = sources.find((source) => source.name === name) ?? first;
    return [own, ...sources.filter((source) => source !== own)];
  }

  return {
    sport: first.adapter.sport,
    findGame,
    sideMatcher: first.adapter.sideMatcher,
    findGaps: first.adapter.findGaps,
    lines: first.adapter.lines,
    parts: first.adapter.parts.map(({ entityType }) => ({
      entityType,
      fetch: (game, seen, context) => fetchPart(entityType, game, seen, context),
    })),
    entities: ofFirst(first),
  };
}

/** The game at another source, where it is final there with the same score: its lines are of the same game then. */
async function sameGameAt(
  { name, adapter }: BoxScoreSource,
  game: GameToSeed,
  seen: ProviderGame,
  context: CallContext,
): Promise<ProviderGame | undefined> {
  const theirs = await adapter.findGame(game, context);
  const isSame =
    theirs?.status === seen.status &&
    theirs.homeScore === seen.homeScore &&
    theirs.awayScore === seen.awayScore;
  return isSame ? { ...theirs, source: name } : undefined;
}

function partOf(adapter: SportAdapter, entityType: SeedPart['entityType']): SeedPart | undefined {
  return adapter.parts.find((part) => part.entityType === entityType);
}

/** What is written of a part goes by the ids of the source that served it. */
function boundTo(game: GameToSeed, providerGame: ProviderGame, part: FetchedPart): FetchedPart {
  return { ...part, draft: (tx, target) => part.draft(tx, { ...target, game, providerGame }) };
}

function ofFirst({ name: source, adapter, asKnownThere }: BoxScoreSource): SportAdapter['entities'] {
  const { entities } = adapter;
  return {
    ...entities,
    async findGame(game, context) {
      const found = await entities.findGame(await asKnownThere(game), context);
      return found && { ...withoutImpossibleEnd(game, found), source };
    },
  };
}
