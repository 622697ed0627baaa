import { type SQL, desc, eq, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Database, Executor } from '../db/database.ts';
import { bareColumns as name } from '../db/bare-columns.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { seedingTaskEntities, seedingTasks } from '../db/schema/tasks.ts';
import { players, teams } from '../db/schema/reference.ts';
import { gameRosters, games } from '../db/schema/games.ts';
import { GAME, PLAYER, TASK, TEAM } from '../db/table-aliases.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { type RefusedRow, describeRefusedRow } from '../domain/refused-row.ts';
import { amendSql } from '../jobs/ledger/write-transitions.ts';
import { entityIdOf, externalIdOf } from '../reference/identities/external-ids.ts';
import type { WrittenLine } from '../sports/line-draft.ts';
import { type TaskEntity, UNNAMED } from './plan.ts';

const ENTITY = alias(seedingTaskEntities, 'entity');
const ROSTER = alias(gameRosters, 'roster');

const noted = seedingTaskEntities;

/** What a task knows an entity by. */
const ENTITY_KEY = name(noted.taskId, noted.entityType, noted.providerEntityId);

/** What is written of an entity that is expected. */
const EXPECTED_COLUMNS = sql`${ENTITY_KEY}, ${name(noted.providerTeamId, noted.entityId, noted.status)}`;

/** The players and teams of a task, and how each stands; what a retry need not ask for again is among them. */
export function loadEntities(executor: Executor | Database, taskId: number): Promise<TaskEntity[]> {
  return executor
    .select({
      entityType: ENTITY.entityType,
      providerEntityId: ENTITY.providerEntityId,
      providerTeamId: ENTITY.providerTeamId,
      entityId: ENTITY.entityId,
      name: sql<string | null>`coalesce(${PLAYER.fullName}, ${TEAM.name})`,
      status: ENTITY.status,
      attempts: ENTITY.attempts,
      error: ENTITY.errorMessage,
    })
    .from(ENTITY)
    .leftJoin(PLAYER, sql`${ENTITY.entityType} = 'player' and ${PLAYER.id} = ${ENTITY.entityId}`)
    .leftJoin(TEAM, sql`${ENTITY.entityType} = 'team' and ${TEAM.id} = ${ENTITY.entityId}`)
    .where(eq(ENTITY.taskId, taskId))
    .orderBy(desc(ENTITY.entityType), ENTITY.providerTeamId, ENTITY.id);
}

/** Records entities as done, in the transaction that wrote their lines. */
export async function saveCheckpoints(
  tx: Executor,
  taskId: number,
  lines: readonly CheckedLine[],
  providerTeamId: string | null = null,
): Promise<void> {
  await tx.execute(checkpoints(checkedOf(taskId, lines, providerTeamId), false, false));
}

type CheckedLine = Omit<WrittenLine, 'isChanged'>;

/** The same as a part of the statement that writes the lines. */
export function checkpointPart(
  taskId: number,
  lines: readonly CheckedLine[],
  {
    providerTeamId = null,
    areNew = false,
  }: {
    /** The team of which all of them are players, where that is known. */
    providerTeamId?: string | null;
    /** The task has none of them yet, and nobody else can add them meanwhile: none is looked for, which costs as much again. */
    areNew?: boolean;
  } = {},
): SQL {
  return checkpoints(checkedOf(taskId, lines, providerTeamId), areNew, true);
}

function checkedOf(taskId: number, lines: readonly CheckedLine[], providerTeamId: string | null): Checked {
  const keys = lines.map(({ entityType, providerEntityId, entityId }) => ({
    entityType,
    providerEntityId,
    entityId,
  }));
  return { taskId, keys: JSON.stringify(keys), providerTeamId };
}

type Checked = { taskId: number; keys: string; providerTeamId: string | null };

const checkpoints = fixedText((from: From<Checked>, areNew: boolean, isPart: boolean) => {
  const entity = seedingTaskEntities;
  const columns = name(
    entity.taskId,
    entity.entityType,
    entity.providerEntityId,
    entity.providerTeamId,
    entity.entityId,
    entity.status,
    entity.seededAt,
  );
  const statement = sql`
    insert into ${entity} (${columns})
    select ${from(({ taskId }) => taskId)}::int, line."entityType", line."providerEntityId",
           ${from(({ providerTeamId }) => providerTeamId)}::text, line."entityId", 'completed', now()
    from json_to_recordset(${from(({ keys }) => keys)}::json)
      as line("entityType" text, "providerEntityId" text, "entityId" int) ${areNew ? sql`` : doneInPlaceSql()}`;
  return isPart ? sql`checkpoints as (${statement})` : statement;
});

