import { type SQL, and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { playerFacts, playerQuestions } from '../../db/schema/player-identity.ts';
import { players, sports, teams } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';

export type PlayerQuestionFilter = {
  sport?: Sport | undefined;
  provider?: string | undefined;
  limit: number;
};

/** A provider's player of whom it is not plain who it is; field names as they are published. */
export type PlayerQuestion = {
  id: number;
  provider: string;
  sport: Sport;
  external_id: string;
  player: string;
  team: string | null;
  position: string | null;
  birth_date: string | null;
  jersey_number: string | null;
  reason: string;
  /** Who holds the lines meanwhile; linking the id to them says that it is a player of their own. */
  stand_in_id: number | null;
  /** Who may be meant, and what speaks for it and against it. */
  candidates: readonly {
    player_id: number;
    name: string;
    agrees: readonly string[];
    contradicts: readonly string[];
    why: string;
  }[];
  asked_at: Date;
};

/** What is open about players, the oldest first. */
export async function listPlayerQuestions(
  executor: Executor,
  { sport, provider, limit }: PlayerQuestionFilter,
): Promise<readonly PlayerQuestion[]> {
  const { birthDate, jerseyNumber } = playerQuestions;
  return executor
    .select({
      id: playerQuestions.id,
      provider: playerQuestions.provider,
      sport: sports.displayName,
      external_id: playerQuestions.externalId,
      player: playerQuestions.name,
      team: teams.name,
      position: playerQuestions.position,
      birth_date: sql<string | null>`coalesce(${players.birthDate}, ${birthDate})::text`,
      jersey_number: sql<string | null>`coalesce(${players.jerseyNumber}, ${jerseyNumber})`,
      reason: playerQuestions.reason,
      stand_in_id: playerQuestions.standInId,
      candidates: playerQuestions.candidates,
      asked_at: playerQuestions.askedAt,
    })
    .from(playerQuestions)
    .innerJoin(sports, eq(sports.id, playerQuestions.sportId))
    .leftJoin(teams, eq(teams.id, playerQuestions.teamId))
    .leftJoin(players, eq(players.id, playerQuestions.standInId))
    .where(
      and(
        isNull(playerQuestions.answeredAt),
        ...(sport === undefined ? [] : [eq(sports.displayName, sport)]),
        ...(provider === undefined ? [] : [eq(playerQuestions.provider, provider)]),
      ),
    )
    .orderBy(asc(playerQuestions.askedAt), asc(playerQuestions.id))
    .limit(limit);
}

/** The id that an open question is about; undefined where there is none. */
export async function idInQuestion(
  executor: Executor,
  id: number,
): Promise<{ sport: Sport; provider: string; externalId: string } | undefined> {
  const [found] = await executor
    .select({
      sport: sports.displayName,
      provider: playerQuestions.provider,
      externalId: playerQuestions.externalId,
    })
    .from(playerQuestions)
    .innerJoin(sports, eq(sports.id, playerQuestions.sportId))
    .where(and(eq(playerQuestions.id, id), isNull(playerQuestions.answeredAt)));
  return found;
}

/** A fact of which a source says something else than what is kept: a finding, which overwrites nothing. */
export type FactDifference = {
  player_id: number;
  player: string;
  sport: Sport;
  field: string;
  ours: string;
  theirs: string;
  source: string;
};

const COMPARED = [
  ['birth_date', players.birthDate, playerFacts.birthDate],
  ['from_year', players.fromYear, playerFacts.fromYear],
] as const;

/** Birth dates and first seasons that sources contradict, by player. */
export async function listFactDifferences(
  executor: Executor,
  { sport, limit }: Pick<PlayerQuestionFilter, 'sport' | 'limit'>,
): Promise<readonly FactDifference[]> {
  const found = await Promise.all(
    COMPARED.map(([field, ours, theirs]) =>
      executor
        .select({
          player_id: players.id,
          player: players.fullName,
          sport: sports.displayName,
          field: sql<string>`${field}::text`,
          ours: sql<string>`${ours}::text`,
          theirs: sql<string>`${theirs}::text`,
          source: playerFacts.source,
        })
        .from(playerFacts)
        .innerJoin(players, eq(players.id, playerFacts.playerId))
        .innerJoin(sports, eq(sports.id, players.sportId))
        .where(
          and(isNotNull(theirs), differs(ours, theirs), ...(sport ? [eq(sports.displayName, sport)] : [])),
        )
        .orderBy(asc(players.id))
        .limit(limit),
    ),
  );
  return found.flat().slice(0, limit);
}

function differs(ours: (typeof COMPARED)[number][1], theirs: (typeof COMPARED)[number][2]): SQL {
  return sql`${ours} is distinct from ${theirs}`;
}
