import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { externalIds } from '../db/schema/external-ids.ts';
import { players } from '../db/schema/reference.ts';
import { wrongIds } from '../db/schema/wrong-ids.ts';
import { teachIds } from '../reference/identities/external-ids.ts';
import type { Identified, KnownPlayers, NamedPlayer } from './identify-players.ts';

/** What is known of whom a source may mean, of teams that `teamIdOf` knows by name or the source's ids by number. */
export async function knownPlayers(
  tx: Executor,
  { source, sportId }: { source: string; sportId: number },
  told: readonly NamedPlayer[],
  teamIdOf: (name: string) => number | undefined,
): Promise<KnownPlayers> {
  const of = and(eq(externalIds.provider, source), eq(externalIds.sportId, sportId));
  const ids = await tx
    .select({ type: externalIds.entityType, outside: externalIds.externalId, inside: externalIds.entityId })
    .from(externalIds)
    .where(and(of, inArray(externalIds.entityType, ['player', 'team'])));
  const wrong = await tx
    .select({ outside: wrongIds.externalId, inside: wrongIds.entityId })
    .from(wrongIds)
    .where(
      and(eq(wrongIds.provider, source), eq(wrongIds.sportId, sportId), eq(wrongIds.entityType, 'player')),
    );
  const idsOf = (type: string): ReadonlyMap<string, number> =>
    new Map(ids.filter((row) => row.type === type).map(({ outside, inside }) => [outside, inside]));
  const teamIds = idsOf('team');
  const teamOf: KnownPlayers['teamOf'] = ({ providerTeamId, teamName }) =>
    teamIds.get(providerTeamId) ?? teamIdOf(teamName);
  const refused = new Set(wrong.map(({ outside, inside }) => `${outside} ${inside}`));
  const members = await membersOf(tx, [...new Set(told.flatMap((one) => teamOf(one) ?? []))]);
  return {
    byExternalId: idsOf('player'),
    isKnownWrong: (externalId, playerId) => refused.has(`${externalId} ${playerId}`),
    teamOf,
    membersOf: (teamId) => members.get(teamId) ?? [],
  };
}

async function membersOf(
  tx: Executor,
  teamIds: readonly number[],
): Promise<ReadonlyMap<number | null, readonly { id: number; name: string }[]>> {
  const rows = await tx
    .select({ id: players.id, name: players.fullName, teamId: players.currentTeamId })
    .from(players)
    .where(inArray(players.currentTeamId, [...teamIds]));
  return Map.groupBy(rows, ({ teamId }) => teamId);
}

/** Keeps the ids by which a source means players who were recognised by team and name. */
export async function learnPlayerIds(
  tx: Executor,
  source: string,
  identified: readonly Identified<NamedPlayer>[],
): Promise<void> {
  const learned = identified.flatMap(({ isLearned, playerId, providerPlayerId: externalId }) =>
    isLearned && playerId !== null && externalId !== null ? [{ entityId: playerId, externalId }] : [],
  );
  await teachIds(tx, { entityType: 'player', learnedBy: 'name', provider: source }, learned);
}
