import type { Database, Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { requireFence } from './fence.ts';

/** Asks the provider for a team's players and puts them on the game's roster. Rejects with ProviderError. */
export type RosterFetcher = (
  side: { teamId: number; providerTeamId: string },
  claim: Claim,
  context: CallContext,
) => Promise<void>;

/** What the runs by entities of a worker have in common. */
export type EntityTools = {
  db: Database;
  clock: Pick<Clock, 'nowMs'>;
  fetchRoster: RosterFetcher;
  logger: Logger;
};

/** A task whose game is asked for entity by entity. */
export type EntityTask = {
  tools: EntityTools;
  claim: Claim;
  adapter: Pick<SportAdapter, 'entities' | 'findGaps' | 'lines'>;
  providerGame: ProviderGame;
  context: CallContext;
};

/** Writes in a transaction that checks the fence. Throws ClaimLostError. */
export function fenced(
  { tools: { db }, claim }: EntityTask,
  write: (tx: Executor) => Promise<void>,
): Promise<void> {
  return db.transaction(async (tx) => {
    await requireFence(tx, claim);
    await write(tx);
  });
}
