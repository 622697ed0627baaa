import type { EntityStatus, SeedingPlan, TaskPlan } from '../domain/plans.ts';
import type { EntityQuestion, EntityReader } from '../sports/adapter.ts';
import type { Gap } from '../sports/completeness.ts';

export type EntityType = 'player' | 'team';

/** A player or team of a task, and how it stands. */
export type TaskEntity = {
  entityType: EntityType;
  providerEntityId: string;
  /** Of a player; null where the player came with a box score. */
  providerTeamId: string | null;
  /** Our id of the player or team, once it is known. */
  entityId: number | null;
  name: string | null;
  status: EntityStatus;
  attempts: number;
  error: string | null;
};

/** What stands before the stand-in of somebody whose row has no id: nobody can be asked for by it. */
export const UNNAMED = '?';

/** One call of a run by entities, and the entities that its answer settles. */
export type EntityStep = { question: EntityQuestion; covers: readonly TaskEntity[] };

/** The plan of a task: its own where one was set, else the sport's. */
export function planOf(taskPlan: TaskPlan | null, strategy: SeedingPlan): TaskPlan {
  return taskPlan ?? strategy;
}

/** Whether the box score is asked for at all, and whether entities are on their own. */
export function phasesOf(plan: TaskPlan, attempt: number): { asksBoxScore: boolean; asksEntities: boolean } {
  switch (plan) {
    case 'box-score':
    case 'blanket':
      return { asksBoxScore: true, asksEntities: false };
    case 'per-entity':
      return { asksBoxScore: false, asksEntities: true };
    case 'hybrid':
      // The box score gets one attempt: what it did not bring by then is asked for entity by entity.
      return { asksBoxScore: attempt === 0, asksEntities: true };
  }
}

/**
 * Whether a part of the box score has nothing left to bring: everybody who is known of is settled, and what is written
 * of the game lacks nothing of it.
 */
export function isPartDone(
  entities: readonly TaskEntity[],
  gaps: readonly Gap[],
  entityType: EntityType,
): boolean {
  const own = entities.filter((entity) => entity.entityType === entityType);
  return (
    own.some(({ status }) => status === 'completed') &&
    own.every(({ status }) => isSettled(status)) &&
    !gaps.some((gap) => gap.entityType === entityType)
  );
}

function isSettled(status: EntityStatus): boolean {
  return status === 'completed' || status === 'absent';
}

/**
 * The calls that a run by entities makes, in order: teams first, because one cheap call tells whether the provider
 * has lines of this game at all, then the players of the home side, then of the other. What is settled, or has
 * failed for good, is not asked for again.
 */
export function planEntitySteps(
  entities: readonly TaskEntity[],
  { playersBy, teamsBy }: Pick<EntityReader, 'playersBy' | 'teamsBy'>,
  providerTeamIds: readonly string[],
): readonly EntityStep[] {
  const open = entities.filter(({ status }) => status === 'pending');
  return [
    ...planTeams(
      open.filter(({ entityType }) => entityType === 'team'),
      teamsBy,
    ),
    ...providerTeamIds.flatMap((providerTeamId) =>
      planPlayers(
        entities.filter(
          (entity) => entity.entityType === 'player' && entity.providerTeamId === providerTeamId,
        ),
        playersBy,
        providerTeamId,
      ),
    ),
  ];
}

function planTeams(teams: readonly TaskEntity[], teamsBy: EntityReader['teamsBy']): EntityStep[] {
  if (teams.length === 0) return [];
  if (teamsBy === 'game') return [{ question: { kind: 'both-team-lines' }, covers: teams }];
  return teams.map((team) => ({
    question: { kind: 'team-line', providerTeamId: team.providerEntityId },
    covers: [team],
  }));
}

function planPlayers(
  players: readonly TaskEntity[],
  playersBy: EntityReader['playersBy'],
  providerTeamId: string,
): EntityStep[] {
  const open = players.filter(({ status }) => status === 'pending');
  if (playersBy === 'team') {
    // A team of which nobody is known is asked for all the same: the answer says who they are.
    const isNeeded = open.length > 0 || players.length === 0;
    return isNeeded ? [{ question: { kind: 'team-players', providerTeamId }, covers: open }] : [];
  }
  const named = open.filter(({ providerEntityId }) => !providerEntityId.startsWith(UNNAMED));
  return named.map((player) => ({
    question: { kind: 'player', providerTeamId, providerPlayerId: player.providerEntityId },
    covers: [player],
  }));
}

