import { handWrittenRows } from './hand-written-rows.ts';
import { namedTables, tablesOf } from './named-tables.ts';
import { describe, expect, it } from 'vitest';
import { forbiddenArrows } from './arrows.ts';
import {
  brokenImports,
  environmentReaders,
  exportForms,
  hiddenInputs,
  ledgerWriters,
  namedProviders,
  oldIdColumns,
  providerHosts,
  slowAliases,
  standingWriters,
  statementsBesideFacts,
  switchedOffTests,
  unquotedCommands,
  vagueNames,
  workOnImport,
} from './house-rules.ts';
import { sportNames } from './sport-names.ts';
import { exactSentences } from './exact-sentences.ts';
import { longTemplateLines } from './templates.ts';
import { parseSource } from './source-files.ts';

/** What the arrows say of a file with this one line. */
function arrowsOf(file: string, line: string): string[] {
  return forbiddenArrows([parseSource(file, line)]);
}

describe('the names of sports', () => {
  it.each([
    ['src/seeding/a.ts', `const x = sport === 'NBA';`],
    ['src/seeding/a.ts', `const x = { NFL: 1 };`],
    ['src/read/a.ts', `import { nbaPlayerGameStats } from '../db/schema/nba-lines.ts';`],
    ['src/sports/nba/a.ts', `const x = 'FOOTBALL';`],
    ['src/sports/a.ts', `function createNflThing() {}`],
  ])('are refused, in %s: %s', (file, line) => {
    expect(sportNames([parseSource(file, line)])).not.toEqual([]);
  });

  it.each([
    ['src/sports/nba/a.ts', `const x = 'NBA';`],
    ['src/db/schema/nfl-lines.ts', `const nflLines = 1;`],
    ['src/cli/a.ts', `const x = 'ingest file.csv --sport NBA';`],
    ['src/providers/api-sports/football/a.ts', `const x = 'FOOTBALL';`],
    ['src/seeding/a.ts', `const x = 'footballs';`],
  ])('are allowed, in %s: %s', (file, line) => {
    expect(sportNames([parseSource(file, line)])).toEqual([]);
  });
});

describe('the arrows', () => {
  it.each([
    ['src/domain/a.ts', `import { x } from '../platform/x.ts';`],
    ['src/platform/a.ts', `import type { X } from '../domain/x.ts';`],
    ['src/jobs/a.ts', `import { x } from '../seeding/x.ts';`],
    ['src/jobs/a.ts', `const x = await import('../schedule/x.ts');`],
    ['src/jobs/a.ts', `type X = import('../schedule/x.ts').X;`],
    ['src/db/a.ts', `export { x } from '../queue/x.ts';`],
    ['src/seeding/a.ts', `import { x } from '../schedule/x.ts';`],
    ['src/seeding/a.ts', `import { x } from '../providers/x.ts';`],
    ['src/http/a.ts', `import { x } from '../app/x.ts';`],
    ['src/http/a.ts', `import { x } from '../cli/x.ts';`],
    ['src/app/a.ts', `import { x } from '../cli/x.ts';`],
    ['src/app/a.ts', `import { x } from '../features/x.ts';`],
    ['src/cli/run.ts', `import type { X } from '../features/x.ts';`],
    ['src/app/a.ts', `import { x } from '../../workers/x.ts';`],
    ['src/app/a.ts', `import type { X } from '../../tests/x.ts';`],
    ['src/newroom/a.ts', `import { x } from '../domain/x.ts';`],
    ['workers/a.ts', `import { x } from '../tests/x.ts';`],
    ['src/seeding/a.ts', `import { Queue } from 'bullmq';`],
    ['src/http/routes.ts', `import type { Queue } from 'bullmq';`],
    ['src/http/board.ts', `import type { Queue } from 'bullmq';`],
    ['src/jobs/store.ts', `import type { Queue } from 'bullmq';`],
    ['workers/a.ts', `import { Worker } from 'bullmq';`],
    ['src/app/a.ts', `import express from 'express';`],
    ['src/seeding/a.ts', `import { request } from 'undici';`],
    ['src/seeding/a.ts', `import { trace } from '@opentelemetry/api';`],
  ])('refuse, in %s: %s', (file, line) => {
    expect(arrowsOf(file, line)).toHaveLength(1);
  });

  it.each([
    ['src/reference/teams/a.ts', `import { x } from '../names/x.ts';`],
    ['src/seeding/a.ts', `import type { X } from '../schedule/x.ts';`],
    ['src/seeding/a.ts', `import { type X, type Y } from '../schedule/x.ts';`],
    ['src/sports/a.ts', `import { x } from '../db/x.ts';`],
    ['src/http/a.ts', `import type { App } from '../app/app.ts';`],
    ['src/cli/main.ts', `import { x } from '../features/x.ts';`],
    ['src/features/a.ts', `import { x } from '../cli/x.ts';`],
    ['src/jobs/bullmq/a.ts', `import type { Queue } from 'bullmq';`],
    ['src/http/board.ts', `import { createBullBoard } from '@bull-board/api';`],
    ['workers/a.ts', `import { x } from '../src/seeding/x.ts';`],
  ])('allow, in %s: %s', (file, line) => {
    expect(arrowsOf(file, line)).toEqual([]);
  });

  it('say which file, which line and why', () => {
    expect(arrowsOf('src/jobs/a.ts', `\nimport { x } from '../seeding/x.ts';`)).toEqual([
      'src/jobs/a.ts:2 imports src/seeding/x.ts: jobs/ does not know seeding/',
    ]);
  });
});

