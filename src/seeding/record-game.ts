import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
import { prepared } from '../db/prepared-statements.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { lineChanges } from '../db/schema/line-changes.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { teaching } from '../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import type { WriteOrigin } from '../sports/line-changes.ts';
import { believablePeriods } from '../sports/period-rule.ts';
import type { LockedGame } from './lock-game.ts';
import { SeedingError } from './policy.ts';

/**
 * Writes what the provider says of a game that is locked: its id there, status, score and periods, in one statement. A
 * finished game is never taken back by a later answer; only a person may do that. Another score of a finished game is
 * recorded as a change. One game of the provider is one game here: its lines are not written a second time
 * (SeedingError), and until it is final the second one goes without the id. Returns how many figures of the score were
 * recorded as changed.
 */
export async function recordProviderGame(
  tx: Executor,
  game: GameToSeed,
  seen: ProviderGame,
  origin: WriteOrigin,
  { twin }: Pick<LockedGame, 'twin'>,
): Promise<number> {
  const provider = seen.source ?? PRIMARY_PROVIDER;
  // The game carries the primary provider's id alone.
  const mayBeNew = game.providerGameId === null || provider !== PRIMARY_PROVIDER;
  if (mayBeNew && twin !== null && seen.status === 'completed') {
    throw new SeedingError(
      'game_known_twice',
      `the provider's game ${seen.providerGameId} is game ${twin} here already; cancel the task of one of the two`,
    );
  }
  const isIdNew = mayBeNew && twin === null;
  const isFinal = seen.isStatusKnown && (seen.status === 'completed' || seen.status === 'awarded');
  const periods = believablePeriods(seen);
  const said: Said = { game, seen, origin, provider, periods };
  const row = await firstRow(tx, recordStatement(said, isIdNew, isFinal, periods !== undefined));
  return row?.changes ?? 0;
}

/** What is written: the provider's word of a game, with the periods that can be believed. */
type Said = {
  game: GameToSeed;
  seen: ProviderGame;
  origin: WriteOrigin;
  provider: string;
  periods: ReturnType<typeof believablePeriods>;
};

const recordStatement = fixedText(
  (from: From<Said>, isIdNew: boolean, isFinal: boolean, hasPeriods: boolean) => {
    const parts = [
      ...(isIdNew ? [sql`learned as (${learnedSql(from)})`] : []),
      ...(isFinal ? [sql`recorded as (${scoreChangesSql(from)})`] : []),
      sql`written as (${resultSql(from, hasPeriods)})`,
    ];
    return prepared(
      selecting(
        { changes: sql<number>`${isFinal ? sql`(select count(*) from recorded)` : sql`0`}::int` },
        (list) => sql`with ${sql.join(parts, sql`, `)} select ${list}`,
      ),
    );
  },
);

/** Keeps the provider's id of the game. */
function learnedSql(from: From<Said>): SQL {
  const provider = from((said) => said.provider);
  return teaching(
    { entityType: 'game', learnedBy: 'schedule', provider, rows: 'are_held' },
    sql`select ${from(({ game }) => game.gameId)}::int, ${from(({ seen }) => seen.providerGameId)}::text`,
  );
}

/** Status, score and periods, where they are other than before. */
function resultSql(from: From<Said>, hasPeriods: boolean): SQL {
  const { homeScore, awayScore, homePeriodScores, awayPeriodScores, resultSource, resultRunId } = games;
  const runId = from(({ origin }) => origin.runId);
  const told = sql`${from(({ seen }) => (seen.isStatusKnown ? seen.status : null))}::text`;
  const isFinished = sql`${games.status} in ('completed', 'awarded')`;
  const status = sql`case when ${isFinished} then ${games.status} else coalesce(${told}, ${games.status}) end`;
  const home = sql`coalesce(${from(({ seen }) => seen.homeScore)}::int, ${homeScore})`;
  const away = sql`coalesce(${from(({ seen }) => seen.awayScore)}::int, ${awayScore})`;
  const homePeriods = hasPeriods
    ? sql`${from(({ periods }) => periods?.homePeriodScores)}::int[]`
    : sql`${homePeriodScores}`;
  const awayPeriods = hasPeriods
    ? sql`${from(({ periods }) => periods?.awayPeriodScores)}::int[]`
    : sql`${awayPeriodScores}`;
  // Whose result it is changes with the result only.
  const isOurs = sql`(${homeScore}, ${awayScore}) is distinct from (${home}, ${away}) or ${resultSource} is null`;
  const name = bareColumns;
  return sql`
    update ${games}
    set ${name(games.status)} = ${status}, ${name(homeScore)} = ${home}, ${name(awayScore)} = ${away},
        ${name(homePeriodScores)} = ${homePeriods}, ${name(awayPeriodScores)} = ${awayPeriods},
        ${name(resultSource)} = case when ${isOurs} then ${from(({ seen }) => seen.source ?? null)} else ${resultSource} end,
        ${name(resultRunId)} = case when ${isOurs} then ${runId} else ${resultRunId} end,
        ${name(games.runId)} = ${runId}, ${name(games.updatedAt)} = now()
    where ${games.id} = ${from(({ game }) => game.gameId)} and (not ${isFinished} or ${told} in ('completed', 'awarded'))
      and (${games.status}, ${homeScore}, ${awayScore}, ${homePeriodScores}, ${awayPeriodScores})
          is distinct from (${status}, ${home}, ${away}, ${homePeriods}, ${awayPeriods})`;
}

/** Notes another score of a game that was finished already; a first figure corrects nothing. */
function scoreChangesSql(from: From<Said>): SQL {
  const { gameId, columnName, oldValue, newValue } = lineChanges;
  const columns = bareColumns(
    gameId,
    lineChanges.taskId,
    lineChanges.pass,
    lineChanges.runId,
    lineChanges.action,
    lineChanges.entityType,
    columnName,
    oldValue,
    newValue,
  );
  const before = sql`to_jsonb(${games}) -> figure.key`;
  const [taskId, pass, runId] = [
    from(({ origin }) => origin.taskId),
    from(({ origin }) => origin.pass),
    from(({ origin }) => origin.runId),
  ];
  return sql`
    insert into ${lineChanges} (${columns})
    select ${games.id}, ${taskId}::int, ${pass}, ${runId}, 'changed', 'game', figure.key, ${before}, figure.value
    from ${games} cross join jsonb_each(${from((said) => JSON.stringify(scoresOf(said)))}::jsonb) as figure
    where ${games.id} = ${from(({ game }) => game.gameId)} and ${games.status} in ('completed', 'awarded') and figure.value <> 'null'::jsonb
      and ${before} <> 'null'::jsonb and ${before} is distinct from figure.value
    order by figure.key desc
    returning 1`;
}

/** What is told of the score, by the columns of a game. */
function scoresOf({ seen, periods }: Said): object {
  return {
    [games.homeScore.name]: seen.homeScore,
    [games.awayScore.name]: seen.awayScore,
    [games.homePeriodScores.name]: periods?.homePeriodScores ?? null,
    [games.awayPeriodScores.name]: periods?.awayPeriodScores ?? null,
  };
}
