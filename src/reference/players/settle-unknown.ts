import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { players } from '../../db/schema/reference.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import { PRIMARY_PROVIDER } from '../identities/primary-provider.ts';
import { type AskedPlayer, askAboutPlayers } from './ask-about-players.ts';
import { type DecidedPlayer, type Meeting, decideListed, fullNameOf } from './decide-listed.ts';
import { type Candidate, type QuestionReason, learnedByFact } from './decide-player.ts';
import type { ListedPlayer } from './listed-player.ts';

/** What the players of a list came to whom the provider has given ids that nobody knows. */
export type Settled = {
  /** Who is nobody of ours, and becomes a player. */
  fresh: readonly ListedPlayer[];
  /** Of whom nobody but a person can say who they are. */
  asked: readonly Asked[];
};

export type Asked = { their: ListedPlayer; reason: QuestionReason; candidates: readonly Candidate[] };

/**
 * Decides who unknown players are, and keeps the ids of those who are one of ours. One transaction at a time for each
 * provider and sport, so that two of them never tie two ids to one player.
 */
export async function settleUnknown(
  tx: Executor,
  meeting: Meeting,
  unknown: readonly ListedPlayer[],
): Promise<Settled> {
  await lockDecisions(tx, meeting);
  const decided = await decideListed(tx, meeting, unknown);
  await keepLinks(tx, meeting, decided);
  return {
    fresh: decided.filter(({ decision }) => decision.kind === 'new').map(({ their }) => their),
    asked: decided.flatMap(({ their, decision }) =>
      decision.kind === 'question'
        ? [{ their, reason: decision.reason, candidates: decision.candidates }]
        : [],
    ),
  };
}

/** Waits for its turn to decide who a provider's players of a sport are; it ends with the transaction. */
export async function lockDecisions(
  tx: Executor,
  { provider, sportId }: Pick<Meeting, 'provider' | 'sportId'>,
): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`players ${provider} ${sportId}`}, 0))`,
  );
}

async function keepLinks(
  tx: Executor,
  { provider, sportId }: Meeting,
  decided: readonly DecidedPlayer[],
): Promise<void> {
  const rows = decided.flatMap(({ their: { externalId }, decision }) =>
    decision.kind === 'linked'
      ? [
          {
            provider,
            sportId,
            entityType: 'player' as const,
            externalId,
            entityId: decision.playerId,
            learnedBy: learnedByFact(decision.by),
            confidence: CONFIDENCE[learnedByFact(decision.by)],
            evidence: evidenceWords(decision.candidate),
          },
        ]
      : [],
  );
  if (rows.length > 0) await tx.insert(externalIds).values(rows).onConflictDoNothing();
}

export function evidenceWords({ why }: Candidate): string {
  return `of the same team, ${why}`.slice(0, 500);
}

/** Asks about players whom a stand-in holds the lines of, or who have none. */
export async function askAboutListed(
  tx: Executor,
  { sportId, provider, seasonYear, runId }: Meeting & { runId: string },
  asked: readonly Asked[],
  standIns: ReadonlyMap<string, number>,
): Promise<void> {
  const questions = asked.map(
    ({ their, reason, candidates }): AskedPlayer => ({
      externalId: their.externalId,
      name: fullNameOf(their),
      position: their.position,
      teamId: their.teamId,
      facts: their.facts,
      reason,
      candidates,
      standInId: standIns.get(their.externalId) ?? null,
    }),
  );
  await askAboutPlayers(tx, { sportId, provider, seasonYear, runId }, questions);
}

/**
 * The primary provider's player is a player of ours whatever else is known: what is in question is whether the other
 * source's player, who was there before, is the same one. That one stands in from now on, where nothing contradicts it,
 * until a person or a fact says so. Where no source has an id of who was there before, the primary's id is asked about.
 */
export async function askAboutEarlier(
  tx: Executor,
  { sportId, seasonYear, runId }: Meeting & { runId: string },
  asked: readonly Asked[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { their, reason, candidates } of asked) {
    const ownId = ids.get(their.externalId);
    if (ownId === undefined) continue;
    const nameless: Candidate[] = [];
    for (const candidate of candidates) {
      const earlier = await earlierIdOf(tx, candidate.player_id);
      if (earlier === undefined) {
        nameless.push(candidate);
        continue;
      }
      if (candidate.contradicts.length === 0)
        await tx
          .update(players)
          .set({ isStandIn: true, currentTeamId: null, runId, updatedAt: sql`now()` })
          .where(eq(players.id, candidate.player_id));
      const mirrored = { ...candidate, player_id: ownId, name: fullNameOf(their) };
      const question = {
        externalId: earlier.externalId,
        name: candidate.name,
        position: null,
        teamId: their.teamId,
        reason,
        candidates: [mirrored],
        standInId: candidate.player_id,
      };
      await askAboutPlayers(tx, { sportId, provider: earlier.provider, seasonYear, runId }, [question]);
    }
    if (nameless.length > 0)
      await askAboutListed(
        tx,
        { sportId, provider: PRIMARY_PROVIDER, seasonYear, runId },
        [{ their, reason, candidates: nameless }],
        ids,
      );
  }
}

/** The id by which another source knows a player; undefined where none does. */
async function earlierIdOf(tx: Executor, playerId: number) {
  const [found] = await tx
    .select({ provider: externalIds.provider, externalId: externalIds.externalId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.entityType, 'player'),
        inArray(externalIds.entityId, [playerId]),
        sql`${externalIds.provider} <> ${PRIMARY_PROVIDER}`,
      ),
    )
    .orderBy(externalIds.alias, externalIds.provider)
    .limit(1);
  return found;
}
