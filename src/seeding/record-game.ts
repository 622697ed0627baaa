import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { firstRow } from '../db/rows.ts';
import { entityIdOf, externalIdOf, teaching } from '../reference/identities/external-ids.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import type { WriteOrigin } from '../sports/line-changes.ts';
import { believablePeriods } from '../sports/period-rule.ts';
import { SeedingError } from './policy.ts';

/**
 * Writes what the provider says of a game: its id there, status, score and periods. A finished game is never
 * taken back by a later answer; only a person may do that. Another score of a finished game is recorded as a change.
 * Locks the game's row first, so that two passes of one game write one after the other. One game of the provider is one
 * game here: its lines are not written a second time (SeedingError), and until it is final the second one goes without
 * the id.
 */
export async function recordProviderGame(
  tx: Executor,
  game: GameToSeed,
  seen: ProviderGame,
  origin: WriteOrigin,
): Promise<void> {
  const status = seen.isStatusKnown ? seen.status : null;
  await tx.execute(sql`select id from games where id = ${game.gameId} for update`);
  await recordScoreChanges(tx, game, seen, origin);
  const home = sql`coalesce(${seen.homeScore}, home_score)`;
  const away = sql`coalesce(${seen.awayScore}, away_score)`;
  const periods = believablePeriods(seen);
  const homePeriods = periods
    ? sql`${sql.param([...periods.homePeriodScores])}::int[]`
    : sql`home_period_scores`;
  const awayPeriods = periods
    ? sql`${sql.param([...periods.awayPeriodScores])}::int[]`
    : sql`away_period_scores`;
  const provider = seen.source ?? PRIMARY_PROVIDER;
  // The game carries the primary provider's id alone.
  const mayBeNew = game.providerGameId === null || provider !== PRIMARY_PROVIDER;
  const twin = mayBeNew ? await gameWithId(tx, game, seen, provider) : undefined;
  if (twin !== undefined && seen.status === 'completed') {
    throw new SeedingError(
      'game_known_twice',
      `the provider's game ${seen.providerGameId} is game ${twin} here already; cancel the task of one of the two`,
    );
  }
  const isIdNew = mayBeNew && twin === undefined;
  const learned = { entityId: game.gameId, externalId: seen.providerGameId };
  const lesson = isIdNew
    ? sql`with learned as (${teaching({ entityType: 'game', learnedBy: 'schedule', provider, rows: 'are_held' }, [learned])})`
    : sql``;
  // Whose result it is changes with the result only.
  const isNewResult = sql`(home_score, away_score) is distinct from (${home}, ${away})`;
  const isOurs = sql`${isNewResult} or result_source is null`;
  const resultSource = sql`case when ${isOurs} then ${seen.source ?? null} else result_source end`;
  const resultRun = sql`case when ${isOurs} then ${origin.runId} else result_run_id end`;
  const newStatus = sql`case when status in ('completed', 'awarded') then status else coalesce(${status}, status) end`;
  await tx.execute(sql`
    ${lesson}
    update games
    set status = ${newStatus}, home_score = ${home}, away_score = ${away},
        home_period_scores = ${homePeriods}, away_period_scores = ${awayPeriods},
        result_source = ${resultSource}, result_run_id = ${resultRun}, run_id = ${origin.runId}, updated_at = now()
    where id = ${game.gameId}
      and (status not in ('completed', 'awarded') or ${status} in ('completed', 'awarded'))
      and (status, home_score, away_score, home_period_scores, away_period_scores)
          is distinct from (${newStatus}, ${home}, ${away}, ${homePeriods}, ${awayPeriods})`);
}

/** The other game that has the provider's id which this one, without an id yet, would get. */
async function gameWithId(
  tx: Executor,
  game: GameToSeed,
  seen: ProviderGame,
  provider: string,
): Promise<number | undefined> {
  const { sportId, gameId } = game;
  const row = await firstRow<{ id: number | null }>(
    tx,
    sql`select ${entityIdOf('game', { sportId, externalId: seen.providerGameId, provider })} as id
        where ${externalIdOf('game', sql`${gameId}::int`, provider)} is null`,
  );
  return row?.id ?? undefined;
}

/** Notes another score of a game that was finished already; a first figure corrects nothing. */
async function recordScoreChanges(
  tx: Executor,
  game: GameToSeed,
  seen: ProviderGame,
  { taskId, pass, runId }: WriteOrigin,
): Promise<void> {
  if (!seen.isStatusKnown || (seen.status !== 'completed' && seen.status !== 'awarded')) return;
  const periods = believablePeriods(seen);
  const scores = {
    home_score: seen.homeScore,
    away_score: seen.awayScore,
    home_period_scores: periods?.homePeriodScores ?? null,
    away_period_scores: periods?.awayPeriodScores ?? null,
  };
  await tx.execute(sql`
    insert into line_changes (game_id, task_id, pass, run_id, action, entity_type, column_name, old_value, new_value)
    select game.id, ${taskId}, ${pass}, ${runId}, 'changed', 'game', figure.key, to_jsonb(game) -> figure.key, figure.value
    from games as game cross join jsonb_each(${JSON.stringify(scores)}::jsonb) as figure
    where game.id = ${game.gameId} and game.status in ('completed', 'awarded') and figure.value <> 'null'::jsonb
      and to_jsonb(game) -> figure.key <> 'null'::jsonb
      and to_jsonb(game) -> figure.key is distinct from figure.value
    order by figure.key desc`);
}
