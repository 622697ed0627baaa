import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { seasonLiteral } from '../db/partition-key.ts';
import { prepared } from '../db/prepared-statements.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { gameEvents, games } from '../db/schema/games.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { SeedingStatus } from '../domain/statuses.ts';
import { entityIdOf, externalIdOf } from '../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { ClaimLostError } from './fence.ts';

/** A game that this transaction has locked, as it stood before anything of it is written. */
export type LockedGame = {
  seedingStatus: SeedingStatus;
  /** Whether a line of it may be there: only without one is nothing to be compared, removed or recorded. */
  mayHaveLines: boolean;
  /** The other game that has the provider's id which this one, without an id yet, would get. */
  twin: number | null;
  /** When the task last waited for the game to end; null where its first look found it final. */
  lastUnfinishedAt: Date | null;
};

type Which = {
  claim: Pick<Claim, 'taskId' | 'game'>;
  seen: Pick<ProviderGame, 'providerGameId' | 'source'>;
  lines: SportAdapter['lines'];
};

/**
 * Locks the game, so that two passes of one game write one after the other, and says how it stands. Everybody who
 * writes what a provider says of a game goes through this or `lockClaimedGame` first.
 */
export async function lockGame(tx: Executor, which: Which): Promise<LockedGame> {
  const { gameId } = which.claim.game;
  const locked = await firstRow(
    tx,
    selecting(
      standingColumns(which),
      (list) => sql`select ${list} from ${games} where ${games.id} = ${gameId} for update`,
    ),
  );
  if (!locked) throw new Error(`game ${gameId} is gone although its task is there`);
  return locked;
}

/**
 * For the rest of the transaction: each statement is planned once for all values, not five times for some first. They all
 * find their rows by keys, and a connection that seeds plans for longer than it works until it has its plans.
 */
const PLANS_FOR_ANY_VALUES = sql`set_config('plan_cache_mode', 'force_generic_plan', true)`;

/** The same together with the task, which has to be this run's still (`requireFence`): one statement for both. */
export async function lockClaimedGame(
  tx: Executor,
  which: Which & { claim: Pick<Claim, 'fence'> },
): Promise<LockedGame> {
  const { taskId, fence } = which.claim;
  const locked = await firstRow(
    tx,
    prepared(
      selecting(
        standingColumns(which),
        (list) => sql`
          select ${list}, ${PLANS_FOR_ANY_VALUES} from ${seedingTasks} join ${games} on ${games.id} = ${seedingTasks.gameId}
          where ${seedingTasks.id} = ${taskId} and ${seedingTasks.fence} = ${fence} and ${seedingTasks.status} = 'running'
          for update of ${seedingTasks}, ${games}`,
      ),
    ),
  );
  if (!locked) throw new ClaimLostError(taskId, fence);
  return locked;
}

/**
 * What a statement that waited for the lock has read of other tables may be older than the lock. Lines that were
 * written meanwhile show in the game's own state, which is read under the lock.
 */
function standingColumns({ claim: { taskId, game }, seen, lines }: Which) {
  const provider = seen.source ?? PRIMARY_PROVIDER;
  const known = entityIdOf('game', { sportId: game.sportId, externalId: seen.providerGameId, provider });
  const hasLines = [lines.player, lines.team].map(
    ({ schema }) => sql`
      or exists (select from ${schema}
                 where ${schema.seasonYear} = ${seasonLiteral(game.seasonYear)} and ${schema.gameId} = ${game.gameId})`,
  );
  return {
    seedingStatus: games.seedingStatus,
    mayHaveLines: sql<boolean>`${games.seedingStatus} in ('completed', 'partial') or ${games.seededAt} is not null ${sql.join(hasLines)}`,
    twin: sql<number | null>`case when ${externalIdOf('game', games.id, provider)} is null then ${known} end`,
    lastUnfinishedAt: sql<Date | null>`(
      select max(${gameEvents.createdAt}) from ${gameEvents}
      where ${gameEvents.gameId} = ${game.gameId} and ${gameEvents.taskId} = ${taskId} and ${gameEvents.kind} = 'held'
        and ${gameEvents.data} ->> 'reason' in ('not_final', 'postponed'))`,
  };
}
