import { type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import { type From, fixedText } from '../../db/fixed-text.ts';
import { gameRosters } from '../../db/schema/games.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';

/**
 * Notes who was listed in a box score: active, or dnp. Where the list is whole, the others of the expected roster
 * become inactive. Parts of the statement that writes their lines.
 */
export function participantParts(
  { gameId }: GameToSeed,
  participants: readonly { playerId: number; teamId: number; isStarter: boolean; hasPlayed: boolean }[],
  { areAll, source, runId }: { areAll: boolean; source: string; runId: string },
): readonly SQL[] {
  const listed = listedPart({ gameId, participants: JSON.stringify(participants), source, runId });
  if (!areAll) return [listed];
  return [othersPart({ gameId, ids: participants.map(({ playerId }) => playerId), runId }), listed];
}

const othersPart = fixedText((from: From<{ gameId: number; ids: readonly number[]; runId: string }>) => {
  const { playerId, isStarter, status } = gameRosters;
  const name = bareColumns;
  return sql`others as (
    update ${gameRosters}
    set ${name(status)} = 'inactive', ${name(isStarter)} = false, ${name(gameRosters.runId)} = ${from(({ runId }) => runId)}
    where ${gameRosters.gameId} = ${from(({ gameId }) => gameId)}
      and (${status}, ${isStarter}) is distinct from ('inactive', false)
      and ${playerId} <> all(${from(({ ids }) => ids)}::int[]))`;
});

type Listed = { gameId: number; participants: string; source: string; runId: string };

const listedPart = fixedText((from: From<Listed>) => {
  const { gameId, playerId, teamId, isStarter, status, source, runId } = gameRosters;
  const name = bareColumns;
  const told = [teamId, isStarter, status];
  const excluded = told.map((column) => sql`excluded.${name(column)}`);
  return sql`participants as (
    insert into ${gameRosters} (${name(gameId, playerId, teamId, isStarter, status, source, runId)})
    select ${from((listed) => listed.gameId)}::int, seen."playerId", seen."teamId", seen."isStarter",
           case when seen."hasPlayed" then 'active' else 'dnp' end, ${from((listed) => listed.source)},
           ${from((listed) => listed.runId)}
    from json_to_recordset(${from((listed) => listed.participants)}::json)
      as seen("playerId" int, "teamId" int, "isStarter" boolean, "hasPlayed" boolean)
    on conflict (${name(gameId, playerId)}) do update
    set (${name(...told, source, runId)})
        = (${sql.join(excluded, sql`, `)}, excluded.${name(source)}, excluded.${name(runId)})
    where (${sql.join(told, sql`, `)}) is distinct from (${sql.join(excluded, sql`, `)}))`;
});
