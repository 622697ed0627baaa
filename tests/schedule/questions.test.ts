import { UnknownNameError } from '../../src/domain/unknown-name.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuarantineQueries } from '../../src/schedule/quarantine-queries.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { gameOf, ingest, requestOf } from './ingesting.ts';

const ANNA = { name: 'anna' };
const US_DATES = [
  '12/1/2026,19:30,Celtics,Knicks',
  '12/25/2026,20:00,Lakers,Suns',
  '11/12/2026,19:30,Bulls,Heat',
  '2026-12-02,19:30,Jazz,Kings',
];

describe('the questions of an ingest', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports, schedule_quarantine cascade`);
  });

  it('are one for all rows of a kind, the answer that fits the most first', async () => {
    const result = await ingest(test, US_DATES);
    expect(result).toMatchObject({ games_added: 1, rows: 4 });
    expect(result.quarantined.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(result.questions).toEqual([
      {
        code: 'day_or_month_first',
        detail: expect.stringContaining('"12/1/2026"'),
        rows: 3,
        lines: [2, 3, 4],
        answers: [
          {
            flag: '--date-format MM/dd/yyyy',
            field: 'date_format',
            value: 'MM/dd/yyyy',
            meaning: expect.stringContaining('December 1, 2026'),
            fits: 3,
          },
          expect.objectContaining({ value: 'dd/MM/yyyy', fits: 1 }),
        ],
      },
    ]);
  });

  it('take in every date of numbers, where a layout with the day first has dates with the month first', async () => {
    const text = [
      'Match Number,Round Number,Date,Location,Home Team,Away Team,Result',
      '1,1,12/01/2026 00:30,TD Garden,Celtics,Knicks,',
      '2,1,12/25/2026 01:00,Arena,Lakers,Suns,',
      '3,1,11/12/2026 00:30,United Center,Bulls,Heat,',
      '4,1,12/12/2026 00:30,Delta Center,Jazz,Kings,',
      '5,1,08/12/2026 00:30,Delta Center,Jazz,Nobody,',
    ].join('\n');
    const asked = await test.app.ingestService.ingest(requestOf(text));
    expect(asked).toMatchObject({ games_added: 1, questions: [{ code: 'day_or_month_first', rows: 4 }] });

    const { db } = test.app.database;
    const [row] = (await createQuarantineQueries({ db }).list({})).items;
    const alone = await test.app.quarantineService.retry({ ids: [row?.id ?? 0] }, ANNA);
    expect(alone).toMatchObject({ resolved: 0, questions: [{ code: 'day_or_month_first', rows: 1 }] });

    const meant = await test.app.ingestService.ingest(requestOf(text, { dateFormat: 'MM/dd/yyyy' }));
    expect(meant).toMatchObject({ games_added: 3, questions: [] });
    const asWritten = text.replace('12/25/2026', '10/12/2026');
    expect(await test.app.ingestService.ingest(requestOf(asWritten, { isDryRun: true }))).toMatchObject({
      questions: expect.not.arrayContaining([expect.objectContaining({ code: 'day_or_month_first' })]),
    });
  });

  it('are asked beside a count of the times that are not known, and warnings of columns nobody reads', async () => {
    const rows = [
      '2026-12-01,19:30,Celtics,Knicks,',
      '2026-12-02,,Lakers,Suns,',
      '2026-12-03,TBD,Bulls,Heat,',
    ];
    expect(await ingest(test, rows, { isDryRun: true }, ',week')).toMatchObject({ times_unknown: 2 });
    const text = 'date,Tip-off hour,home,away\n2026-12-04,7:30 PM,Jazz,Kings\n';
    const unread = await test.app.ingestService.ingest(requestOf(text));
    expect(unread).toMatchObject({ times_unknown: 1, games_added: 1 });
    expect(unread.warnings).toEqual([expect.stringContaining('Tip-off hour')]);
  });

  it('name at most 20 lines, and are none where nothing is in doubt', async () => {
    const many = await ingest(
      test,
      Array.from({ length: 25 }, (_, index) => `12/${index + 1}/2026,19:30,Celtics,Knicks`),
    );
    expect(many.questions[0]).toMatchObject({ rows: 25 });
    expect(many.questions[0]?.lines).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect((await ingest(test, ['2026-02-30,19:30,Bulls,Heat'])).questions).toEqual([]);
  });

  it('are answered by the same file with the flag', async () => {
    await ingest(test, US_DATES);
    const answered = await ingest(test, US_DATES, { dateFormat: 'MM/dd/yyyy' });
    expect(answered).toMatchObject({
      games_added: 3,
      quarantined: [],
      questions: [],
      quarantine_resolved: 3,
    });
    expect(await gameOf(test, 'BOS')).toMatchObject({ at: '2026-12-02T00:30:00.000Z' });
  });

  it('are answered by a retry of the rows that wait, which keep their answers until then', async () => {
    await ingest(test, US_DATES);
    const { list } = createQuarantineQueries({ db: test.app.database.db });
    expect((await list()).items.map(({ answers }) => answers?.[0]?.value)).toEqual([
      'MM/dd/yyyy',
      'MM/dd/yyyy',
      'MM/dd/yyyy',
    ]);
    const { retry } = test.app.quarantineService;
    const unanswered = await retry({}, ANNA);
    expect(unanswered).toMatchObject({ resolved: 0, questions: [{ code: 'day_or_month_first', rows: 3 }] });
    await expect(retry({ source: 'other.csv' }, ANNA)).rejects.toThrow(UnknownNameError);
    const wrong = await retry({}, ANNA, { answers: { dateFormat: 'dd/MM/yyyy' } });
    expect(wrong).toMatchObject({ resolved: 1, still_open: [{}, {}] });
    expect(await gameOf(test, 'CHI')).toMatchObject({ at: '2026-12-12T00:30:00.000Z' });
    const right = await retry({ source: 'test.csv' }, ANNA, { answers: { dateFormat: 'MM/dd/yyyy' } });
    expect(right).toMatchObject({ rows: 2, resolved: 2, games_added: 2, questions: [] });
  });

  it('take no answer that cannot be one', async () => {
    await ingest(test, US_DATES);
    await expect(
      test.app.quarantineService.retry({}, ANNA, { answers: { timezone: 'Mars/Base' } }),
    ).rejects.toMatchObject({ code: 'unknown_timezone' });
  });
});
