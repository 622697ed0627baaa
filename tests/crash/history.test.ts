import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { readPastFile } from '../../src/app/past-files.ts';
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

const TEAMS = ['bos', 'mia', 'lal', 'chi', 'den', 'phi'];
const MONTHS = form.isFull ? 15 : 4;
/** What a file has of a month. */
const ROWS = form.isFull ? 60 : 8;

/** A file of lines with games of months from November 2021 on; numbers follow from their place. */
function fileOfLines(): Buffer {
  const header =
    'season,date,regular,playoffs,away,home,score_away,score_home,whos_favored,spread,total,moneyline_away,moneyline_home,h2_spread,h2_total,id_spread,id_total';
  const months = Array.from({ length: 60 }, (_, index) => new Date(Date.UTC(2021, 10 + index, 1)))
    .filter((month) => [10, 11, 0, 1, 2].includes(month.getUTCMonth()))
    .slice(0, MONTHS);
  const rows = months.flatMap((month, place) =>
    Array.from({ length: ROWS }, (_, index) => {
      const day = String(1 + Math.floor(index / 3)).padStart(2, '0');
      const season = month.getUTCFullYear() + (month.getUTCMonth() > 5 ? 1 : 0);
      const turn = Math.floor(index / 3) + place;
      const side = (shift: number) => TEAMS[(turn + (index % 3) * 2 + shift) % TEAMS.length];
      const score = `${90 + ((index * 7) % 20)},${111 + ((place * 5 + index) % 20)}`;
      return `${season},${month.toISOString().slice(0, 8)}${day},True,False,${side(0)},${side(1)},${score},home,${1 + (index % 9)}.5,210.5,150,-170,3,105,1,1`;
    }),
  );
  return Buffer.from([header, ...rows, ''].join('\n'));
}

/** Begins the back-fill of the file, and says how many units it has. */
async function beginFile({ app }: Pick<SeedingWorld, 'app'>): Promise<number> {
  const bytes = fileOfLines();
  const file = await readPastFile(app.database.db, {
    open: () =>
      Promise.resolve(
        (async function* () {
          yield bytes;
        })(),
      ),
    name: 'lines.csv',
    isNewerCopy: false,
    leagues: await app.leagueRegister.current(),
    isWanted: () => true,
  });
  const request = { league: 'all', from: { day: '2020-01-01' }, to: { day: '2024-12-31' }, files: [file] };
  const answer = await app.historyBackfills.start(request, { actor: 'operator' });
  if (!answer.ok) throw new Error(answer.message);
  return answer.backfill.units;
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
          from backfill_progress order by unit, part`,
    ),
    lines: await rowsOf(
      db,
      sql`select game.slate_date::text, game.home_team_id, book, market, side, moment, point, price, doubt, line.source
          from published_lines as line join games as game on game.id = line.game_id
          order by 1, 2, 3, 4, 5, 6`,
    ),
    state: await rowsOf(db, sql`select status, note from backfills order by id`),
  };
}

const ALL_OVER = "(select bool_and(status in ('completed', 'failed')) from backfills)";
const ALL_ENDED = "(select bool_and(status = 'completed') from backfills)";

/** A step of the file is under way after so many of its units. */
const isAtFile = (units: number): string => `(
  (select count(*) from backfill_progress where content_hash is not null and status = 'completed') >= ${units}
  and exists (select from backfill_progress where content_hash is not null and status = 'running'))`;

async function undisturbed(): Promise<unknown> {
  const { espn, environment } = await startEspn();
  const world = await createSeedingWorld({ store: 'postgres', environment });
  try {
    await world.startWorkers(2);
    await begin(world);
    await beginFile(world);
    await world.until(ALL_OVER, 240_000);
    expect(
      await rowsOf(
        world.app.database.db,
        sql`select status, error from backfill_progress where status <> 'completed'`,
      ),
    ).toEqual([]);
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

/** Units of the file that their worker left when it died. */
const unitsUnderWay = async ({ app }: CrashWorld): Promise<number> =>
  (
    await firstRow<{ count: number }>(
      app.database.db,
      sql`select count(*)::int as count from backfill_progress where content_hash is not null and status = 'running'`,
    )
  )?.count ?? 0;

describe('a back-fill of the past', () => {
  it(
    'from a provider and from files ends with the rows of an undisturbed one, and repeats no call whose answer was kept, however often its worker is killed',
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
        const units = await beginFile(world);
        let inFile = 0;
        await world.startChores();
        // Calls whose answer nobody kept: they were under way, and have to be made again.
        let lost = 0;
        for (let kill = 0; kill < KILLS; kill += 1) {
          const { total } = espn.stats();
          const victim = await world.startWorker();
          // By turns in a call, and in a unit of the file, ever further in it.
          const isForFile = kill % 2 === 0;
          const instant = isForFile
            ? isAtFile(Math.floor((units * kill) / KILLS))
            : `${total} < (select count(*) from kept_answers) + ${lost}`;
          await world.until(`${ALL_ENDED} or ${instant}`);
          if (!isForFile) await world.sleep(random() * 600);
          await victim.crash();
          inFile += await unitsUnderWay(world);
          lost = espn.stats().total - (await keptAnswers(world));
        }
        await world.startWorker();
        await world.until(ALL_ENDED, 240_000);
        if (form.isFull)
          process.stderr.write(
            `${KILLS} kills, ${DAYS} days, ${espn.stats().total} calls, ${lost} under way, ${inFile} of ${units} units of a file under way\n`,
          );
        expect(inFile).toBeGreaterThan(0);
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
