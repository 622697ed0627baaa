import { type SQL, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { columnIn } from '../../db/selecting.ts';
import { GAME } from '../../db/table-aliases.ts';
import { type SeasonForm, type SeasonSum, keyColumns } from '../../sports/season-form.ts';
import type { KeySelection, KeyedRefresh } from '../dataset.ts';

/**
 * How season figures are brought up to date: the lines of some entities of a season are added up again and replace
 * what was there, so that rows of teams, leagues and kinds of game in which they have no lines any more go away.
 */
export function seasonRefresh(form: SeasonForm): KeyedRefresh {
  const table = sql.identifier(form.table);
  const { schema, entity } = form.lines;
  return {
    remove: (scope) => sql`delete from ${table} as old where ${isOfScope('old', form, scope)}`,
    write: (scope) => sql`
      insert into ${table} (${sql.raw(targetColumns(form).join(', '))})
      select ${sql.raw(selections(form).join(', '))}
      from ${schema} as line join ${games} as ${GAME} on ${GAME.id} = ${columnIn('line', schema.gameId)}
      where ${isOfScope('line', form, scope)}
      group by ${sql.raw(groups(form).join(', '))}`,
    keys: (selection) => sql`
      select ${columnIn('line', schema.seasonYear)}, ${columnIn('line', entity)} as entity_id from ${schema} as line
      where ${isOfScope('line', form, selection)}
      union
      select ${columnIn('old', schema.seasonYear)}, ${columnIn('old', entity)} from ${table} as old where ${isOfScope('old', form, selection)}`,
  };
}

function isOfScope(alias: string, { lines }: SeasonForm, { seasonYear, entityIds }: KeySelection): SQL {
  const isOne =
    entityIds === undefined
      ? sql`true`
      : sql`${columnIn(alias, lines.entity)} = any(${sql.param([...entityIds])}::int[])`;
  const isOfSeason =
    seasonYear === undefined ? sql`true` : sql`${columnIn(alias, lines.schema.seasonYear)} = ${seasonYear}`;
  return sql`${isOfSeason} and ${isOne}`;
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
