import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { externalIds } from '../db/schema/external-ids.ts';
import { players } from '../db/schema/reference.ts';
import { wrongIds } from '../db/schema/wrong-ids.ts';
import { CONFIDENCE } from '../domain/external-id.ts';
import type { OurPlayer } from '../reference/players/decide-player.ts';
import { loadMates } from '../reference/players/our-players.ts';
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
  const teamsTold = [...new Set(told.flatMap((one) => teamOf(one) ?? []))];
  const members = await membersOf(tx, teamsTold);
  const mates = await loadMates(tx, { sportId, provider: source, teamIds: teamsTold, externalIds: [] });
  return {
    byExternalId: idsOf('player'),
    isKnownWrong: (externalId, playerId) => refused.has(`${externalId} ${playerId}`),
    teamOf,
    membersOf: (teamId, externalId) =>
      externalId === null ? (members.get(teamId) ?? []) : mates.ofTeam(teamId),
  };
}

async function membersOf(
  tx: Executor,
  teamIds: readonly number[],
): Promise<ReadonlyMap<number | null, readonly OurPlayer[]>> {
  const rows = await tx
    .select({ id: players.id, name: players.fullName, teamId: players.currentTeamId })
    .from(players)
    .where(inArray(players.currentTeamId, [...teamIds]));
  const known = rows.map((row) => ({ ...row, isCurrent: true, birthDates: [], numbers: [] }));
  return Map.groupBy(known, ({ teamId }) => teamId);
}

/** Keeps the ids of a source that facts have tied to a player. */
export async function learnPlayerIds(
  tx: Executor,
  { source, sportId }: { source: string; sportId: number },
  identified: readonly Identified<NamedPlayer>[],
): Promise<void> {
  const rows = identified.flatMap(({ learned, playerId, providerPlayerId: externalId }) =>
    learned === undefined || playerId === null || externalId === null
      ? []
      : [
          {
            provider: source,
            sportId,
            entityType: 'player' as const,
            externalId,
            entityId: playerId,
            learnedBy: learned.by,
            confidence: CONFIDENCE[learned.by],
            evidence: learned.evidence.slice(0, 500),
          },
        ],
  );
  if (rows.length > 0) await tx.insert(externalIds).values(rows).onConflictDoNothing();
}