/** The team of which the players of an answer are; null where it is about team lines. */
export function teamOf({ question }: EntityStep): string | null {
  return question.kind === 'player' || question.kind === 'team-players' ? question.providerTeamId : null;
}

/** How many entities are settled, of how many that are expected. */
export type EntityCounts = { expected: number; done: number };

export function countEntities(entities: readonly TaskEntity[]): EntityCounts {
  return { expected: entities.length, done: entities.filter(({ status }) => isSettled(status)).length };
}

/** What a run by entities has come to. */
export type EntityOutcome =
  | { kind: 'completed' }
  /** Enough is there for the game to count, with gaps that are named. */
  | { kind: 'partial'; message: string }
  /** Something can still be asked for again. */
  | { kind: 'retry'; message: string }
  /** Too much is missing, and nothing more will come of asking. */
  | { kind: 'failed'; message: string };

/**
 * Up to this share of a game's players may be missing for it to be kept as partial; more than that is no box score.
 * Six of thirty: the end of a bench.
 */
export const TOLERATED_MISSING_SHARE = 0.2;

/** Decides what becomes of a task once nothing more can be asked for in this run. */
export function decideEntityOutcome(
  entities: readonly TaskEntity[],
  facts: {
    isLastAttempt: boolean;
    /** What the lines that are written lack, judged against the game. */
    gaps: readonly Gap[];
    /** The last thing that went wrong in this run. */
    lastProblem?: string | undefined;
  },
): EntityOutcome {
  const { isLastAttempt, gaps, lastProblem } = facts;
  const missing = entities.filter(({ status }) => !isSettled(status));
  if (missing.length === 0 && gaps.length === 0) return { kind: 'completed' };
  const problems = gaps.map(({ kind, problem }) =>
    kind === 'no_players' && lastProblem ? `${problem} (${lastProblem})` : problem,
  );
  const message = describeMissing(entities, missing, problems);
  const canAsk = missing.some(({ status }) => status === 'pending') || gaps.length > 0;
  if (canAsk && !isLastAttempt) return { kind: 'retry', message };
  const players = entities.filter(({ entityType }) => entityType === 'player');
  const missingPlayers = missing.filter(({ entityType }) => entityType === 'player');
  const hasTeams = missing.length === missingPlayers.length;
  const hasBothSides = !gaps.some(({ kind }) => SIDE_IS_MISSING.has(kind));
  const isEnough = missingPlayers.length <= TOLERATED_MISSING_SHARE * players.length;
  return hasTeams && hasBothSides && isEnough ? { kind: 'partial', message } : { kind: 'failed', message };
}

/** Without these a game has no box score, however few attempts are left. */
const SIDE_IS_MISSING: ReadonlySet<Gap['kind']> = new Set(['no_players', 'few_players', 'no_team_line']);

/** Entities that are named in a message; the rest only counts. */
const MAX_NAMED = 5;

/** `A. Name (404), B. Name, 3 more`, with no more names than a person reads; empty where nobody is listed. */
export function nameEntities(entities: readonly TaskEntity[]): string {
  const named = entities.slice(0, MAX_NAMED).map(({ entityType, name, providerEntityId, error }) => {
    // A row that was left out says itself whose it is.
    const isToldByItself =
      providerEntityId.startsWith(UNNAMED) || error?.includes(`${entityType} ${providerEntityId}`);
    if (name === null && error !== null && isToldByItself) return error;
    const who = name ?? `${entityType} ${providerEntityId}`;
    return error === null ? who : `${who} (${error})`;
  });
  const rest = entities.length - named.length;
  return (rest > 0 ? [...named, `${rest} more`] : named).join(', ');
}

function describeMissing(
  entities: readonly TaskEntity[],
  missing: readonly TaskEntity[],
  problems: readonly string[],
): string {
  const { done, expected } = countEntities(entities);
  const parts = [
    `${done} of ${expected} players and teams`,
    ...(missing.length > 0 ? [`missing: ${nameEntities(missing)}`] : []),
    ...problems,
  ];
  return parts.join('; ');
}
