import { describe, expect, it } from 'vitest';
import { circles, forbiddenArrows } from './arrows.ts';
import {
  ENTRY_POINTS,
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
import { exactSentences } from './exact-sentences.ts';
import { longTemplateLines } from './templates.ts';
import { NAMERS, sportNames } from './sport-names.ts';
import { handWrittenRows } from './hand-written-rows.ts';
import { namedTables, tablesOf } from './named-tables.ts';
import { listFiles, readSourceFiles } from './source-files.ts';

const sources = readSourceFiles('src', 'workers', 'simulator');
const tests = readSourceFiles('tests');

describe('the rooms', () => {
  it('know each other only along the arrows', () => {
    expect(forbiddenArrows(sources)).toEqual([]);
  });

  it('have no circles, type-only ones included', () => {
    expect(circles(sources)).toEqual([]);
  });

  it('import files that exist, by their full names', () => {
    expect(brokenImports([...sources, ...tests])).toEqual([]);
  });
});

describe('the sources', () => {
  it('read the environment in config/ only', () => {
    expect(environmentReaders(sources)).toEqual([]);
  });

  it('name provider hosts in providers/ and config/ only', () => {
    expect(providerHosts(sources)).toEqual([]);
  });

  it('name a provider in providers/, config/ and app/ only', () => {
    expect(namedProviders(sources)).toEqual([]);
  });

  it('name a sport in its own files and in the lists of sports only', () => {
    expect(sportNames(sources)).toEqual([]);
    // An exception that no file needs any more goes.
    const unused = NAMERS.filter(([namer]) => !sources.some(({ path }) => namer.test(path)));
    expect(unused).toEqual([]);
  });

  it('keep the ids of providers in external_ids', () => {
    expect(oldIdColumns(sources)).toEqual([]);
  });

  it('export by name, and only what they own', () => {
    expect(exportForms(sources)).toEqual([]);
  });

  it('get time and chance from outside', () => {
    expect(hiddenInputs(sources)).toEqual([]);
  });

  it('offer commands whose values are quoted', () => {
    expect(unquotedCommands(sources)).toEqual([]);
  });

  it('do nothing when they are imported, entry points apart', () => {
    expect(workOnImport(sources)).toEqual([]);
  });

  it('write durable work and where a game stands in one place', () => {
    expect([...ledgerWriters(sources), ...standingWriters(sources)]).toEqual([]);
  });

  it('read the figures of monitoring in its facts alone', () => {
    expect(statementsBesideFacts(sources)).toEqual([]);
  });

  it('have every entry point that the rules make an exception for', () => {
    const paths = sources.map((file) => file.path);
    expect(ENTRY_POINTS.filter((entry) => !paths.includes(entry))).toEqual([]);
  });

  it('format their markup, one element a line', () => {
    expect(longTemplateLines(sources)).toEqual([]);
  });

  it('make tables by other names in one way', () => {
    expect(slowAliases(sources)).toEqual([]);
  });

  it('name no table in the text of a statement', () => {
    const found = namedTables(sources, tablesOf(sources));
    expect(found, 'use the builder, or the tables and columns of db/schema inside sql').toEqual([]);
  });

  it('say of no statement by hand what its rows are', () => {
    expect(handWrittenRows(sources), 'use the builder, or selecting of db/selecting.ts').toEqual([]);
  });

  it('have names that say what is inside', () => {
    expect(vagueNames(['src', 'workers', 'simulator', 'scripts', 'tests'].flatMap(listFiles))).toEqual([]);
  });
});

describe('the size of files', () => {
  const lineCounts = sources.map((file) => file.lineCount).toSorted((a, b) => a - b);

  it('is never over 400 lines', () => {
    const tooLong = sources.filter((file) => file.lineCount > 400);
    expect(tooLong.map((file) => `${file.path} has ${file.lineCount} lines`)).toEqual([]);
  });

  it('is at most 100 lines for half of them and at most 200 for nine in ten', () => {
    expect(quantile(lineCounts, 0.5)).toBeLessThanOrEqual(100);
    expect(quantile(lineCounts, 0.9)).toBeLessThanOrEqual(200);
  });
});

describe('the tests', () => {
  it('are all switched on', () => {
    expect(switchedOffTests(tests)).toEqual([]);
  });

  it('hold sentences in their table alone', () => {
    expect(exactSentences(tests)).toEqual([]);
  });
});

/** The value below which `share` of the sorted values lie. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
