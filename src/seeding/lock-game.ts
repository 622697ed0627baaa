import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
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
import type { LineTable } from '../sports/line-table.ts';
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
  const locked = await firstRow(tx, lockStatement(which, ...standingShapeOf(which)));
  if (!locked) throw new Error(`game ${gameId} is gone although its task is there`);
  return locked;
}

const lockStatement = fixedText((from: From<Which>, ...shape: StandingShape) =>
  selecting(
    standingColumns(from, ...shape),
    (list) =>
      sql`select ${list} from ${games} where ${games.id} = ${from(({ claim }) => claim.game.gameId)} for update`,
  ),
);

/**
 * For the rest of the transaction: each statement is planned once for all values, not five times for some first. They all
 * find their rows by keys, and a connection that seeds plans for longer than it works until it has its plans.
 */
const PLANS_FOR_ANY_VALUES = sql`set_config('plan_cache_mode', 'force_generic_plan', true)`;

/** The same together with the task, which has to be this run's still (`requireFence`): one statement for both. */
export async function lockClaimedGame(tx: Executor, which: HeldWhich): Promise<LockedGame> {
  const { taskId, fence } = which.claim;
  const locked = await firstRow(tx, lockClaimedStatement(which, ...standingShapeOf(which)));
  if (!locked) throw new ClaimLostError(taskId, fence);
  return locked;
}

type HeldWhich = Which & { claim: Pick<Claim, 'fence'> };

const lockClaimedStatement = fixedText((from: From<HeldWhich>, ...shape: StandingShape) =>
  prepared(
    selecting(
      standingColumns(from, ...shape),
      (list) => sql`
        select ${list}, ${PLANS_FOR_ANY_VALUES} from ${seedingTasks} join ${games} on ${games.id} = ${seedingTasks.gameId}
        where ${seedingTasks.id} = ${from(({ claim }) => claim.taskId)}
          and ${seedingTasks.fence} = ${from(({ claim }) => claim.fence)} and ${seedingTasks.status} = 'running'
        for update of ${seedingTasks}, ${games}`,
    ),
  ),
);

/** The season and the tables of lines of a sport. */
type StandingShape = [seasonYear: number, players: LineTable, teams: LineTable];

function standingShapeOf({ claim, lines }: Which): StandingShape {
  return [claim.game.seasonYear, lines.player, lines.team];
}

/**
 * What a statement that waited for the lock has read of other tables may be older than the lock. Lines that were
 * written meanwhile show in the game's own state, which is read under the lock.
 */
function standingColumns(from: From<Which>, ...[seasonYear, ...tables]: StandingShape) {
  const gameId = from(({ claim }) => claim.game.gameId);
  const provider = from(({ seen }) => seen.source ?? PRIMARY_PROVIDER);
  const known = entityIdOf('game', {
    sportId: from(({ claim }) => claim.game.sportId),
    externalId: from(({ seen }) => seen.providerGameId),
    provider,
  });
  const hasLines = tables.map(
    ({ schema }) => sql`
      or exists (select from ${schema}
                 where ${schema.seasonYear} = ${seasonLiteral(seasonYear)} and ${schema.gameId} = ${gameId})`,
  );
  return {
    seedingStatus: games.seedingStatus,
    mayHaveLines: sql<boolean>`${games.seedingStatus} in ('completed', 'partial') or ${games.seededAt} is not null ${sql.join(hasLines)}`,
    twin: sql<number | null>`case when ${externalIdOf('game', games.id, provider)} is null then ${known} end`,
    lastUnfinishedAt: sql<Date | null>`(
      select max(${gameEvents.createdAt}) from ${gameEvents}
      where ${gameEvents.gameId} = ${gameId} and ${gameEvents.taskId} = ${from(({ claim }) => claim.taskId)}
        and ${gameEvents.kind} = 'held'
        and ${gameEvents.data} ->> 'reason' in ('not_final', 'postponed'))`,
  };
}
