import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { EntityReader, FetchedPart, SportAdapter } from '../sports/adapter.ts';
import { writeLines } from '../sports/write-lines.ts';
import type { Claim } from './claim.ts';
import {
  checkpointSql,
  expectEntities,
  loadEntities,
  markAbsent,
  noteEntityFailure,
  noteRefusedRows,
  reopenAbsent,
  rosterSize,
  updateEntityCounts,
} from './entities.ts';
import {
  type EntityOutcome,
  type EntityStep,
  type TaskEntity,
  decideEntityOutcome,
  planEntitySteps,
  teamOf,
} from './plan.ts';
import { decideFailure } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import { originOf } from './run-facts.ts';
import { requireFence } from './fence.ts';
import { lockClaimedGame } from './lock-game.ts';
import { logOddities } from './write-parts.ts';
import { markPartial } from './game-standing.ts';

/** Asks the provider for a team's players and puts them on the game's roster. Rejects with ProviderError. */
export type RosterFetcher = (
  side: { teamId: number; providerTeamId: string },
  claim: Claim,
  context: CallContext,
) => Promise<void>;

/** What asking entity by entity came to; whatever was written until then stays written. */
export type EntityRun =
  /** The provider has no line of anybody yet. */
  | { kind: 'nothing_yet' }
  /** Quota, breaker or a stopping worker ended the run: nobody's failure. */
  | { kind: 'stopped'; error: unknown }
  | { kind: 'over'; outcome: EntityOutcome; entities: readonly TaskEntity[] };

/**
 * After so many calls in a row that failed, the run ends: the trouble is the provider's, not the players', and the
 * others keep their tries.
 */
const MAX_FAILURES_IN_A_ROW = 5;

/**
 * Asks for what a task still lacks, entity by entity. Each answer is written at once, with its checkpoints, in a
 * transaction that checks the fence: whatever happens next, nobody asks for it again. One failure does not take
 * the others with it. Throws ClaimLostError, and database errors as they are.
 */