/** Who was expected or done already is done now. */
function doneInPlaceSql(): SQL {
  const entity = seedingTaskEntities;
  return sql`
    on conflict (${ENTITY_KEY}) do update
    set ${name(entity.status)} = 'completed', ${name(entity.entityId)} = excluded.${name(entity.entityId)},
        ${name(entity.providerTeamId)} = coalesce(excluded.${name(entity.providerTeamId)}, ${entity.providerTeamId}),
        ${name(entity.attempts)} = ${entity.attempts} + 1, ${name(entity.errorMessage)} = null,
        ${name(entity.seededAt)} = now()`;
}

/** How many of a side's players are on the game's roster with an id that the provider knows. */
export async function rosterSize(db: Database, gameId: number, teamId: number): Promise<number> {
  const row = await firstRow(
    db,
    selecting(
      { count: sql<number>`count(*)` },
      (list) => sql`select ${list} from ${gameRosters} as ${ROSTER}
        join ${players} as ${PLAYER} on ${PLAYER.id} = ${ROSTER.playerId}
        where ${ROSTER.gameId} = ${gameId} and ${ROSTER.teamId} = ${teamId}
          and ${externalIdOf('player', PLAYER.id)} is not null`,
    ),
  );
  return row?.count ?? 0;
}

/** Notes both teams and everybody on the game's roster as expected; who is noted already stays as they are. */
export async function expectEntities(
  tx: Executor,
  taskId: number,
  game: GameToSeed,
  providerGame: ProviderGame,
): Promise<void> {
  const sides = [
    { teamId: game.home.teamId, providerTeamId: providerGame.home.providerTeamId },
    { teamId: game.away.teamId, providerTeamId: providerGame.away.providerTeamId },
  ];
  const idThere = externalIdOf('player', ROSTER.playerId);
  await tx.execute(sql`
    with side as (
      select * from json_to_recordset(${JSON.stringify(sides)}::json) as side("teamId" int, "providerTeamId" text)
    )
    insert into ${seedingTaskEntities} (${EXPECTED_COLUMNS}, ${name(noted.attempts)})
    select ${taskId}::int, 'team', "providerTeamId", "providerTeamId", "teamId", 'pending', 0 from side
    union all
    select ${taskId}::int, 'player', ${idThere}, side."providerTeamId", ${PLAYER.id}, 'pending', 0
    from ${gameRosters} as ${ROSTER}
    join ${players} as ${PLAYER} on ${PLAYER.id} = ${ROSTER.playerId} and ${idThere} is not null
    join side on side."teamId" = ${ROSTER.teamId}
    where ${ROSTER.gameId} = ${game.gameId}
    on conflict (${ENTITY_KEY}) do update
    set ${name(noted.providerTeamId)} = coalesce(${noted.providerTeamId}, excluded.${name(noted.providerTeamId)})`);
}

type EntityKey = Pick<TaskEntity, 'entityType' | 'providerEntityId'>;

/** Of entities that were asked for, those without a line: the provider has the game and nothing of them in it. */
export async function markAbsent(tx: Executor, taskId: number, asked: readonly EntityKey[]): Promise<void> {
  if (asked.length === 0) return;
  await tx.execute(sql`
    update ${seedingTaskEntities} as ${ENTITY}
    set ${name(ENTITY.status)} = 'absent', ${name(ENTITY.attempts)} = ${ENTITY.attempts} + 1, ${name(ENTITY.errorMessage)} = null
    from ${keysOf(asked)}
    where ${isOneOf(taskId)} and ${ENTITY.status} in ('pending', 'failed')`);
}

/** A whole box score is there: whoever is not in it did not take part. */
export async function markOthersAbsent(
  tx: Executor,
  taskId: number,
  entityType: TaskEntity['entityType'],
): Promise<void> {
  await tx.execute(sql`
    update ${noted} set ${name(noted.status)} = 'absent', ${name(noted.errorMessage)} = null
    where ${noted.taskId} = ${taskId} and ${noted.entityType} = ${entityType} and ${noted.status} in ('pending', 'failed')`);
}

/** Notes a call that failed for these entities; for good when no other try can help, or their tries are used up. */
export async function noteEntityFailure(
  tx: Executor,
  taskId: number,
  asked: readonly EntityKey[],
  failure: { message: string; isFinal: boolean; maxAttempts: number },
): Promise<void> {
  if (asked.length === 0) return;
  await tx.execute(sql`
    update ${seedingTaskEntities} as ${ENTITY}
    set ${name(ENTITY.attempts)} = ${ENTITY.attempts} + 1, ${name(ENTITY.errorMessage)} = ${failure.message},
        ${name(ENTITY.status)} = case when ${failure.isFinal} or ${ENTITY.attempts} + 1 >= ${failure.maxAttempts}::int
          then 'failed' else 'pending' end
    from ${keysOf(asked)}
    where ${isOneOf(taskId)} and ${ENTITY.status} in ('pending', 'failed')`);
}

