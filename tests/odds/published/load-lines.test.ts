import { Readable } from 'node:stream';
import { count, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataLoads, loadQuarantine } from '../../../src/db/schema/data-loads.ts';
import { closingLines, closingLinesDue } from '../../../src/db/schema/odds.ts';
import { publishedLines } from '../../../src/db/schema/published-lines.ts';
import { teamAliases, teams } from '../../../src/db/schema/reference.ts';
import { UnknownNameError } from '../../../src/domain/unknown-name.ts';
import { listLoadQuarantine } from '../../../src/loads/load-quarantine.ts';
import { followClosingLines } from '../../../src/odds/closing/follow-closing-lines.ts';
import { readClosing } from '../../../src/odds/read/odds-queries.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { load, logOf } from '../odds-world.ts';
import { NBA_HEADER, linesOf, loadLines } from './published-world.ts';

/** Games that are over, written for these tests. */
const SCHEDULE = `date,time,away,home,away_score,home_score
2016-12-26,19:30,Miami Heat,Boston Celtics,98,101
2016-12-27,19:30,Phoenix Suns,Utah Jazz,90,95
`;

const rowOf = (cells: string) => `${NBA_HEADER}\n${cells}\n`;
const BOSTON = '2017,2016-12-26,True,False,mia,bos,98,101,home,3.5,200.5,150,-170,1,100,0,0';
const MARKETS = [
  'h2h closing nba-betting away - 2.5',
  'h2h closing nba-betting home - 1.5882',
  'spreads closing nba-betting away -3.5 -',
  'spreads closing nba-betting home -3.5 -',
  'totals closing nba-betting over 200.5 -',
  'totals closing nba-betting under 200.5 -',
  'totals_h2 closing nba-betting over 100 -',
  'totals_h2 closing nba-betting under 100 -',
];