export function createEntityRun({
  db,
  clock,
  fetchRoster,
  logger,
}: {
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
  fetchRoster: RosterFetcher;
  logger: Logger;
}) {
  return async function runEntities(
    claim: Claim,
    adapter: Pick<SportAdapter, 'entities' | 'findGaps' | 'lines'>,
    providerGame: ProviderGame,
    context: CallContext,
  ): Promise<EntityRun> {
    const { entities: reader } = adapter;
    const teams = [providerGame.home.providerTeamId, providerGame.away.providerTeamId];
    const expected = await expectAll(claim, adapter, providerGame, context);
    if (expected.kind === 'stopped') return expected;
    let failuresInARow = 0;
    let lastProblem: string | undefined;
    const steps = planEntitySteps(expected.entities, reader, teams);
    for (const [index, step] of steps.entries()) {
      const callsAhead = steps.length - index - 1;
      const answer = await ask(reader, step, providerGame, { ...context, callsAhead });
      if (answer.ok) {
        const { lineCount, refused } = answer.part;
        const isThere = lineCount > 0 || refused.length > 0 || (await hasLines(claim.taskId));
        if (!isThere) return { kind: 'nothing_yet' };
        logOddities(logger, answer.part);
        await keep(claim, adapter, providerGame, step, answer.part);
        failuresInARow = 0;
        continue;
      }
      // Whatever is not of the provider's doing is of the whole run: our stores, our faults, our stop.
      const isTheirs = answer.error instanceof ProviderError && !context.signal.aborted;
      const policy = isTheirs ? decideFailure(answer.error, clock.nowMs()) : undefined;
      if (policy === undefined || policy.kind === 'aborted' || policy.kind === 'hold') {
        return { kind: 'stopped', error: answer.error };
      }
      const failure = {
        message: policy.message,
        isFinal: policy.kind === 'giveUp',
        maxAttempts: claim.maxRetries + 1,
      };
      await fenced(claim, (tx) => noteEntityFailure(tx, claim.taskId, step.covers, failure));
      lastProblem = policy.message;
      failuresInARow += 1;
      if (failuresInARow >= MAX_FAILURES_IN_A_ROW) break;
    }
    return conclude(claim, adapter, providerGame, lastProblem);
  };

  /**
   * Notes who is expected. Who plays is asked of the provider only where players are asked for by name and a side has
   * no roster at all; elsewhere a team's answer says who its players are.
   */
  async function expectAll(
    claim: Claim,
    { entities: reader, lines }: Pick<SportAdapter, 'entities' | 'lines'>,
    providerGame: ProviderGame,
    context: CallContext,
  ): Promise<{ kind: 'known'; entities: TaskEntity[] } | { kind: 'stopped'; error: unknown }> {
    const { game } = claim;
    const sides = [
      { teamId: game.home.teamId, providerTeamId: providerGame.home.providerTeamId },
      { teamId: game.away.teamId, providerTeamId: providerGame.away.providerTeamId },
    ];
    for (const side of reader.playersBy === 'player' ? sides : []) {
      if ((await rosterSize(db, game.gameId, side.teamId)) > 0) continue;
      try {
        await fetchRoster(side, claim, context);
      } catch (error) {
        return { kind: 'stopped', error };
      }
    }
    await db.transaction(async (tx) => {
      const locked = await lockClaimedGame(tx, { claim, seen: providerGame, lines });
      await recordProviderGame(tx, game, providerGame, originOf(claim), locked);
      await expectEntities(tx, claim.taskId, game, providerGame);
      await updateEntityCounts(tx, claim.taskId);
    });
    return { kind: 'known', entities: await loadEntities(db, claim.taskId) };
  }

  async function hasLines(taskId: number): Promise<boolean> {
    return (await loadEntities(db, taskId)).some(({ status }) => status === 'completed');
  }

  async function keep(
    claim: Claim,
    { findGaps }: Pick<SportAdapter, 'findGaps'>,
    providerGame: ProviderGame,
    step: EntityStep,
    part: FetchedPart,
  ): Promise<void> {
    await fenced(claim, async (tx) => {
      const origin = originOf(claim);
      const target = { game: claim.game, providerGame, fence: claim.fence, isPartOfLines: true, origin };
      const providerTeamId = teamOf(step);
      const drafts = part.lineCount === 0 ? [] : [await part.draft(tx, target)];
      const listed = drafts.flatMap((draft) => draft.listed);
      const { lines } = await writeLines(tx, drafts, {
        isFirst: false,
        alsoWrite: [sql`checkpoints as (${checkpointSql(claim.taskId, listed, providerTeamId)})`],
      });
      const entityType = providerTeamId === null ? 'team' : 'player';
      const maxAttempts = claim.maxRetries + 1;
      const isSide = step.question.kind === 'team-players' && providerTeamId !== null;
      await noteRefusedRows(tx, claim.taskId, entityType, part.refused, {
        maxAttempts,
        replaces: isSide ? { providerTeamId } : 'nobody',
      });
      const written = new Set([
        ...lines.map((line) => `${line.entityType} ${line.providerEntityId}`),
        ...part.refused.map((row) => `${entityType} ${row.providerEntityId}`),
      ]);
      const others = step.covers.filter(
        ({ entityType, providerEntityId }) => !written.has(`${entityType} ${providerEntityId}`),
      );
      // A team that plays has a line; a player without one did not take part.
      await markAbsent(
        tx,
        claim.taskId,
        others.filter(({ entityType }) => entityType === 'player'),
      );
      await noteEntityFailure(
        tx,
        claim.taskId,
        others.filter(({ entityType }) => entityType === 'team'),
        { message: 'the provider has no line of it', isFinal: false, maxAttempts },
      );
      await updateEntityCounts(tx, claim.taskId);
      if (lines.length > 0)
        await markPartial(tx, claim.game.gameId, await findGaps(tx, claim.game, providerGame));
    });
  }

  async function conclude(
    claim: Claim,
    { findGaps }: Pick<SportAdapter, 'findGaps'>,
    providerGame: ProviderGame,
    lastProblem: string | undefined,
  ): Promise<EntityRun> {
    const isLastAttempt = claim.retryCount >= claim.maxRetries;
    const entities = await loadEntities(db, claim.taskId);
    const hasOpen = entities.some(({ status }) => status === 'pending');
    const found = await findGaps(db, claim.game, providerGame);
    // Whoever is still to be asked for explains why a score is not reached.
    const gaps = hasOpen ? found.filter(({ kind }) => kind !== 'score' && kind !== 'few_players') : found;
    const outcome = decideEntityOutcome(entities, { isLastAttempt, gaps, lastProblem });
    if (outcome.kind === 'retry' && gaps.length > 0) {
      await fenced(claim, async (tx) => {
        await reopenAbsent(
          tx,
          claim.taskId,
          gaps.map(({ providerTeamId }) => providerTeamId),
        );
        await updateEntityCounts(tx, claim.taskId);
      });
    }
    return { kind: 'over', outcome, entities };
  }

  async function fenced(claim: Claim, write: (tx: Executor) => Promise<void>): Promise<void> {
    await db.transaction(async (tx) => {
      await requireFence(tx, claim);
      await write(tx);
    });
  }
}

type Answer = { ok: true; part: FetchedPart } | { ok: false; error: unknown };

async function ask(
  reader: EntityReader,
  { question }: EntityStep,
  providerGame: ProviderGame,
  context: CallContext,
): Promise<Answer> {
  try {
    return { ok: true, part: await reader.fetch(question, providerGame, context) };
  } catch (error) {
    return { ok: false, error };
  }
}