/**
 * Notes rows of a list that were left out, each as a player or team that is still expected, with what is wrong with its
 * row; who has a line already keeps it. Rows without an id are noted under a stand-in; `replaces` says whose earlier
 * stand-ins this list takes the place of.
 */
export async function noteRefusedRows(
  tx: Executor,
  taskId: number,
  entityType: TaskEntity['entityType'],
  refused: readonly RefusedRow[],
  {
    maxAttempts,
    replaces,
  }: { maxAttempts: number; replaces: 'everybody' | 'nobody' | { providerTeamId: string } },
): Promise<void> {
  if (replaces !== 'nobody') {
    const providerTeamId = replaces === 'everybody' ? null : replaces.providerTeamId;
    await tx.execute(sql`
      delete from ${noted}
      where ${noted.taskId} = ${taskId} and ${noted.entityType} = ${entityType}
        and ${noted.providerEntityId} like ${`${UNNAMED}%`}
        and (${providerTeamId}::text is null or ${noted.providerTeamId} = ${providerTeamId}::text)`);
  }
  if (refused.length === 0) return;
  const known = (kind: 'player' | 'team') =>
    entityIdOf(kind, { sportId: GAME.sportId, externalId: sql`refused."providerEntityId"` });
  const rows = refused.map((row) => ({ ...row, words: describeRefusedRow(row) }));
  await tx.execute(sql`
    insert into ${seedingTaskEntities} (${EXPECTED_COLUMNS}, ${name(noted.errorMessage)})
    select distinct on (key.id) ${taskId}::int, ${entityType}, key.id, refused."providerTeamId",
           case when ${entityType} = 'player' then ${PLAYER.id} else ${TEAM.id} end,
           case when ${maxAttempts} <= 1 then 'failed' else 'pending' end,
           case when ${PLAYER.id} is null and ${TEAM.id} is null then refused.words else refused.problem end
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as refused("providerEntityId" text, "providerTeamId" text, problem text, words text)
    cross join lateral (
      select coalesce(refused."providerEntityId", ${UNNAMED} || left(md5(refused.words), 16)) as id) as key
    join ${seedingTasks} as ${TASK} on ${TASK.id} = ${taskId}
    join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
    left join ${players} as ${PLAYER} on ${entityType} = 'player' and ${PLAYER.id} = ${known('player')}
    left join ${teams} as ${TEAM} on ${entityType} = 'team' and ${TEAM.id} in (${GAME.homeTeamId}, ${GAME.awayTeamId})
                            and ${TEAM.id} = ${known('team')}
    on conflict (${ENTITY_KEY}) do update
    set ${name(noted.attempts)} = ${noted.attempts} + 1,
        ${name(noted.errorMessage)} = excluded.${name(noted.errorMessage)},
        ${name(noted.providerTeamId)} = coalesce(${noted.providerTeamId}, excluded.${name(noted.providerTeamId)}),
        ${name(noted.entityId)} = coalesce(${noted.entityId}, excluded.${name(noted.entityId)}),
        ${name(noted.status)} = case when ${noted.attempts} + 1 >= ${maxAttempts}::int then 'failed' else 'pending' end
    where ${noted.status} <> 'completed'`);
}

/** Asks again for those of a side of whom the provider had nothing: its lines do not make the score. */
export async function reopenAbsent(
  tx: Executor,
  taskId: number,
  providerTeamIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    update ${noted} set ${name(noted.status)} = 'pending'
    where ${noted.taskId} = ${taskId} and ${noted.entityType} = 'player' and ${noted.status} = 'absent'
      and ${noted.providerTeamId} = any(${sql.param([...providerTeamIds])}::text[])`);
}

/** Brings the task's own figures up to date: how many are expected, how many are settled. */
export async function updateEntityCounts(tx: Executor, taskId: number): Promise<void> {
  await tx.execute(amendSql(seedingTasks, entityCountsOf(taskId), sql`${seedingTasks.id} = ${taskId}`));
}

/** The figures of that, to be written with what else becomes of the task. */
export function entityCountsOf(taskId: number | SQL) {
  const counted = (condition: SQL): SQL =>
    sql`(select count(*) from ${seedingTaskEntities}
         where ${seedingTaskEntities.taskId} = ${taskId} and ${condition})`;
  return {
    entitiesExpected: counted(sql`true`),
    entitiesDone: counted(sql`${seedingTaskEntities.status} in ('completed', 'absent')`),
  };
}

function keysOf(entities: readonly EntityKey[]) {
  const keys = entities.map(({ entityType, providerEntityId }) => ({ entityType, providerEntityId }));
  return sql`json_to_recordset(${JSON.stringify(keys)}::json) as key("entityType" text, "providerEntityId" text)`;
}

function isOneOf(taskId: number) {
  return sql`${ENTITY.taskId} = ${taskId} and ${ENTITY.entityType} = key."entityType"
             and ${ENTITY.providerEntityId} = key."providerEntityId"`;
}
