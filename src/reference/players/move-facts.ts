import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { columnsByName } from '../../db/selecting.ts';
import { playerFacts } from '../../db/schema/player-identity.ts';
import type { MergedPlayer } from '../../domain/merged-player.ts';
import { followFacts } from './write-player-facts.ts';

type Pair = { from: number; to: number; runId: string };

/** What sources said of the one they said of the other, where they have not said anything of that one. */
export async function giveFacts(
  tx: Executor,
  { from, to, runId }: Pair,
): Promise<Pick<MergedPlayer, 'facts' | 'givenFacts'>> {
  const facts = await tx
    .delete(playerFacts)
    .where(eq(playerFacts.playerId, from))
    .returning(columnsByName(playerFacts));
  if (facts.length === 0) return {};
  const given = await insertFacts(tx, facts, to, runId);
  await followFacts(tx, [to], runId);
  return { facts, givenFacts: given };
}

/** Takes the words from the player who stays that a merge gave, and gives them to the other one again. */
export async function takeFactsBack(
  tx: Executor,
  { from, to, runId }: Pair,
  { facts = [], givenFacts = [] }: MergedPlayer,
): Promise<void> {
  if (givenFacts.length > 0)
    await tx
      .delete(playerFacts)
      .where(and(eq(playerFacts.playerId, from), inArray(playerFacts.source, [...givenFacts])));
  if (facts.length > 0) await insertFacts(tx, facts, to, runId);
  await followFacts(tx, [from, to], runId);
}

async function insertFacts(
  tx: Executor,
  facts: readonly object[],
  playerId: number,
  runId: string,
): Promise<string[]> {
  const rows = facts.map((row) => ({ ...row, player_id: playerId, run_id: runId }));
  const { rows: given } = await tx.execute<{ source: string }>(sql`
    insert into ${playerFacts} select row.*
    from jsonb_populate_recordset(null::${playerFacts}, ${JSON.stringify(rows)}::jsonb) as row
    on conflict do nothing returning source`);
  return given.map(({ source }) => source);
}
