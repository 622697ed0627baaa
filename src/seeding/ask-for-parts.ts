import type { ProviderGame } from '../domain/box-score.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { FetchedPart, SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import type { EntityType } from './plan.ts';

/** The provider has nothing of a part yet. */
export class NothingYetError extends Error {
  override readonly name = 'NothingYetError';
  readonly missing: EntityType;

  constructor(missing: EntityType) {
    super(`the provider has no ${missing} lines yet`);
    this.missing = missing;
  }
}

type Asking = { game: Claim['game']; providerGame: ProviderGame; context: CallContext };

type Answer = { entityType: EntityType; part: FetchedPart } | { entityType: EntityType; error: unknown };

/** The parts that came, in their order, and the first thing that went wrong. */
export type AskedParts = {
  fetched: readonly { entityType: EntityType; part: FetchedPart }[];
  error: unknown;
};

/** Asks for parts of a game's box score; one that fails does not take the others with it. */
export async function askForParts(missing: SportAdapter['parts'], asking: Asking): Promise<AskedParts> {
  const fetched: { entityType: EntityType; part: FetchedPart }[] = [];
  let firstError: unknown;
  for (const answer of await answersOf(missing, asking)) {
    if ('error' in answer) firstError ??= answer.error;
    else if (answer.part.lineCount > 0) fetched.push(answer);
    else firstError ??= new NothingYetError(answer.entityType);
  }
  return { fetched, error: firstError };
}

/**
 * Asks for all parts at once. A provider that is tried after a rest gets one call first, and the others are refused
 * meanwhile: once it has answered, they are asked for as well.
 */
async function answersOf(missing: SportAdapter['parts'], asking: Asking): Promise<readonly Answer[]> {
  let before = Promise.resolve();
  const answers = await Promise.all(
    missing.map((part, index) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const turn = { before, reserved: resolve };
      before = promise;
      // Where a day is short, the calls of the other parts are kept for this game: half of a game is little worth.
      return answerOf(part, asking, { callsAhead: missing.length - index - 1, turn });
    }),
  );
  if (!answers.some((answer) => 'part' in answer)) return answers;
  return Promise.all(
    answers.map(async (answer) => {
      const isRefused = 'error' in answer && isOfBreaker(answer.error);
      const part = missing.find(({ entityType }) => entityType === answer.entityType);
      return isRefused && part ? answerOf(part, asking, { callsAhead: 0 }) : answer;
    }),
  );
}

async function answerOf(
  { entityType, fetch }: SportAdapter['parts'][number],
  { game, providerGame, context }: Asking,
  place: Pick<CallContext, 'callsAhead' | 'turn'>,
): Promise<Answer> {
  try {
    return { entityType, part: await fetch(game, providerGame, { ...context, ...place }) };
  } catch (error) {
    return { entityType, error };
  } finally {
    // One that was answered without a call of its own never asked for a reservation.
    place.turn?.reserved();
  }
}

function isOfBreaker(error: unknown): boolean {
  return error instanceof ProviderError && error.facts.kind === 'breaker_open';
}
