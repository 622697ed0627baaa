import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { playerQuestions } from '../../db/schema/player-identity.ts';
import { players, sports } from '../../db/schema/reference.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import type { Clock } from '../../platform/clock.ts';
import { askAboutPlayers, closeQuestion } from './ask-about-players.ts';
import { decideListed } from './decide-listed.ts';
import type { PlayerDecision } from './decide-player.ts';
import { evidenceWords } from './settle-unknown.ts';
import { joinStandIn } from './stand-ins.ts';

/** Who answers where facts do. */
const RULES = { name: 'the rules' };

/** Looks again at what is asked about a team's players: facts that came since may say it. Returns how many they did. */
export async function settlePlayerQuestions(
  db: Database,
  { teamId, clock }: { teamId: number; clock: Pick<Clock, 'nowMs'> },
): Promise<number> {
  const open = await db
    .select({ id: playerQuestions.id })
    .from(playerQuestions)
    .where(and(eq(playerQuestions.teamId, teamId), isNull(playerQuestions.answeredAt)))
    .orderBy(asc(playerQuestions.id));
  let settled = 0;
  for (const { id } of open) if (await db.transaction((tx) => settleOne(tx, id, clock))) settled += 1;
  return settled;
}

async function settleOne(tx: Executor, id: number, clock: Pick<Clock, 'nowMs'>): Promise<boolean> {
  const question = await lockQuestion(tx, id);
  if (!question || question.reason === 'unlinked') return false;
  const { sportId, provider, externalId, name, position, teamId, standInId, seasonYear, runId } = question;
  if (teamId === null) return false;
  const facts = { birthDate: question.birthDate, jerseyNumber: question.jerseyNumber };
  const their = { externalId, firstName: '', lastName: name, position, teamId, facts };
  const meeting = { sportId, provider, seasonYear: seasonYear ?? undefined };
  const [decided] = await decideListed(tx, meeting, [their]);
  const decision = decided?.decision;
  if (decision?.kind === 'linked') return await link(tx, question, decision, clock);
  if (decision?.kind === 'question')
    await askAboutPlayers(tx, { ...meeting, runId }, [
      { ...their, name, reason: decision.reason, candidates: decision.candidates, standInId },
    ]);
  return false;
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockQuestion>>>;

/** The question with what is known of whom it is about by now; undefined once it is answered. */
async function lockQuestion(tx: Executor, id: number) {
  const { jerseyNumber, birthDate } = playerQuestions;
  const [found] = await tx
    .select({
      sportId: playerQuestions.sportId,
      sport: sports.displayName,
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
    .innerJoin(sports, eq(sports.id, playerQuestions.sportId))
    .leftJoin(players, eq(players.id, playerQuestions.standInId))
    .where(and(eq(playerQuestions.id, id), isNull(playerQuestions.answeredAt)))
    .for('update', { of: playerQuestions });
  return found;
}

async function link(
  tx: Executor,
  { sportId, provider, externalId, standInId }: Locked,
  { playerId, by, candidate }: Extract<PlayerDecision, { kind: 'linked' }>,
  clock: Pick<Clock, 'nowMs'>,
): Promise<boolean> {
  const id = { sportId, provider, externalId };
  const evidence = evidenceWords(candidate);
  if (standInId !== null) {
    const join = { ...id, from: standInId, into: playerId, learnedBy: by, evidence };
    return (await joinStandIn(tx, join, { actor: { ...RULES, reason: evidence }, clock })).ok;
  }
  await tx
    .insert(externalIds)
    .values({
      ...id,
      entityType: 'player',
      entityId: playerId,
      learnedBy: by,
      confidence: CONFIDENCE[by],
      evidence,
    })
    .onConflictDoNothing();
  await closeQuestion(tx, { ...id, answer: 'linked', by: RULES.name });
  return true;
}
