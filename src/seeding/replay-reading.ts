import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { FetchedPart, SportAdapter } from '../sports/adapter.ts';
import { type TaskEntity, planEntitySteps, teamOf } from './plan.ts';

/** Lines that a stored answer gave. */
export type StoredPart = {
  entityType: TaskEntity['entityType'];
  part: FetchedPart;
  /** Lines of others stay as they are. */
  isPartOfLines: boolean;
  /** The team of which all of them are players, where that is known. */
  providerTeamId: string | null;
};

export type StoredReading =
  | {
      ok: true;
      providerGame: ProviderGame;
      parts: readonly StoredPart[];
      /** Why something of it could not be read, in words; what was written of it stays. */
      problems: readonly string[];
    }
  | { ok: false; outcome: 'no_bodies' | 'refused'; note: string };

/** What came of asking for one thing that may be stored. */
type Asked<T> = { ok: true; value: T } | { ok: false; isStored: boolean; note: string };

type Unanswered = Extract<Asked<unknown>, { ok: false }>;

/** Whether an error says that nothing is stored. */
type IsNothingStored = (error: unknown) => boolean;

/** The game of which something is asked, and of whom. */
type Reading = {
  adapter: SportAdapter;
  game: GameToSeed;
  context: CallContext;
  isNothingStored: IsNothingStored;
};

/**
 * Reads what is stored of a game in the way in which it was read last: the parts of its box score, or the answers
 * for its players and teams one by one, with the box score for those who have none of their own. `entities` are those
 * of the task that read it last. Rejects only with what is not the answers' doing.
 */
export function createStoredReader(isNothingStored: IsNothingStored) {
  return async function readStored(
    adapter: SportAdapter,
    game: GameToSeed,
    entities: readonly TaskEntity[],
    context: CallContext,
  ): Promise<StoredReading> {
    const reading = { adapter, game, context, isNothingStored };
    const found = await findGame(reading);
    if (!found.ok) return refusal([found]);
    const { parts, problems } = wasReadByEntities(entities)
      ? await readByEntities(reading, found.value, entities)
      : await readBoxScore(reading, found.value, { of: EVERYBODY, isPartOfLines: false });
    if (parts.length === 0) return refusal(problems);
    return { ok: true, providerGame: found.value, parts, problems: problems.map(({ note }) => note) };
  };
}

const EVERYBODY: ReadonlySet<TaskEntity['entityType']> = new Set(['player', 'team']);

async function ask<T>(isNothingStored: IsNothingStored, question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await question() };
  } catch (error) {
    if (isNothingStored(error) && error instanceof Error)
      return { ok: false, isStored: false, note: error.message };
    if (error instanceof ProviderError) return { ok: false, isStored: true, note: error.message };
    throw error;
  }
}

async function findGame({ adapter, game, context, isNothingStored }: Reading): Promise<Asked<ProviderGame>> {
  let firstProblem: Asked<ProviderGame> | undefined;
  for (const finder of [adapter, adapter.entities]) {
    const found = await ask(isNothingStored, () => finder.findGame(game, context));
    if (!found.ok) {
      firstProblem ??= found;
      continue;
    }
    if (found.value?.status === 'completed') return { ok: true, value: found.value };
    firstProblem ??= found.value
      ? { ok: false, isStored: true, note: `the newest stored body says "${found.value.statusText}"` }
      : { ok: false, isStored: false, note: 'no stored body has the game' };
  }
  return firstProblem ?? { ok: false, isStored: false, note: 'no stored body has the game' };
}

/** What was read, in the order in which it is to be written, and what could not be. */
type ReadParts = { parts: readonly StoredPart[]; problems: readonly Unanswered[] };

/** The lines of a kind, from the parts of the box score. */
async function readBoxScore(
  reading: Reading,
  providerGame: ProviderGame,
  { of, isPartOfLines }: { of: ReadonlySet<TaskEntity['entityType']>; isPartOfLines: boolean },
): Promise<ReadParts> {
  const parts: StoredPart[] = [];
  const problems: Unanswered[] = [];
  for (const part of reading.adapter.parts.filter(({ entityType }) => of.has(entityType))) {
    const { entityType } = part;
    const fetched = await askPart(reading, part, providerGame);
    if (fetched.ok) parts.unshift({ entityType, part: fetched.value, isPartOfLines, providerTeamId: null });
    else problems.push(fetched);
  }
  return { parts, problems };
}

async function askPart(
  { game, context, isNothingStored }: Reading,
  part: SportAdapter['parts'][number],
  providerGame: ProviderGame,
): Promise<Asked<FetchedPart>> {
  const fetched = await ask(isNothingStored, () => part.fetch(game, providerGame, context));
  if (!fetched.ok || fetched.value.lineCount > 0) return fetched;
  return { ok: false, isStored: false, note: `the stored body has no ${part.entityType} lines` };
}

/** The answers of players and teams, after the box score: they are about fewer and so know better. */
async function readByEntities(
  reading: Reading,
  providerGame: ProviderGame,
  entities: readonly TaskEntity[],
): Promise<ReadParts> {
  const { parts, problems, without } = await readEntities(reading, providerGame, entities);
  const boxScore = await readBoxScore(reading, providerGame, { of: without, isPartOfLines: true });
  return { parts: [...boxScore.parts, ...parts], problems };
}

/** `without`: the kinds of those who had a line and have no answer of their own now. */
async function readEntities(
  { adapter: { entities: reader }, context, isNothingStored }: Reading,
  providerGame: ProviderGame,
  entities: readonly TaskEntity[],
): Promise<ReadParts & { without: ReadonlySet<TaskEntity['entityType']> }> {
  const parts: StoredPart[] = [];
  const problems: Unanswered[] = [];
  const without = new Set<TaskEntity['entityType']>();
  const open = entities.map((entity) => ({ ...entity, status: 'pending' as const }));
  const sides = [providerGame.home.providerTeamId, providerGame.away.providerTeamId];
  for (const step of planEntitySteps(open, reader, sides)) {
    const answer = await ask(isNothingStored, () => reader.fetch(step.question, providerGame, context));
    if (answer.ok && answer.value.lineCount > 0) {
      const providerTeamId = teamOf(step);
      const entityType = providerTeamId === null ? 'team' : 'player';
      parts.push({ entityType, part: answer.value, isPartOfLines: true, providerTeamId });
      continue;
    }
    if (!answer.ok && answer.isStored) problems.push(answer);
    // Who was not in the game has no line to lose; everybody else may stand in a box score.
    const isExpected = entities.some(
      (entity) => entity.status === 'completed' && step.covers.some((one) => isSame(one, entity)),
    );
    if (isExpected) for (const { entityType } of step.covers) without.add(entityType);
  }
  return { parts, problems, without };
}

/** Whether players and teams were expected by name, and not taken as a box score brought them. */
export function wasReadByEntities(entities: readonly TaskEntity[]): boolean {
  return entities.some(({ providerTeamId }) => providerTeamId !== null);
}

function isSame(one: TaskEntity, other: TaskEntity): boolean {
  return one.entityType === other.entityType && one.providerEntityId === other.providerEntityId;
}

function refusal(problems: readonly Unanswered[]): StoredReading {
  const worst = problems.find(({ isStored }) => isStored) ?? problems[0];
  const note = worst?.note ?? 'none of its players and teams has a stored answer';
  return { ok: false, outcome: worst?.isStored ? 'refused' : 'no_bodies', note };
}
