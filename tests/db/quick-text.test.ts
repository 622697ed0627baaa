import { type SQL, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { PgDialect, alias, pgSchema, integer } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/node-postgres';
import { describe, expect, it } from 'vitest';
import { quickText } from '../../src/db/quick-text.ts';
import { games } from '../../src/db/schema/games.ts';
import { seedingTasks } from '../../src/db/schema/tasks.ts';
import { transitionSql } from '../../src/jobs/ledger/write-transitions.ts';

const dialect = new PgDialect();
const TASK = alias(seedingTasks, 'task');
const ELSEWHERE = pgSchema('elsewhere').table('things', { id: integer('id') });
const DUE = new Date('2026-01-02T03:04:05.678Z');
const db = drizzle.mock();

const STATEMENTS: readonly (readonly [string, SQL])[] = [
  ['words alone', sql`select 1`],
  ['nothing', sql``],
  ['values of each type', sql`select ${1}, ${'a'}, ${null}, ${true}, ${2n}, ${DUE}, ${Buffer.from('b')}`],
  [
    'a part that is left out',
    sql`select 1${undefined} where ${sql`true`.if(false)}${sql`${7} > 1`.if(true)}`,
  ],
  ['lists', sql`select ${[1, 'two', null]} ${[]} ${[[sql`${3}`, 4], DUE]}`],
  [
    'tables and columns',
    sql`select ${games.id}, ${TASK.dueAt} from ${games} join ${seedingTasks} as ${TASK} on true`,
  ],
  ['a table of another schema', sql`select ${ELSEWHERE.id} from ${ELSEWHERE}`],
  ['names', sql`select ${sql.identifier('a "quoted" name')}, ${sql.raw('now()')}`],
  [
    'parameters of a column',
    sql`${sql.param(DUE, seedingTasks.dueAt)} ${sql.param([1, 2])}::int[] ${sql.param(null)}`,
  ],
  [
    'a parameter that is an object',
    sql`${sql.param({ a: 1 }, seedingTasks.plan)} ${sql.param(sql`now() - ${3}`)}`,
  ],
  ['values in the text', sql`select ${sql`${1} + ${'it’s'}`.inlineParams()}, ${2}`],
  ['names of results', sql`select ${sql`${1}::int`.as('one')}, ${2}`],
  ['joined parts', sql`${sql.join([sql`${1}`, sql`${TASK.id} = ${2}`], sql` and `)} or ${eq(TASK.id, 3)}`],
  [
    'operators',
    sql`${inArray(TASK.status, ['pending', 'running'])} order by ${desc(TASK.id)}, ${asc(TASK.dueAt)}`,
  ],
  ['a query of the builder', sql`exists ${db.select({ id: TASK.id }).from(TASK).where(eq(TASK.gameId, 5))}`],
  [
    'a named query of the builder',
    sql`select from ${db.select({ id: TASK.id }).from(TASK).where(eq(TASK.id, 5)).as('mine')}`,
  ],
  ['a place for a value', sql`select ${sql.placeholder('later')}, ${1}`],
  [
    'a transition',
    transitionSql({
      table: seedingTasks,
      event: 'claim',
      claim: { workerId: 'w', leaseMs: 1000 },
      where: sql`${seedingTasks.id} = ${4}`,
      also: { errorMessage: null, nextRetryAt: DUE },
    }),
  ],
];

describe('a text that is built quickly', () => {
  it.each(STATEMENTS)('is what drizzle builds: %s', (_, statement) => {
    const { sql: text, params } = dialect.sqlToQuery(statement);
    const quick = dialect.sqlToQuery(quickText(statement));
    expect(quick.sql).toBe(text);
    expect(quick.params).toEqual(params);
  });

  it('may be a part of another statement', () => {
    const inner = sql`${seedingTasks.id} = ${2}`;
    const of = (part: SQL) => dialect.sqlToQuery(sql`select ${1} where ${part} and ${3} > 0`);
    expect(of(quickText(inner))).toMatchObject({ sql: of(inner).sql, params: [1, 2, 3] });
  });
});
