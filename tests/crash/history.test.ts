import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { dayAfter } from '../../src/history/days.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { hashSeed, seededRandom } from '../../src/platform/random.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { crashForm } from './form.ts';

const form = crashForm();
/** A month and a half in the full form, so that units change under the kills. */
const DAYS = form.isFull ? 45 : 8;
const KILLS = form.isFull ? 20 : 3;
const FIRST_DAY = '2025-01-05';
const PAIRS = [
  ['BOS', 'MIA'],
  ['LAL', 'GSW'],
  ['CHI', 'NYK'],
] as const;

/** ESPN with two games on every other day, whose results follow from the seed. */
async function startEspn(): Promise<{ espn: SimulatedProvider; environment: Record<string, string> }> {
  const espn = createSimulatedProvider({
    sport: 'NBA',
    provider: 'espn',
    seed: 5,
    clock: systemClock(),
    logger: silentLogger(),
    dials: { plan: 'ultra', perSecond: 1_000, latencyMs: 400 },
  });
  const { url } = await espn.start();
  const games = Array.from({ length: DAYS }, (_, index) => index)
    .filter((index) => index % 2 === 0)
    .flatMap((index) =>
      PAIRS.slice(0, 2 + (index % 3 === 0 ? 1 : 0)).map(([one, other], place) => {
        const [away, home] = index % 4 === 0 ? [one, other] : [other, one];
        const hour = String(place).padStart(2, '0');
        return { away, home, startMs: Date.parse(`${dayAfter(FIRST_DAY, index + 1)}T${hour}:30:00Z`) };
      }),
    );
  espn.addGames(games);
  const environment = {
    ...simulatedSport('NBA', 'espn').settings({ url, key: 'none' }),
    BOX_SCORE_SOURCES: 'espn',
  };
  return { espn, environment };
}

async function begin({ app }: Pick<SeedingWorld, 'app'>): Promise<number> {
  const request = {
    league: 'NBA',
    from: { day: FIRST_DAY },
    to: { day: dayAfter(FIRST_DAY, DAYS - 1) },
    source: 'espn',
    parts: ['schedule'],
  } as const;
  const answer = await app.historyBackfills.start(request, { actor: 'operator' });
  if (!answer.ok) throw new Error(answer.message);
  return answer.backfill.id;
}

/** Everything that the back-fill writes, but when, in which run and at which try. */
async function written({ app }: Pick<SeedingWorld, 'app'>): Promise<unknown> {
  const { db } = app.database;
  return {
    games: await rowsOf(
      db,
      sql`select game_datetime, slate_date::text, home_team_id, away_team_id, status, home_score, away_score,
                 home_period_scores, away_period_scores
          from games order by game_datetime, home_team_id`,
    ),
    ids: await rowsOf(
      db,
      sql`select entity_type, external_id, learned_by from external_ids where provider = 'espn' order by 1, 2`,
    ),
    units: await rowsOf(
      db,
      sql`select unit, part, source, status, cursor, from_day::text, to_day::text, calls, credits, rows_read,
                 rows_added, rows_changed, rows_same, rows_refused
          from backfill_progress order by unit`,
    ),
    state: await firstRow(db, sql`select status, note from backfills`),
  };
}

async function undisturbed(): Promise<unknown> {
  const { espn, environment } = await startEspn();
  const world = await createSeedingWorld({ store: 'postgres', environment });
  try {
    await world.startWorkers(2);
    await begin(world);
    await world.until("(select status = 'completed' from backfills)", 240_000);
    expect(espn.stats().total).toBe(DAYS);
    return await written(world);
  } finally {
    await world.close();
    await espn.stop();
  }
}

const keptAnswers = async ({ app }: CrashWorld): Promise<number> =>
  (await firstRow<{ count: number }>(app.database.db, sql`select count(*)::int as count from kept_answers`))
    ?.count ?? 0;

describe('a back-fill of the past', () => {
  it(
    'ends with the rows of an undisturbed one, and repeats no call whose answer was kept, however often its worker is killed',
    async () => {
      const expected = await undisturbed();
      const { espn, environment } = await startEspn();
      const random = seededRandom(hashSeed(`${form.seed}|history`));
      const world = await createCrashWorld({
        store: 'postgres',
        random,
        games: 0,
        isFull: false,
        environment,
      });
      try {
        await begin(world);
        await world.startChores();
        // Calls whose answer nobody kept: they were under way, and have to be made again.
        let lost = 0;
        for (let kill = 0; kill < KILLS; kill += 1) {
          const { total } = espn.stats();
          const victim = await world.startWorker();
          await world.until(
            `(select status = 'completed' from backfills) or ${total} < (select count(*) from kept_answers) + ${lost}`,
          );
          await world.sleep(random() * 600);
          await victim.crash();
          lost = espn.stats().total - (await keptAnswers(world));
        }
        await world.startWorker();
        await world.until("(select status = 'completed' from backfills)", 240_000);
        if (form.isFull)
          process.stderr.write(
            `${KILLS} kills, ${DAYS} days, ${espn.stats().total} calls, ${lost} under way\n`,
          );
        expect(espn.stats().total).toBe(DAYS + lost);
        expect(lost).toBeLessThanOrEqual(KILLS);
        expect(await written(world)).toEqual(expected);
      } finally {
        await world.close();
        await espn.stop();
      }
    },
    form.isFull ? 1_800_000 : 300_000,
  );
});