describe('tables by other names', () => {
  const found = (path: string, text: string) => slowAliases([parseSource(path, text)]);

  it('come from our own alias', () => {
    const slow = `import { type PgColumn, alias } from 'drizzle-orm/pg-core';`;
    expect(found('src/read/a.ts', slow)).toHaveLength(1);
    expect(found('src/db/alias.ts', slow)).toEqual([]);
    expect(found('src/read/a.ts', `import { alias } from '../db/alias.ts';`)).toEqual([]);
  });
});

describe('tables that statements name in their text', () => {
  const schema = parseSource('src/db/schema/a.ts', `export const games = pgTable('games', {});`);
  const found = (text: string) => namedTables([parseSource('src/read/a.ts', text)], tablesOf([schema]));

  it.each([
    'sql`select 1 from games`',
    'sql`delete from only "games" where id = ${id}`',
    'sql`update games set id = 1`',
    'sql`insert into games select 1`',
    'sql`select 1 from ${a} join games as game on true`',
  ])('are found: %s', (text) => {
    expect(found(text)).toEqual(['src/read/a.ts:1 games']);
  });

  it.each(['sql`select 1 from ${games}`', 'sql`select 1 from games_of_night`', 'sql`select games from x`'])(
    'are none: %s',
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );
});

describe('rows of statements that are described by hand', () => {
  const found = (text: string) => handWrittenRows([parseSource('src/read/a.ts', text)]);

  it.each([
    'const rows = await rowsOf<{ id: number }>(db, sql`select 1 as id`);',
    'const row = await firstRow<Row>(db, prepared(statement));',
    'export const read = () => rowsOf<Row>(db, selecting({ id: games.id }, (list) => sql`select ${list}`));',
  ])('are found: %s', (text) => {
    expect(found(text)).toEqual(['src/read/a.ts:1']);
  });

  it.each([
    'const rows = await rowsOf(db, selecting({ id: games.id }, (list) => sql`select ${list}`));',
    'const isThere = (await firstRow(db, sql`select 1`)) !== undefined;',
    'const other = rows<Row>(db);',
  ])('are none: %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('the house rules', () => {
  it.each([
    ['process.env outside config/', environmentReaders, 'src/app/a.ts', 'const x = process.env.HOME;'],
    ['the same by brackets', environmentReaders, 'src/app/a.ts', `const x = process['env'];`],
    ['a provider host', providerHosts, 'src/seeding/a.ts', `const u = 'https://v2.nba.api-sports.io';`],
    ['one in a template', providerHosts, 'src/seeding/a.ts', 'const u = `https://site.api.espn.com/${1}`;'],
    ['a provider in a text', namedProviders, 'src/http/a.ts', `const t = 'Ask API-Sports.';`],
    ['a provider in a comment', namedProviders, 'src/seeding/a.ts', '/** As Goalserve says. */'],
    ['a provider in a variable', namedProviders, 'src/monitoring/a.ts', 'const k = secrets.apiSportsKey;'],
    [
      'an old column of ids',
      oldIdColumns,
      'src/seeding/a.ts',
      'const q = `select api_sports_id from teams`;',
    ],
    ['the same as a property', oldIdColumns, 'src/seeding/a.ts', 'const id = games.apiSportsId;'],
    ['a default export', exportForms, 'src/app/a.ts', 'export default 1;'],
    ['a barrel', exportForms, 'src/app/a.ts', `export * from './b.ts';`],
    ['a passed-on name', exportForms, 'src/app/a.ts', `export { b } from './b.ts';`],
    ['Date.now', hiddenInputs, 'src/app/a.ts', 'const t = () => Date.now();'],
    ['new Date()', hiddenInputs, 'src/app/a.ts', 'const t = () => new Date();'],
    ['DateTime.utc()', hiddenInputs, 'src/app/a.ts', 'const t = () => DateTime.utc();'],
    ['Math.random', hiddenInputs, 'src/app/a.ts', 'const t = () => Math.random();'],
    [
      'a task written in text',
      ledgerWriters,
      'src/seeding/a.ts',
      'const s = sql`update seeding_tasks set x = 1`;',
    ],
    [
      'one made in text',
      ledgerWriters,
      'src/seeding/a.ts',
      'const s = sql`insert  into "work_items" (x) values (1)`;',
    ],
    [
      'one by its table',
      ledgerWriters,
      'src/seeding/a.ts',
      'const s = sql`update ${seedingTasks} set x = 1`;',
    ],
    ['one by the builder', ledgerWriters, 'src/seeding/a.ts', 'const s = db.update(workItems).set({});'],
    [
      'a standing of a game',
      standingWriters,
      'src/seeding/a.ts',
      'const s = sql`update games as game set x = 1, seeding_status = ${x} where id = 1`;',
    ],
    [
      'a statement beside the facts',
      statementsBesideFacts,
      'src/monitoring/health.ts',
      "const s = 'select count(*) from games';",
    ],
    [
      'its tool beside the facts',
      statementsBesideFacts,
      'src/monitoring/doctor/a.ts',
      `import { sql } from 'drizzle-orm';`,
    ],
    ['work on import', workOnImport, 'src/app/a.ts', 'start();'],
    ['awaited work on import', workOnImport, 'src/app/a.ts', 'await start();'],
    ['an import of nothing', brokenImports, 'src/app/a.ts', `import './no-such-file.ts';`],
    ['a bare value in a command', unquotedCommands, 'src/cli/a.ts', 'const c = `teams show --team ${name}`;'],
    ['one in quotes of its own', unquotedCommands, 'src/cli/a.ts', 'const c = `Use --team "${name}".`;'],
    ['a skipped test', switchedOffTests, 'tests/a.test.ts', `it.skip('x', () => {});`],
    ['a lonely test', switchedOffTests, 'tests/a.test.ts', `describe.only('x', () => {});`],
  ])('see %s', (_what, rule, file, text) => {
    expect(rule([parseSource(file, text)])).toHaveLength(1);
  });

  it.each([
    [
      'a time that is given',
      hiddenInputs,
      'src/app/a.ts',
      'const t = new Date(0); const u = DateTime.utc(2026);',
    ],
    ['the clock itself', hiddenInputs, 'src/platform/clock.ts', 'const t = () => Date.now();'],
    ['a provider client', providerHosts, 'src/providers/a.ts', `const u = 'https://v2.nba.api-sports.io';`],
    [
      'a statement of a fact',
      statementsBesideFacts,
      'src/monitoring/facts/a.ts',
      `import { sql } from 'drizzle-orm'; const s = sql\`select 1 from games\`;`,
    ],
    ['an entry point', workOnImport, 'workers/main.ts', 'await start();'],
    ['a comment', environmentReaders, 'src/app/a.ts', '// process.env is read in config/'],
    ['a quoted value', unquotedCommands, 'src/cli/a.ts', 'const c = `Use --team ${shellWord(name)}.`;'],
    ['an argument of a process', unquotedCommands, 'src/a.ts', 'run("x", [`--dbname=${url}`]);'],
    ['a test that needs something', switchedOffTests, 'tests/a.test.ts', `it.skipIf(true)('x', () => {});`],
  ])('leave %s alone', (_what, rule, file, text) => {
    expect(rule([parseSource(file, text)])).toEqual([]);
  });

  it('see markup on one long line, and no long line of code', () => {
    const wide = '<b>wide</b>'.repeat(12);
    const markup = (text: string) => longTemplateLines([parseSource('src/http/pages/a.ts', text)]);
    expect(markup(`const a = html\`<p>\n${wide}</p>\`;`)).toHaveLength(1);
    expect(markup(`const a = html.raw\`${wide}\`;`)).toHaveLength(1);
    expect(markup(`const a = html\`<p>\n<b>narrow</b></p>\`;\nconst b = '${wide}';`)).toEqual([]);
  });

  it('see names that say nothing or are spelt otherwise', () => {
    const paths = ['src/utils/a.ts', 'src/db/helpers.ts', 'src/db/gameRows.ts', 'src/db/shared-answers.ts'];
    expect(vagueNames(paths)).toHaveLength(3);
  });

  it.each([
    ['a sentence', `expect(x).toBe('The game of tonight is not final yet, it says.');`],
    [
      'one within an object',
      `expect(x).toEqual({ a: [{ detail: 'the game of tonight is not final yet' }] });`,
    ],
    ['one in a template', 'expect(x).toContain(`the game ${id} of tonight is not final yet, says`);'],
    ['one in an expression', String.raw`expect(x).toMatch(/^the game of tonight is not final \(yet\)/);`],
    [
      'a matcher in another',
      `expect(x).toEqual(expect.stringContaining('the game of tonight is not final'));`,
    ],
    ['a constant', `const TEXT = 'the game of tonight is not final yet'; expect(x).toBe(TEXT);`],
    ['a table of cases', `it.each([['x', 1, 'the game of tonight is not final yet']])('%s', (a, b) => b);`],
    [
      'a table by name',
      `const CASES = [['x', 'the game of tonight is not final yet']]; it.each(CASES)('%s', f);`,
    ],
  ])('see a test that holds %s', (_what, text) => {
    expect(exactSentences([parseSource('tests/http/a.test.ts', text)])).toHaveLength(1);
    expect(exactSentences([parseSource('tests/words/of-a.ts', text)])).toEqual([]);
  });

  it.each([
    ['key words', `expect(x).toContain('not final yet');`],
    ['key words of an expression', 'expect(x).toMatch(/the game .* not final yet .* of tonight says/);'],
    ['figures and names', `expect(x).toBe('LAL @ GSW 2026-01-15 20:00, New York Knicks at Chicago Bulls');`],
    ['what a test is called', `it('says that the game of tonight is not final yet', () => {});`],
    ['what a case is called', `it.each([['a game of tonight that is not final yet', 1]])('%s', f);`],
    ['what a test gives', `expect(read('the game of tonight is not final yet', 1)).toBe(1);`],
    ['a query', 'expect(rows(sql`select a, b from games where status is not null`)).toBe(1);'],
  ])('leave a test alone that holds %s', (_what, text) => {
    expect(exactSentences([parseSource('tests/http/a.test.ts', text)])).toEqual([]);
  });
});
