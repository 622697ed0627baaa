import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { createDatasetRefresher } from '../../../src/datasets/refresher.ts';
import { seasonFigureNames } from '../../../src/datasets/season/queries.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { BOX_SCORE_SPORTS, type BoxScoreSport } from '../../../src/domain/sport.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { selectGamesToSeed } from '../../../src/seeding/games-to-seed.ts';
import type { BoxColumn, LineValues } from '../../../src/sports/display-columns.ts';
import { SPORT_FACTS } from '../../../src/sports/all-facts.ts';
import { SPORT_DEFINITIONS } from '../../../src/sports/sports.ts';
import { simulatedSport } from '../../../simulator/provider/sports.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';

/** Two games of a sport: every sport passes the same tests over them. */
const pairsOf = (sport: BoxScoreSport) => simulatedSport(sport).example.pairs;

const ENTITIES = ['player', 'team'] as const;
const catalog = await loadDatasets();

/** Which figures of a line a column of a page reads. */
function figuresRead(read: (line: LineValues) => unknown): string[] {
  const names: string[] = [];
  const line = new Proxy<LineValues>(
    {},
    {
      get: (_target, name) => {
        names.push(String(name));
        return 1;
      },
    },
  );
  read(line);
  return names;
}

const figuresOf = (columns: readonly BoxColumn[]): string[] =>
  columns.flatMap(({ text }) => figuresRead(text));

describe.each(BOX_SCORE_SPORTS)('the definition of %s', (sport) => {
  const { lines, seasons, leaders } = SPORT_DEFINITIONS[sport];
  const { display, gameKinds } = SPORT_FACTS[sport];

  it('is listed under its own name', () => {
    expect(SPORT_DEFINITIONS[sport].sport).toBe(sport);
  });

  it.each(ENTITIES)(
    'adds the lines of each %s up from its own table, and tells leaders by a figure',
    (of) => {
      expect(seasons[of].lines).toBe(lines[of]);
      expect(seasonFigureNames(sport, of)).toContain(leaders[of]);
      const known = new Set([...lines[of].valueColumns, ...lines[of].contextColumns]);
      for (const { column, of: source } of seasons[of].sums) {
        if (source === undefined) expect([...known], `${of} ${column}`).toContain(column);
      }
      for (const column of seasons[of].maxima) expect([...known]).toContain(column);
    },
  );

  it('shows figures that it has', () => {
    const ofPlayers = display.boxScore.flatMap(({ columns, has, order }) => [
      ...figuresOf(columns),
      ...figuresRead(has),
      ...figuresRead(order),
    ]);
    expect(lines.player.valueColumns).toEqual(expect.arrayContaining([...new Set(ofPlayers)]));
    expect(lines.team.valueColumns).toEqual(expect.arrayContaining([...new Set(figuresOf(display.teams))]));
    for (const of of ENTITIES) {
      const known = seasonFigureNames(sport, of);
      for (const [figure] of display.season[of]) expect(known).toContain(figure.replace('/', ''));
    }
  });

  it('tells play-offs and sides that are no clubs by words', () => {
    expect(gameKinds.words.some(([pattern, kind]) => kind === 'playoff' && pattern.test('Playoffs'))).toBe(
      true,
    );
    expect(gameKinds.selection.test('East All-Stars')).toBe(true);
  });
});

