import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/node-postgres';
import { describe, expect, it } from 'vitest';
import { type From, fixedText, fixedTextOfParts, within } from '../../src/db/fixed-text.ts';
import { quickText } from '../../src/db/quick-text.ts';
import { seedingTasks, syncLog } from '../../src/db/schema/tasks.ts';
import { logRunSql, type RunEntry } from '../../src/jobs/runs/run-log.ts';

const dialect = new PgDialect();
const DUE = new Date('2026-01-02T03:04:05.678Z');

type Task = { id: number; dueAt: Date; ids: readonly number[]; note: string | null };
const TASK: Task = { id: 7, dueAt: DUE, ids: [1, 2], note: null };

function said(statement: SQL) {
  const { sql: text, params } = dialect.sqlToQuery(quickText(statement));
  return { text, params };
}

function plain({ id, dueAt, ids, note }: Task, isOpen: boolean): SQL {
  return sql`select ${seedingTasks.id} from ${seedingTasks}
    where ${seedingTasks.id} = ${id} and ${seedingTasks.dueAt} <= ${sql.param(dueAt, seedingTasks.dueAt)}
      and ${seedingTasks.id} = any(${sql.param(ids)}::int[]) and ${'constant'} <> coalesce(${note}, ${id}::text)
      ${isOpen ? sql`and ${seedingTasks.status} = 'pending'` : sql``}`;
}

const fixed = fixedText((from: From<Task>, isOpen: boolean) => {
  const [id, ids, note] = [from((task) => task.id), from((task) => task.ids), from((task) => task.note)];
  return sql`select ${seedingTasks.id} from ${seedingTasks}
    where ${seedingTasks.id} = ${id} and ${seedingTasks.dueAt} <= ${from((task) => task.dueAt, seedingTasks.dueAt)}
      and ${seedingTasks.id} = any(${ids}::int[]) and ${'constant'} <> coalesce(${note}, ${id}::text)
      ${isOpen ? sql`and ${seedingTasks.status} = 'pending'` : sql``}`;
});

describe('a statement whose text is always the same', () => {
  it.each([true, false])('is the one that would be put together each time, of either shape: %s', (isOpen) => {
    for (const task of [TASK, { id: 8, dueAt: new Date(0), ids: [], note: "it's" }])
      expect(said(fixed(task, isOpen))).toEqual(said(plain(task, isOpen)));
  });

  it('is a part of others, in quick texts and in those of drizzle, with places counted on', () => {
    const around = (part: SQL): SQL => sql`with ${'first'} as (${part}), more as (${part}) select ${'last'}`;
    const expected = said(around(plain(TASK, true)));
    expect(said(around(fixed(TASK, true)))).toEqual(expected);
    const { sql: text, params } = dialect.sqlToQuery(around(fixed(TASK, true)));
    expect({ text, params }).toEqual(expected);
  });

  it('is put together once for each shape', () => {
    let built = 0;
    const counted = fixedText((from: From<{ id: number }>, table: object, year: number) => {
      built += 1;
      return sql`select ${from(({ id }) => id)}, ${String(Object.keys(table).length + year)}`;
    });
    const [one, other] = [{ a: 1 }, {}];
    for (const id of [1, 2, 3]) {
      expect(said(counted({ id }, one, 2025)).params).toEqual([id, '2026']);
      expect(said(counted({ id }, other, 2025)).params).toEqual([id, '2025']);
    }
    expect(built).toBe(2);
    for (let year = 0; year < 1_000; year += 1)
      expect(said(counted({ id: 9 }, one, year)).params).toEqual([9, String(year + 1)]);
    expect(said(counted({ id: 1 }, one, 2025)).params).toEqual([1, '2026']);
  });

  it('is put together of fixed parts once for each shape and sequence of them, and filled in with their values', () => {
    let built = 0;
    const around = (parts: readonly SQL[], last: string): SQL =>
      sql`with ${sql.join([...parts], sql`, `)} select ${'own'}, ${sql.raw(last)}`;
    const whole = fixedTextOfParts((parts, last: string) => {
      built += 1;
      return around(parts, last);
    });
    const other = fixedText((from: From<{ id: number }>) => sql`other as (select ${from(({ id }) => id)})`);
    const sequences = (task: Task) => [
      [fixed(task, true), other({ id: task.id })],
      [other({ id: task.id }), fixed(task, true)],
      [fixed(task, false), fixed(task, false)],
    ];
    for (const task of [TASK, { ...TASK, id: 8, note: "it's" }])
      for (const last of ['1', '2'])
        for (const parts of sequences(task))
          expect(said(whole(parts, last))).toEqual(said(around(parts, last)));
    expect(built).toBe(6);
    for (const id of [1, 2]) {
      const parts = [other({ id }), sql`plain as (select ${id}::int)`];
      expect(said(whole(parts, '1'))).toEqual(said(around(parts, '1')));
    }
    expect(built).toBe(8);
  });

  it('refuses a value that is left out', () => {
    const statement = fixedText((from: From<{ id?: number }>) => sql`select ${from(({ id }) => id)}`);
    expect(() => statement({})).toThrow(TypeError);
  });

  it('takes the values of a part from those of the whole, each as its column writes it', () => {
    const entry: RunEntry = {
      runId: 'run-1',
      operation: 'seed_game',
      sportId: 1,
      seedingType: 'targeted',
      status: 'completed',
      teamCount: 2,
      playerCount: 20,
      apiCallsMade: 3,
      durationSeconds: 1.5,
      details: { why: 'nothing' },
      bodyHashes: ['a', 'b'],
      startedAt: DUE,
    };
    const whole = fixedText(
      (from: From<{ entry: RunEntry }>) =>
        sql`with log as (${logRunSql(within(from, (all) => all.entry))}) select`,
    );
    const { params } = said(whole({ entry }));
    const built = drizzle
      .mock()
      .insert(syncLog)
      .values({ ...entry, kind: 'attempt' })
      .toSQL();
    const told = (values: readonly unknown[]) =>
      values
        .filter((value) => value !== null)
        .map((value) => JSON.stringify(value))
        .toSorted((a, b) => a.localeCompare(b));
    expect(told(params)).toEqual(told(built.params));
  });
});
