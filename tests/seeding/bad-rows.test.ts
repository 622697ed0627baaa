import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type BoxScoreSport, sportSlug } from '../../src/domain/sport.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import {
  type JsonRow,
  type SpoilingProxy,
  playerRowsIn,
  startSpoilingProxy,
  teamListsIn,
} from '../support/spoiling-proxy.ts';

const PAIRS: Record<BoxScoreSport, [string, string]> = {
  NBA: ['LAL', 'GSW'],
  NFL: ['JAX', 'LV'],
  FOOTBALL: ['Chelsea', 'Arsenal'],
};
const SPORTS = ['NBA', 'NFL', 'FOOTBALL'] as const;
const ENDED =
  "(select count(*) from seeding_tasks where pass = 'first' and status in ('completed', 'failed')) = 1";

/** One value that no reader makes anything of, and what is said of it. */
const SPOILT: Record<BoxScoreSport, { spoil: (row: JsonRow) => void; says: RegExp }> = {
  NBA: {
    spoil: (row) => {
      row.min = '35:60';
    },
    says: /min: "35:60" is not a playing time/,
  },
  NFL: {
    spoil: (row) => {
      row.statistics[0].value = 'a lot';
    },
    says: /"a lot" is not/,
  },
  FOOTBALL: {
    spoil: (row) => {
      row.statistics[0].games.minutes = '90:00';
    },
    says: /games\.minutes: "90:00" is not a number/,
  },
};

let world: SeedingWorld;
let proxy: SpoilingProxy;
let workers: { stop: () => Promise<void> };
afterEach(async () => {
  await world.close();
  await proxy.close();
});

async function open(sport: BoxScoreSport, environment: Record<string, string> = {}): Promise<void> {
  world = await createSeedingWorld({
    store: 'postgres',
    sport,
    environment: { RETRY_MAX_ATTEMPTS: '1', ...environment },
    async reachProvider(url) {
      proxy = await startSpoilingProxy(url);
      return proxy.url;
    },
  });
}

/** Spoils the rows of one player, whoever stands sixth in the first answer (or alone in it); the same one each time. */
function spoilOne(sport: BoxScoreSport, spoil: (row: JsonRow) => void): { id: () => string } {
  let id: number | undefined;
  proxy.spoil((rows, path) => {
    const found = playerRowsIn(sport, rows, path);
    id ??= (found[5] ?? found[0])?.row.player.id;
    for (const { row } of found) if (row.player.id === id) spoil(row);
  });
  return { id: () => String(id) };
}

async function seed(sport: BoxScoreSport): Promise<void> {
  await world.ingestDue([PAIRS[sport]]);
  workers = await world.startWorkers();
  await world.until(ENDED);
}

/** The next look at the provider is a new one, and not at an answer of some seconds ago. */
async function forgetAnswers(): Promise<void> {
  await workers.stop();
  await world.app.database.db.execute(sql`delete from shared_answers`);
  workers = await world.startWorkers();
}

async function facts(
  sport: BoxScoreSport,
): Promise<{ status: string; lines: number; teams: number; ids: string[] }> {
  const slug = sportSlug(sport);
  const row = await firstRow<{ status: string; lines: number; teams: number; ids: string[] }>(
    world.app.database.db,
    sql.raw(`select seeding_status as status, (select count(*)::int from ${slug}_player_game_stats) as lines,
                    (select count(*)::int from ${slug}_team_game_stats) as teams,
                    (select array_agg(player.api_sports_id) from ${slug}_player_game_stats as line
                     join players as player on player.id = line.player_id) as ids
             from games`),
  );
  if (!row) throw new Error('there is no game');
  return row;
}

const errorOf = async (): Promise<string> => (await world.tasks())[0]?.errorMessage ?? '';

