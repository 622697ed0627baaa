import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { readDatabaseFacts } from '../../src/monitoring/alerts/facts.ts';
import { judgeFacts } from '../../src/monitoring/alerts/judge.ts';
import { ALERTS_CONFIG } from '../monitoring/alerts/alert-support.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const BOX_SCORE_SPORTS = [
  {
    sport: 'NBA',
    moved: ['BOS', 'MIA'],
    others: [
      ['LAL', 'GSW'],
      ['NYK', 'CHI'],
      ['DEN', 'PHX'],
    ],
    word: 'Under Review',
  },
  {
    sport: 'FOOTBALL',
    moved: ['Arsenal', 'Chelsea'],
    others: [
      ['Liverpool', 'Everton'],
      ['Fulham', 'Brentford'],
      ['Burnley', 'Brighton'],
    ],
    word: 'Under Review',
  },
] as const;

describe.each(BOX_SCORE_SPORTS)(
  'games of $sport whose end is not what was planned',
  ({ sport, moved, others, word }) => {
    let world: SeedingWorld;
    afterEach(() => world.close());

    const findings = async () => {
      const { db } = world.app.database;
      const facts = await readDatabaseFacts(db, {
        storeName: world.app.store.name,
        latenessMs: 86_400_000,
        incompleteMs: 7 * 86_400_000,
        datasets: [],
      });
      const nothingElse = {
        queueProblem: null,
        keyProblem: undefined,
        terms: {},
        forecast: [],
        providers: [],
        jobs: [],
        work: [],
      };
      return judgeFacts({ ...facts, ...nothingElse }, ALERTS_CONFIG).filter(
        ({ kind }) => kind === 'game_stuck',
      );
    };

    it('are held, ended or told of; a postponed one follows its new date and is seeded there', async () => {
      // A window that opens with the game, whose result is there at once: what is waited for here is only the provider.
      world = await createSeedingWorld({
        store: 'postgres',
        sport,
        environment: { SEEDING_DELAY_MINUTES: '0', RETRY_MAX_ATTEMPTS: '0' },
      });
      await world.ingestDue([[...moved]], 50);
      await world.ingestDue(
        others.map((pair) => [...pair]),
        2,
      );
      const [postponed = '', cancelled = '', live = '', unknown = ''] = world.provider
        .games()
        .map(({ id }) => String(id));
      world.provider.setDials({
        minutesToFinal: 0,
        games: {
          [postponed]: { status: 'postponed' },
          [cancelled]: { status: 'cancelled' },
          [live]: { status: 'stuck' },
          [unknown]: { status: 'unknown' },
        },
      });
      const { db } = world.app.database;
      await world.startWorkers();
      const isTold = "kind in ('held', 'skipped')";
      await world.until(`(select count(distinct game_id) from game_events where ${isTold}) = 4`);
      const told = await rowsOf(
        db,
        sql`select distinct on (game_id) kind, data ->> 'reason' as reason, message from game_events
          where ${sql.raw(isTold)} order by game_id, id`,
      );
      expect(told).toEqual([
        expect.objectContaining({ kind: 'held', reason: 'postponed' }),
        expect.objectContaining({ kind: 'skipped', reason: null }),
        expect.objectContaining({ kind: 'held', reason: 'not_final' }),
        {
          kind: 'held',
          reason: 'not_final',
          message: expect.stringContaining(`"${word}", a status that Scoracle`),
        },
      ]);
      const tasks = await world.tasks();
      expect(tasks[1]).toMatchObject({
        status: 'cancelled',
        gameStatus: 'cancelled',
        seedingStatus: 'skipped',
      });
      expect(await findings(), 'of the word that nobody knows').toMatchObject([
        { path: `/games/${tasks[3]?.gameId}` },
      ]);

      // Until this the last answer may still be shared.
      const looks = `(select count(*) from game_events where kind = 'held' and game_id = ${tasks[2]?.gameId})`;
      const { count = 0 } =
        (await firstRow<{ count: number }>(db, sql.raw(`select ${looks} as count`))) ?? {};
      await world.until(`${looks} >= ${count + 2}`);
      // The provider publishes a new date, two days after the old one; the next look finds it.
      const newStart = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 5_000);
      world.provider.setDials({ games: { [postponed]: { status: null, startMs: newStart.getTime() } } });
      const first = tasks[0]?.id ?? 0;
      expect(await world.app.taskActions.retry(first, { name: 'test' })).toMatchObject({ ok: true });
      await world.until(`(select status = 'completed' from seeding_tasks where id = ${first})`);
      const events = await rowsOf<{ kind: string; created_at: Date; until: string | null }>(
        db,
        sql`select kind, created_at, data ->> 'until' as until from game_events where task_id = ${first} order by id`,
      );
      // A delivery that comes within a second of the start is early still, and is held once more.
      const kinds = events.map(({ kind }) => kind);
      expect(kinds.slice(0, 4)).toEqual(['held', 'retried', 'schedule_changed', 'held']);
      expect(kinds.at(-1)).toBe('seeded');
      expect(
        Math.abs(Date.parse(events[3]?.until ?? '') - newStart.getTime()),
        'waits for its window',
      ).toBeLessThan(1_000);
      expect(events.at(-1)?.created_at.getTime()).toBeGreaterThan(newStart.getTime() - 1_000);
      expect(
        await firstRow(db, sql`select game_datetime, status from games where id = ${tasks[0]?.gameId}`),
      ).toEqual({ game_datetime: newStart, status: 'completed' });

      // The others end, and their next looks seed them.
      world.provider.setDials({ games: { [live]: { status: null }, [unknown]: { status: null } } });
      await world.until("(select count(*) from seeding_tasks where status = 'completed') = 3");
      expect(await findings()).toEqual([]);
      const seeded = await world.tasks();
      expect(seeded.map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0]);
      expect(seeded.filter(({ players, teams }) => (players ?? 0) > 10 && teams === 2)).toHaveLength(3);
    });
  },
);