describe.each(BOX_SCORE_SPORTS)('games of %s', (sport) => {
  const { lines, seasons } = SPORT_DEFINITIONS[sport];
  let world: SeedingWorld;

  beforeAll(async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      sport,
      environment: { CORRECTION_DELAYS_HOURS: '24,72' },
    });
    await world.ingestDue(pairsOf(sport));
    const workers = await world.startWorkers();
    await world.until("(select count(*) from games where seeding_status = 'completed') = 2");
    await workers.stop();
  }, 120_000);
  afterAll(() => world?.close());

  type Line = Record<string, unknown> & { game_id: number; team_id: number; player_id?: number };

  const db = () => world.app.database.db;

  function linesOf(of: (typeof ENTITIES)[number]): Promise<Line[]> {
    const { table, entityColumn } = lines[of];
    return rowsOf<Line>(
      db(),
      sql`select line.*, line.xmin::text as written_by from ${sql.identifier(table)} as line
          order by game_id, team_id, ${sql.identifier(entityColumn)}`,
    );
  }

  /** Reads the games once more, as a later pass, and waits for the end of it. */
  async function readAgain(pass: 'correction-1' | 'correction-2'): Promise<void> {
    const tasks = await rowsOf<{ id: number }>(
      db(),
      sql`select id from seeding_tasks where pass = ${pass} order by id`,
    );
    expect(tasks.length).toBe(pairsOf(sport).length);
    for (const { id } of tasks) {
      expect(await world.app.taskActions.retry(id, { name: 'test' })).toMatchObject({ ok: true });
    }
    const workers = await world.startWorkers();
    await world.until(
      `not exists (select 1 from seeding_tasks where pass = '${pass}' and status in ('pending', 'running'))`,
    );
    await workers.stop();
  }

  it('are whole, and are not when the lines of a side are gone', async () => {
    const providers = buildProviders(world.app);
    try {
      const adapter = providers.adapters.get(sport);
      const [game] = await selectGamesToSeed(db(), sql`true`);
      if (!adapter || !game) throw new Error('there is no adapter or no game');
      const sides = {
        home: { providerTeamId: 'home', name: 'the home side', code: null },
        away: { providerTeamId: 'away', name: 'the away side', code: null },
      };
      expect(await adapter.findGaps(db(), game, sides)).toEqual([]);
      for (const of of ENTITIES) {
        await db()
          .transaction(async (tx) => {
            await tx.execute(
              sql`delete from ${sql.identifier(lines[of].table)} where team_id = ${game.home.teamId}`,
            );
            const gaps = await adapter.findGaps(tx, game, sides);
            expect(JSON.stringify(gaps), of).toContain('the home side');
            expect(JSON.stringify(gaps), of).not.toContain('the away side');
            throw new Undone();
          })
          .catch((error: unknown) => {
            if (!(error instanceof Undone)) throw error;
          });
      }
    } finally {
      await providers.close();
    }
  });

  it('add up to what their lines say, figure by figure', async () => {
    await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh();
    for (const of of ENTITIES) {
      const { entityColumn } = lines[of];
      const season = await rowsOf<Record<string, number | null>>(
        db(),
        sql`select * from ${sql.identifier(seasons[of].table)}`,
      );
      const all = await linesOf(of);
      expect(season.length, of).toBe(new Set(all.map((line) => line[entityColumn])).size);
      for (const { column, of: source } of seasons[of].sums) {
        if (source !== undefined) continue;
        for (const row of season) {
          const own = all.filter((line) => line[entityColumn] === row[entityColumn]);
          const sum = own.reduce((total, line) => total + Number(line[column] ?? 0), 0);
          expect(row[column] ?? 0, `${of} ${row[entityColumn]} ${column}`).toBeCloseTo(sum, 6);
        }
      }
    }
  });

  it('leave every line as it is when they are read again and nothing is new', async () => {
    const before = [await linesOf('player'), await linesOf('team')];
    await readAgain('correction-1');
    expect([await linesOf('player'), await linesOf('team')]).toEqual(before);
    expect(await rowsOf(db(), sql`select 1 from line_changes`)).toEqual([]);
  });

  it('have every corrected figure on record, from what it was to what it is', async () => {
    const before = [...(await linesOf('player')), ...(await linesOf('team'))];
    world.provider.setDials({ correctionAfterHours: 0, correctionRate: 1 });
    await readAgain('correction-2');
    const after = [...(await linesOf('player')), ...(await linesOf('team'))];
    const differences = after.flatMap((line, index) => {
      const columns = lines[line.player_id === undefined ? 'team' : 'player'].valueColumns;
      return columns
        .filter((column) => before[index]?.[column] !== line[column])
        .map((column) => ({ column, from: String(before[index]?.[column]), to: String(line[column]) }));
    });
    const recorded = await rowsOf<Change>(
      db(),
      sql`select column_name as column, old_value #>> '{}' as from, new_value #>> '{}' as to from line_changes
          where action = 'changed' and entity_type <> 'game'`,
    );
    const inOrder = (changes: readonly Change[]) => changes.map(changeWords).toSorted();
    expect(differences.length).toBeGreaterThan(0);
    expect(inOrder(recorded)).toEqual(inOrder(differences));
  });
});

type Change = { column: string; from: string; to: string };

/** Decimals are stored with zeros at their end, and read without. */
function changeWords({ column, from, to }: Change): string {
  const plain = (text: string): string => (Number.isNaN(Number(text)) ? text : String(Number(text)));
  return `${column}: ${plain(from)} -> ${plain(to)}`;
}

/** Ends a transaction whose changes are not wanted. */
class Undone extends Error {}