describe.each(SPORTS)('a row of %s that cannot be read', (sport) => {
  const { spoil, says } = SPOILT[sport];

  it.each(['box-score', 'per-entity', 'hybrid'])(
    'is left out and named under the plan %s, the lines beside it are kept, and a mended answer completes the game',
    async (strategy) => {
      await open(sport, { SEEDING_STRATEGY: strategy });
      const { id } = spoilOne(sport, spoil);
      await seed(sport);
      const partial = await facts(sport);
      expect(partial).toMatchObject({ status: 'partial', teams: 2 });
      expect(partial.lines).toBeGreaterThan(15);
      expect(partial.ids).not.toContain(id());
      expect(await errorOf()).toMatch(says);
      expect(await errorOf()).toMatch(/[A-Z]\w+ |player \d+/);
      proxy.spoil(undefined);
      const [task] = await world.tasks();
      await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' });
      await world.until("(select seeding_status = 'completed' from games)");
      const mended = await facts(sport);
      expect(mended.ids).toContain(id());
      expect(mended.lines).toBe(partial.lines + 1);
      expect(await errorOf()).toBe('');
    },
  );

  it('costs a retry the list of players alone, and a later correction completes the game', async () => {
    await open(sport, { CORRECTION_DELAYS_HOURS: '24' });
    const { id } = spoilOne(sport, spoil);
    await seed(sport);
    expect(await facts(sport)).toMatchObject({ status: 'partial' });
    const teamLines = { NBA: '/games/statistics', NFL: '/games/statistics/teams', FOOTBALL: undefined }[
      sport
    ];
    if (teamLines) expect(world.provider.stats().byEndpoint[teamLines]?.total).toBe(1);
    proxy.spoil(undefined);
    const [correction] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`select id from seeding_tasks where pass = 'correction-1'`,
    );
    await world.app.taskActions.retry(correction?.id ?? 0, { name: 'test' });
    await world.until("(select seeding_status = 'completed' from games)");
    expect((await facts(sport)).ids).toContain(id());
  });

  it('does not take the line away that the player has from an earlier reading', async () => {
    await open(sport, { CORRECTION_DELAYS_HOURS: '24' });
    await seed(sport);
    const whole = await facts(sport);
    expect(whole.status).toBe('completed');
    spoilOne(sport, spoil);
    await forgetAnswers();
    const [correction] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`select id from seeding_tasks where pass = 'correction-1'`,
    );
    await world.app.taskActions.retry(correction?.id ?? 0, { name: 'test' });
    await world.until(
      "(select status in ('completed', 'failed') from seeding_tasks where pass = 'correction-1')",
    );
    expect(await facts(sport)).toEqual(whole);
    const [message] = await rowsOf<{ error_message: string }>(
      world.app.database.db,
      sql`select error_message from seeding_tasks where pass = 'correction-1'`,
    );
    expect(message?.error_message).toMatch(says);
  });
});

describe('rows that are read and cannot be right', () => {
  it('a traded player under a third team costs that row only', async () => {
    await open('NBA');
    const { id } = spoilOne('NBA', (row) => {
      row.team = { id: 40, name: 'Utah Jazz' };
    });
    await seed('NBA');
    const partial = await facts('NBA');
    expect(partial).toMatchObject({ status: 'partial', teams: 2 });
    expect(partial.ids).not.toContain(id());
    expect(await errorOf()).toMatch(/listed for team 40/);
  });

  it('thirteen points in no time are no line of somebody who did not play', async () => {
    await open('NBA');
    const { id } = spoilOne('NBA', (row) => {
      Object.assign(row, { min: null, points: 13, fgm: 5, fga: 9, tpm: 1, tpa: 3, ftm: 2, fta: 2 });
    });
    await seed('NBA');
    const partial = await facts('NBA');
    expect(partial).toMatchObject({ status: 'partial' });
    expect(partial.ids).not.toContain(id());
    expect(await errorOf()).toMatch(/min is nothing, .*points is 13/);
  });

  it('more made than attempted refuses a kicker, and the others of his side are kept', async () => {
    await open('NFL');
    let name = '';
    proxy.spoil((rows, path) => {
      if (path !== '/games/statistics/players') return;
      for (const group of rows[0].groups) {
        if (!/kicking/i.test(group.name)) continue;
        name = group.players[0].player.name;
        for (const statistic of group.players[0].statistics)
          if (statistic.name === 'field goals') statistic.value = '9/2';
      }
    });
    await seed('NFL');
    expect(await facts('NFL')).toMatchObject({ status: 'partial', teams: 2 });
    expect(await errorOf()).toMatch(/fieldGoalsMade is 9, fieldGoalsAttempted is only 2/);
    expect(await errorOf()).toContain(name.split(' ').at(-1));
  });

  it.each(SPORTS)('a team line of %s that cannot be read costs that line only', async (sport) => {
    await open(sport);
    proxy.spoil((rows, path) => {
      const [first] = teamListsIn(sport, rows, path)[0] ?? [];
      if (!first) return;
      if (sport === 'NBA') first.statistics[0].fgm = 'many';
      if (sport === 'NFL') first.statistics.plays = { total: 'many' };
      if (sport === 'FOOTBALL') first.statistics[0].value = 'many';
    });
    await seed(sport);
    expect(await facts(sport)).toMatchObject({ status: 'partial', teams: 1 });
    expect(await errorOf()).toMatch(/"many" is not a/);
    expect(await errorOf()).toMatch(/no team line of/);
  });

  it.each(SPORTS)('a match of %s that cannot be read stands alone on its slate', async (sport) => {
    await open(sport);
    const others: Record<BoxScoreSport, [string, string]> = {
      NBA: ['BOS', 'MIA'],
      NFL: ['KC', 'BUF'],
      FOOTBALL: ['Liverpool', 'Everton'],
    };
    proxy.spoil((rows, path) => {
      if (path !== '/games' && path !== '/fixtures') return;
      for (const row of rows) {
        const text = JSON.stringify(row.teams);
        if (!/Lakers|Jaguars|Chelsea/.test(text)) continue;
        if (sport === 'NBA') row.date = { start: 'soon' };
        if (sport === 'NFL') row.game.date = { timestamp: 'soon' };
        if (sport === 'FOOTBALL') row.fixture.date = 'soon';
      }
    });
    await world.ingestDue([PAIRS[sport], others[sport]]);
    workers = await world.startWorkers();
    await world.until("(select count(*) = 1 from games where seeding_status = 'completed')");
    await world.until("(select count(*) = 1 from seeding_tasks where status = 'failed')");
  });
});
