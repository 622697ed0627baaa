import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { playerQuestions } from '../../db/schema/player-identity.ts';
import { players } from '../../db/schema/reference.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import type { Clock } from '../../platform/clock.ts';
import { askAboutPlayers, closeQuestion } from './ask-about-players.ts';
import { decideListed } from './decide-listed.ts';
import { type PlayerDecision, learnedByFact } from './decide-player.ts';
import { evidenceWords, lockDecisions } from './settle-unknown.ts';
import { joinStandIn } from './stand-ins.ts';

/** Who answers where facts do. */
const RULES = { name: 'the rules' };

/**
 * Looks again at what is asked about a team's players: facts that came since may say it. All who are asked about of a
 * provider are decided together, so that two who may be one of ours stay questions. Returns how many they did.
 */
export async function settlePlayerQuestions(
  db: Database,
  { teamId, clock }: { teamId: number; clock: Pick<Clock, 'nowMs'> },
): Promise<number> {
  const origins = await db
    .selectDistinct({ sportId: playerQuestions.sportId, provider: playerQuestions.provider })
    .from(playerQuestions)
    .where(and(eq(playerQuestions.teamId, teamId), isNull(playerQuestions.answeredAt)))
    .orderBy(asc(playerQuestions.sportId), asc(playerQuestions.provider));
  let settled = 0;
  for (const origin of origins)
    settled += await db.transaction((tx) => settleTogether(tx, { ...origin, teamId }, clock));
  return settled;
}

type Origin = { sportId: number; provider: string; teamId: number };

async function settleTogether(tx: Executor, origin: Origin, clock: Pick<Clock, 'nowMs'>): Promise<number> {
  await lockDecisions(tx, origin);
  const questions = await lockQuestions(tx, origin);
  const listed = questions.map(({ externalId, name, position, seasonYear, ...told }) => ({
    externalId,
    firstName: '',
    lastName: name,
    position,
    teamId: origin.teamId,
    facts: { birthDate: told.birthDate, jerseyNumber: told.jerseyNumber },
    seasonYear: seasonYear ?? undefined,
  }));
  const decided = await decideListed(tx, origin, listed);
  let settled = 0;
  for (const [index, question] of questions.entries()) {
    const decision = decided[index]?.decision;
    // A link that somebody took back is a person's to answer.
    if (question.reason === 'unlinked' || decision === undefined) continue;
    if (decision.kind === 'linked' && (await link(tx, question, decision, clock))) settled += 1;
    if (decision.kind === 'question') await askAgain(tx, question, decision);
  }
  return settled;
}

async function askAgain(
  tx: Executor,
  { sportId, provider, seasonYear, runId, birthDate, jerseyNumber, ...question }: Locked,
  { reason, candidates }: Extract<PlayerDecision, { kind: 'question' }>,
): Promise<void> {
  const asking = { sportId, provider, seasonYear: seasonYear ?? undefined, runId };
  const facts = { birthDate, jerseyNumber };
  await askAboutPlayers(tx, asking, [{ ...question, facts, reason, candidates }]);
}

type Locked = Awaited<ReturnType<typeof lockQuestions>>[number];

/** What is still asked, with what is known of whom it is about by now. */
async function lockQuestions(tx: Executor, { sportId, provider, teamId }: Origin) {
  const { jerseyNumber, birthDate } = playerQuestions;
  return await tx
    .select({
      sportId: playerQuestions.sportId,
      provider: playerQuestions.provider,
      externalId: playerQuestions.externalId,
      name: playerQuestions.name,
      position: playerQuestions.position,
      teamId: playerQuestions.teamId,
      standInId: playerQuestions.standInId,
      seasonYear: playerQuestions.seasonYear,
      reason: playerQuestions.reason,
      runId: playerQuestions.runId,
      jerseyNumber: sql<string | null>`coalesce(${players.jerseyNumber}, ${jerseyNumber})`,
      birthDate: sql<string | null>`coalesce(${players.birthDate}, ${birthDate})::text`,
    })
    .from(playerQuestions)
    .leftJoin(players, eq(players.id, playerQuestions.standInId))
    .where(
      and(
        eq(playerQuestions.sportId, sportId),
        eq(playerQuestions.provider, provider),
        eq(playerQuestions.teamId, teamId),
        isNull(playerQuestions.answeredAt),
      ),
    )
    .orderBy(asc(playerQuestions.id))
    .for('update', { of: playerQuestions });
}

async function link(
  tx: Executor,
  { sportId, provider, externalId, standInId }: Locked,
  { playerId, by, candidate }: Extract<PlayerDecision, { kind: 'linked' }>,
  clock: Pick<Clock, 'nowMs'>,
): Promise<boolean> {
  const id = { sportId, provider, externalId };
  const evidence = evidenceWords(candidate);
  const learnedBy = learnedByFact(by);
  if (standInId !== null) {
    const join = { ...id, from: standInId, into: playerId, learnedBy, evidence };
    return (await joinStandIn(tx, join, { actor: { ...RULES, reason: evidence }, clock })).ok;
  }
  const kept = await tx
    .insert(externalIds)
    .values({
      ...id,
      entityType: 'player',
      entityId: playerId,
      learnedBy,
      confidence: CONFIDENCE[learnedBy],
      evidence,
    })
    .onConflictDoNothing()
    .returning({ entityId: externalIds.entityId });
  // Somebody else has said meanwhile whom the id means.
  if (kept.length === 0) return false;
  await closeQuestion(tx, { ...id, answer: 'linked', by: RULES.name });
  return true;
}