describe('loading an archive of lines', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeAll(async () => {
    test = await createTestApp();
    const asked = { seasonYear: 2016, timezone: 'America/New_York', past: 'none', isStrict: true } as const;
    await test.app.ingestService.ingest(ingestRequest(SCHEDULE, asked));
  });
  afterAll(() => test?.close());

  it('writes nothing in a dry run, and tells what a load would do', async () => {
    const result = await loadLines(test, rowOf(BOSTON), { isDryRun: true });
    expect(result).toMatchObject({ rows: 1, lines: 8, written: 8, dry_run: true, run_id: null });
    for (const table of [publishedLines, dataLoads])
      expect(await db().select({ rows: count() }).from(table)).toEqual([{ rows: 0 }]);
  });

  it('keeps each line once, and corrects what a corrected file corrects', async () => {
    expect(await loadLines(test, rowOf(BOSTON))).toMatchObject({
      preset: 'nba-betting',
      written: 8,
      quarantined: 0,
    });
    expect(await linesOf(db())).toEqual(MARKETS);
    expect(await loadLines(test, rowOf(BOSTON))).toMatchObject({ written: 0, corrected: 0, same: 8 });
    // Of two files with the same last day either may be the correction: the one that came first stands until somebody says.
    const wrong = rowOf(BOSTON.replace('-170', '-180'));
    const asked = await loadLines(test, wrong);
    expect(asked).toMatchObject({ written: 0, corrected: 0, same: 7, left: 1 });
    expect(asked.lines_left).toMatchObject({ lines: 0, differing: 1, copy: 'unknown' });
    expect(await linesOf(db())).toEqual(MARKETS);
    const isNewerCopy = true;
    expect(await loadLines(test, wrong, { isNewerCopy })).toMatchObject({ corrected: 1, same: 7, left: 0 });
    expect(await loadLines(test, rowOf(BOSTON))).toMatchObject({ corrected: 0, same: 7, left: 1 });
    expect(await loadLines(test, rowOf(BOSTON), { isNewerCopy })).toMatchObject({ corrected: 1, same: 7 });
    expect(await linesOf(db())).toEqual(MARKETS);
  });

  it('takes back what a good row of a newer copy has no longer, and nothing for one that is refused', async () => {
    const h2h = BOSTON.replace('150,-170', ',');
    const after = async (rows: string, isNewerCopy = true) => {
      const { removed, lines_left: left } = await loadLines(test, rowOf(rows), { isNewerCopy });
      return [removed, left?.copy, (await linesOf(db())).length];
    };
    // A price that cannot be right, a row that is cut off, a game that the file does not have, and another column less.
    expect(await after(BOSTON.replace('150,-170', '15,'))).toEqual([0, undefined, 8]);
    expect(await after(BOSTON.slice(0, BOSTON.indexOf('150,-170')))).toEqual([0, undefined, 8]);
    expect(await after(BOSTON.replace('mia', 'nobody'))).toEqual([0, undefined, 8]);
    const withoutTotal = rowOf(BOSTON.replace(',200.5,', ',')).replace(',total,', ',');
    expect(await loadLines(test, withoutTotal, { isNewerCopy: true })).toMatchObject({ removed: 0, same: 6 });
    await db().delete(closingLinesDue);
    // Of two files with the same last day either may be the newer one.
    const asked = await loadLines(test, rowOf(h2h));
    expect(asked).toMatchObject({ removed: 0, lines_left: { lines: 2, copy: 'unknown' } });
    expect(asked.lines_left?.remedy).toContain('--newer-copy');
    expect(await after(h2h)).toEqual([2, undefined, 6]);
    expect(await db().select({ rows: count() }).from(closingLinesDue)).toEqual([{ rows: 1 }]);
    // A file with a later result is newer than what was loaded, and every file from before is older from then on.
    const later = '2017,2016-12-27,True,False,phx,utah,90,95,home,4,190.5,150,-170,1,95,1,0';
    expect(await after(BOSTON)).toEqual([0, undefined, 8]);
    expect(await after([h2h, later].join('\n'), false)).toEqual([2, undefined, 14]);
    const older = BOSTON.replace('200.5', '');
    expect(await after(older, false)).toEqual([0, 'older', 14]);
    // It brings nothing back that the newer one took away, nor changes what that says, and tells of both.
    const revived = await loadLines(test, rowOf(BOSTON.replace('200.5', '201.5')));
    expect(revived).toMatchObject({ written: 0, corrected: 0, left: 4 });
    expect(revived.lines_left).toMatchObject({ lines: 0, differing: 4, copy: 'older' });
    // What a load that was cut off had behind its last row is not known.
    await db().execute(
      sql`update data_loads set status = 'interrupted' where extent::text like '%2016-12-27%'`,
    );
    expect(await after(older, false)).toEqual([0, 'unknown', 14]);
    await db().execute(sql`update data_loads set status = 'completed' where status = 'interrupted'`);
    expect(await after([BOSTON, later].join('\n'))).toEqual([0, undefined, 16]);
    await db()
      .delete(publishedLines)
      .where(sql`${publishedLines.gameId} in
      (select id from games where slate_date = '2016-12-27')`);
    expect(await linesOf(db())).toEqual(MARKETS);
    await db().delete(loadQuarantine);
  });

  it('lets rows go that somebody has corrected in the file', async () => {
    const waiting = async (row: string) => {
      await loadLines(test, rowOf(row));
      const rows = await db().select({ reason: loadQuarantine.reason }).from(loadQuarantine);
      return rows.map(({ reason }) => reason).toSorted();
    };
    const wrongPrice = BOSTON.replace('150,-170', '15,-170');
    expect(await waiting(wrongPrice)).toEqual(['impossible_price']);
    expect(await waiting(BOSTON.replace('mia', 'nobody'))).toEqual(['impossible_price', 'unknown_team']);
    // Another row is no correction of them, nor is one beside them in the file.
    expect(await waiting([BOSTON, wrongPrice].join('\n'))).toEqual(['game_taken', 'impossible_price']);
    expect(await waiting(BOSTON.replace('3.5,200.5', '4,201'))).toHaveLength(2);
    expect(await waiting(BOSTON)).toEqual([]);
  });

  it('doubts lines that contradict the file’s own outcome', async () => {
    const result = await loadLines(test, rowOf(BOSTON.replace(/,0,0$/, ',1,0')), { isDryRun: true });
    expect(result).toMatchObject({ doubted: 2, by_doubt: { outcome_differs: 2 } });
  });

  it('makes closes of them where none was captured, without an age', async () => {
    await followClosingLines(db());
    const { items } = await readClosing(db(), {});
    const spread = items.find(({ market, outcome }) => market === 'spreads' && outcome === 'home');
    const unknown = { closed_at: null, age_minutes: null, is_stale: null };
    expect(spread).toMatchObject({ close_point: -3.5, close_price: null, source: 'nba-betting', ...unknown });
    const h2h = items.find(({ market, outcome }) => market === 'h2h' && outcome === 'home');
    expect(h2h).toMatchObject({ close_price: 1.5882, fair_probability: 0.611516, books: 1 });
  });

  it('names them beside a close that was captured, and says whether both agree', async () => {
    const at = '2016-12-26T23:50:00Z';
    const event = { at, start: '2016-12-27T00:30:00Z', market: 'spreads', price: -110 };
    const rows = [
      { ...event, point: -5 },
      { ...event, outcome: 'Miami Heat', point: 5 },
    ];
    await load(test, logOf(rows));
    await followClosingLines(db());
    const closes = await db().select().from(closingLines).where(eq(closingLines.market, 'spreads'));
    expect(closes).toHaveLength(2);
    for (const close of closes)
      expect(close).toMatchObject({
        source: 'captured',
        closePoint: -5,
        secondSource: 'nba-betting',
        secondPoint: -3.5,
        secondAgrees: false,
      });
  });

  it('sets aside rows of nobody’s game and of nobody’s name, and takes them in when that is mended', async () => {
    const rows = [
      '2017,2016-12-27,True,False,phx,Saltlakers,90,95,home,4,190.5,150,-170,1,95,1,0',
      '2017,2016-12-30,True,False,phx,utah,90,95,home,4,190.5,150,-170,1,95,1,0',
    ];
    const file = rowOf(rows.join('\n'));
    const result = await loadLines(test, file);
    expect(result).toMatchObject({ written: 0, by_reason: { unknown_team: 1, no_game: 1 } });
    const [unknown, nowhere] = result.quarantined_rows;
    expect(unknown).toMatchObject({ line: 2, field: 'home', value: 'Saltlakers' });
    expect(unknown?.remedy).toContain('teams alias add --sport NBA --league NBA --team TEAM');
    expect(unknown?.remedy).toContain('teams add --sport NBA --league NBA --name Saltlakers');
    expect(nowhere?.remedy).toContain('load --dataset odds --file FILE --with-games');
    const waiting = await listLoadQuarantine(db(), { dataset: 'odds', source: 'lines.csv', limit: 1 });
    expect(waiting).toMatchObject({ items: [{ reason: 'no_game', line: 3, remedy: nowhere?.remedy }] });
    const rest = { dataset: 'odds', limit: 1, cursor: waiting.next_cursor ?? '' } as const;
    expect(await listLoadQuarantine(db(), rest)).toMatchObject({
      items: [{ reason: 'unknown_team' }],
      next_cursor: null,
    });
    expect((await listLoadQuarantine(db(), { reason: 'two_prices' })).items).toEqual([]);
    for (const unheard of [{ reason: 'nope' }, { source: 'nope.csv' }])
      await expect(listLoadQuarantine(db(), unheard)).rejects.toThrow(UnknownNameError);
    const [utah] = await db()
      .select({ teamId: teams.id, leagueId: teams.leagueId })
      .from(teams)
      .where(eq(teams.name, 'Utah Jazz'));
    if (!utah) throw new Error('there is no Utah');
    await db()
      .insert(teamAliases)
      .values({ ...utah, alias: 'Saltlakers' });
    expect(await loadLines(test, file)).toMatchObject({ written: 8, by_reason: { no_game: 1 } });
    expect(await db().select({ reason: loadQuarantine.reason }).from(loadQuarantine)).toEqual([
      { reason: 'no_game' },
    ]);
  });

  it('sets aside rows that say of their game what is not so', async () => {
    const rows = [
      BOSTON.replace('98,101', '3,99'),
      BOSTON.replace('2017,', '2018,'),
      BOSTON.replace('2017,', '1966,'),
      BOSTON.replace('2017,', '99999999999,'),
    ];
    const result = await loadLines(test, rowOf(rows.join('\n')), { isDryRun: true });
    expect(result).toMatchObject({
      lines: 0,
      by_reason: { score_differs: 1, season_differs: 2, unreadable_season: 1 },
    });
    const [season, score] = result.quarantined_rows.toSorted((a, b) => b.line - a.line).slice(2);
    expect(score).toMatchObject({ line: 2, field: 'score', value: '99-3' });
    expect(score?.problem).toContain('ended 101-98');
    expect(season).toMatchObject({ line: 3, field: 'season', value: '2018' });
  });

  it('leaves no load open whose file cannot be read', async () => {
    const open = () =>
      Promise.resolve(Readable.from([Buffer.from(rowOf(BOSTON)), Buffer.alloc(1_000_001, 'x')]));
    await expect(loadLines(test, '', { open })).rejects.toThrow('longer than');
    await expect(loadLines(test, `${NBA_HEADER}\n`)).rejects.toThrow('no rows');
    expect(await db().select().from(dataLoads).where(eq(dataLoads.status, 'running'))).toEqual([]);
    const failed = await db()
      .select()
      .from(dataLoads)
      .where(eq(dataLoads.status, 'failed'))
      .orderBy(dataLoads.id);
    expect(failed.map(({ failure }) => failure)).toEqual([
      expect.stringContaining('longer than'),
      expect.stringContaining('no rows'),
    ]);
  });

  it('goes on where it was cut off, as if it had not been', async () => {
    const day = (index: number) => new Date(Date.UTC(2010, 0, 1 + index)).toISOString().slice(0, 10);
    const lines = Array.from({ length: 3_000 }, (_, index) => BOSTON.replace('2016-12-26', day(index % 300)));
    const twice = BOSTON.replace('3.5', '9.5');
    const file = rowOf([BOSTON, ...lines, twice].join('\n'));
    let opened = 0;
    const open = () => {
      opened += 1;
      const whole = Buffer.from(file);
      return Promise.resolve(opened === 1 ? Readable.from(brokenOff(whole)) : Readable.from([whole]));
    };
    await expect(loadLines(test, file, { open })).rejects.toThrow('the disk is gone');
    const [cut] = await db().select().from(dataLoads).where(eq(dataLoads.status, 'interrupted'));
    expect(cut?.rowsDone).toBeGreaterThan(0);
    expect(cut?.failure).toContain('the disk is gone');
    const seen: number[] = [];
    const result = await loadLines(test, file, { onProgress: (rows) => seen.push(rows) });
    expect(result).toMatchObject({ resumed: true, rows: 3_002, quarantined: 3_001, run_id: cut?.runId });
    expect(seen[0]).toBe(cut?.rowsDone);
    expect(result.by_reason).toEqual({ season_differs: 3_000, game_taken: 1 });
    expect(result.quarantined_rows[0]).toMatchObject({ line: 3 });
    expect((await linesOf(db())).slice(0, MARKETS.length)).toEqual(MARKETS);
  });

  it('begins anew where another copy came between its parts, so that what that one changed is its own again', async () => {
    const day = (index: number) => new Date(Date.UTC(2010, 0, 1 + index)).toISOString().slice(0, 10);
    const lines = Array.from({ length: 3_000 }, (_, index) => BOSTON.replace('2016-12-26', day(index % 300)));
    const later = '2017,2016-12-27,True,False,phx,utah,90,95,home,4,190.5,150,-170,1,95,1,0';
    const file = rowOf([BOSTON, ...lines, later].join('\n'));
    let opened = 0;
    const open = () => {
      opened += 1;
      const whole = Buffer.from(file);
      return Promise.resolve(opened === 1 ? Readable.from(brokenOff(whole)) : Readable.from([whole]));
    };
    await db().delete(dataLoads);
    await expect(loadLines(test, file, { open })).rejects.toThrow('the disk is gone');
    const between = rowOf(BOSTON.replace('-170', '-180'));
    expect(await loadLines(test, between, { isNewerCopy: true })).toMatchObject({ corrected: 1 });
    expect(await loadLines(test, file)).toMatchObject({ resumed: false, rows: 3_002, corrected: 1, left: 0 });
    expect((await linesOf(db())).slice(0, MARKETS.length)).toEqual(MARKETS);
  });
});

async function* brokenOff(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length * 0.8; at += 16_384) {
    yield bytes.subarray(at, at + 16_384);
    await Promise.resolve();
  }
  throw new Error('the disk is gone');
}
