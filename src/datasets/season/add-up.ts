import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { type SeasonForm, type SeasonSum, keyColumns } from '../../sports/season-form.ts';

/**
 * Adds the lines of some entities of a season up again and replaces what was there: rows of teams, leagues and kinds
 * of game in which they have no lines any more go away. Without `entityIds`, everybody's.
 */
export async function addUp(
  tx: Executor,
  form: SeasonForm,
  { seasonYear, entityIds }: { seasonYear: number; entityIds?: readonly number[] | undefined },
): Promise<void> {
  const entity = sql.raw(form.lines.entityColumn);
  const isOne = (alias: string): SQL =>
    entityIds === undefined
      ? sql`true`
      : sql`${sql.raw(alias)}.${entity} = any(${sql.param([...entityIds])}::int[])`;
  const table = sql.raw(form.table);
  await tx.execute(
    sql`delete from ${table} as old where old.season_year = ${seasonYear} and ${isOne('old')}`,
  );
  await tx.execute(sql`
    insert into ${table} (${sql.raw(targetColumns(form).join(', '))})
    select ${sql.raw(selections(form).join(', '))}
    from ${sql.raw(form.lines.table)} as line join games as game on game.id = line.game_id
    where line.season_year = ${seasonYear} and ${isOne('line')}
    group by ${sql.raw(groups(form).join(', '))}`);
}

function targetColumns(form: SeasonForm): string[] {
  const starts = form.hasStarted === undefined ? [] : ['starts'];
  return [...keyColumns(form), 'games', ...starts, ...form.sums.map(({ column }) => column), ...form.maxima];
}

function groups(form: SeasonForm): string[] {
  return keyColumns(form).map((column) => {
    if (column === 'league_id') return 'game.league_id';
    // Schedules that do not say it mean the regular season.
    return column === 'game_type' ? "coalesce(game.game_type, 'regular')" : `line.${column}`;
  });
}

function selections(form: SeasonForm): string[] {
  const countOf = (condition: string): string => `count(*) filter (where ${condition})`;
  return [
    ...groups(form),
    countOf(form.hasPlayed),
    ...(form.hasStarted === undefined ? [] : [countOf(form.hasStarted)]),
    ...form.sums.map(sumOf),
    ...form.maxima.map((column) => `max(line.${column})`),
  ];
}

function sumOf({ column, of = `line.${column}`, whenEmpty }: SeasonSum): string {
  return whenEmpty === 'none' ? `coalesce(sum(${of}), 0)` : `sum(${of})`;
}
