import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { playerQuestions } from '../../db/schema/player-identity.ts';
import type { PlayerFacts } from '../../domain/player-facts.ts';
import type { Candidate, QuestionReason } from './decide-player.ts';

/** A question about a provider's player, as it is to be asked. */
export type AskedPlayer = {
  externalId: string;
  name: string;
  position: string | null;
  teamId: number | null;
  facts?: PlayerFacts | undefined;
  reason: QuestionReason;
  candidates: readonly Candidate[];
  standInId: number | null;
};

export type Asking = {
  sportId: number;
  provider: string;
  seasonYear?: number | undefined;
  runId: string | null;
};

/** Asks, or brings what is asked already up to date; a question that stands as it is stays as it is. */
export async function askAboutPlayers(
  tx: Executor,
  { sportId, provider, seasonYear, runId }: Asking,
  asked: readonly AskedPlayer[],
): Promise<void> {
  for (const { externalId, name, position, teamId, facts, reason, candidates, standInId } of asked) {
    const told = {
      teamId,
      name: name.slice(0, 200),
      position: position?.slice(0, 20) ?? null,
      birthDate: facts?.birthDate ?? null,
      jerseyNumber: facts?.jerseyNumber ?? null,
      seasonYear: seasonYear ?? null,
      reason,
      candidates: [...candidates],
      ...(standInId === null ? {} : { standInId }),
    };
    await tx
      .insert(playerQuestions)
      .values({ sportId, provider, externalId, standInId, runId, ...told })
      .onConflictDoUpdate({
        target: [playerQuestions.provider, playerQuestions.sportId, playerQuestions.externalId],
        targetWhere: isNull(playerQuestions.answeredAt),
        set: { ...told, runId },
        setWhere: sql`(${playerQuestions.reason}, ${playerQuestions.candidates}, ${playerQuestions.teamId}, ${playerQuestions.standInId}) is distinct from
          (${reason}::text, ${JSON.stringify(candidates)}::jsonb, ${teamId}::int, coalesce(${standInId}::int, ${playerQuestions.standInId}))`,
      });
  }
}

type Answer = {
  sportId: number;
  provider: string;
  externalId: string;
  answer: 'linked' | 'own' | 'withdrawn';
  by: string;
};

/** Closes the open question about an id, if there is one. */
export async function closeQuestion(
  tx: Executor,
  { sportId, provider, externalId, answer, by }: Answer,
): Promise<void> {
  await tx
    .update(playerQuestions)
    .set({ answeredAt: sql`now()`, answer, answeredBy: by.slice(0, 100) })
    .where(isAbout({ sportId, provider, externalId }));
}

/** The open question about an id, locked; undefined where nothing is asked. */
export async function openQuestionOf(
  tx: Executor,
  id: { sportId: number; provider: string; externalId: string },
) {
  const [found] = await tx.select().from(playerQuestions).where(isAbout(id)).for('update');
  return found;
}

function isAbout({ sportId, provider, externalId }: Pick<Answer, 'sportId' | 'provider' | 'externalId'>) {
  return and(
    eq(playerQuestions.provider, provider),
    eq(playerQuestions.sportId, sportId),
    eq(playerQuestions.externalId, externalId),
    isNull(playerQuestions.answeredAt),
  );
}
