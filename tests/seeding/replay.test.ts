import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildReplay } from '../../src/app/build-replay.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type BoxScoreSport, sportSlug } from '../../src/domain/sport.ts';
import { sweepPayloads } from '../../src/archive/sweep.ts';
import type { ReplayScope, ReplayedGame } from '../../src/seeding/replay.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const SEEDED =
  "(select count(*) from games where seeding_status <> 'completed') = 0 and (select count(*) from games) > 0";
const PAIRS: Record<BoxScoreSport, [string, string][]> = {
  NBA: [
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
  ],
  NFL: [
    ['JAX', 'LV'],
    ['KC', 'DEN'],
  ],
  FOOTBALL: [
    ['Chelsea', 'Arsenal'],
    ['Everton', 'Liverpool'],
  ],
};
/** The slate, and what is asked for each game. Football reads both matches in one batch. */
const BODIES: Record<BoxScoreSport, number> = { NBA: 5, NFL: 5, FOOTBALL: 2 };
/** A figure that no check adds up, as the tables and as the provider call it. */
const FIGURES: Record<BoxScoreSport, { column: string; from: RegExp; to: string }> = {
  NBA: { column: 'steals', from: /"steals":\d+/, to: '"steals":77' },
  NFL: { column: 'longest_reception', from: /("longest receptions?"[^}]*"value":")\d+/, to: '$177' },
  FOOTBALL: { column: 'shirt_number', from: /("number":)\d+(,"position":"[A-Z]","rating")/, to: '$177$2' },
};

let world: SeedingWorld;
afterEach(() => world.close());

async function replay(options: { isDryRun?: boolean; scope?: ReplayScope } = {}): Promise<ReplayedGame[]> {
  const games: ReplayedGame[] = [];
  await buildReplay(world.app).run(options.scope ?? { gameId: 1 }, {
    isDryRun: options.isDryRun ?? false,
    actor: 'test',
    signal: new AbortController().signal,
    onGame: (game) => games.push(game),
  });
  return games;
}

const query = <Row extends object>(text: string): Promise<Row[]> =>
  rowsOf<Row>(world.app.database.db, sql.raw(text));

describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)('reading stored answers of %s again', (sport) => {
  const lines = `${sportSlug(sport)}_player_game_stats`;
  const { column } = FIGURES[sport];

  async function seededWorld(): Promise<void> {
    world = await createSeedingWorld({ store: 'postgres', sport });
    await world.ingestDue(PAIRS[sport]);
    const workers = await world.startWorkers();
    await world.until(SEEDED);
    await workers.stop();
  }

  const statistics = () =>
    query(`select to_jsonb(line) - array['updated_at', 'corrected_at', 'run_id'] as line from ${lines} as line
           where game_id = 1 order by player_id`);

  it('keeps each body once, with all games that it speaks of and without the key', async () => {
    await seededWorld();
    const bodies = await query<{ body: Buffer; games: number }>(
      `select body, (select count(*) from provider_payload_games where payload_id = payload.id) as games
       from provider_payloads as payload`,
    );
    expect(bodies).toHaveLength(BODIES[sport]);
    const ofBoth = bodies.filter(({ games }) => games >= 2);
    // The slate, or football's call for both; the list of a season belongs to no game.
    expect(ofBoth).toHaveLength(1);
    for (const { body } of bodies) {
      const text = gunzipSync(body).toString();
      expect(text).not.toContain('test-key');
      expect(JSON.parse(text)).toMatchObject({ errors: [], response: expect.any(Array) });
    }
    // A slate that is fresh is not asked for again. Reading everything else again brings the same bodies and stores none of them twice.
    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    const workers = await world.startWorkers();
    await world.until("(select count(*) from game_events where kind = 'seeded') = 3");
    await workers.stop();
    const again = await firstRow<{ count: number; newer: number }>(
      world.app.database.db,
      sql`select count(*) as count, count(*) filter (where last_fetched_at > fetched_at) as newer from provider_payloads`,
    );
    if (sport !== 'FOOTBALL') {
      expect(again?.count).toBe(BODIES[sport]);
      expect(again?.newer).toBeGreaterThanOrEqual(2);
    }
  });

  it('mends lines that differ from the stored answer, with a record of each figure and without a call', async () => {
    await seededWorld();
    const calls = world.provider.stats().total;
    const before = await statistics();
    await query(`update ${lines} set ${column} = coalesce(${column}, 0) + 7, content_hash = 'spoilt'
                 where (game_id, player_id) in (select game_id, player_id from ${lines}
                                                where game_id = 1 and ${column} is not null order by player_id limit 1)`);
    const [tried] = await replay({ isDryRun: true });
    expect(tried).toMatchObject({ outcome: 'changed', changes: [{ column_name: column, pass: 'replay' }] });
    expect(await statistics()).not.toEqual(before);
    expect(await query('select * from line_changes')).toEqual([]);

    const scope = {
      sport,
      season: (await query<{ year: number }>('select year from seasons'))[0]?.year ?? 0,
    };
    const games = await replay({ scope });
    expect(games.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'unchanged']);
    expect(await statistics()).toEqual(before);
    const changes = await query<{ old_value: number; new_value: number }>('select * from line_changes');
    expect(changes).toHaveLength(1);
    expect(Number(changes[0]?.old_value) - Number(changes[0]?.new_value)).toBe(7);
    const [event] = await query<{ message: string }>(
      "select message from game_events where kind = 'replayed'",
    );
    expect(event?.message).toMatch(/stored answers: 1 line changed: .+ → \d+\.$/);

    expect((await replay())[0]).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(await replay({ scope: { ...scope, since: '2099-01-01' } })).toEqual([]);
    expect(world.provider.stats().total).toBe(calls);
  });

  it('writes what the newest stored body says', async () => {
    await seededWorld();
    const { from, to } = FIGURES[sport];
    const id =
      (await query<{ id: string }>('select provider_game_id as id from games where id = 1'))[0]?.id ?? '';
    const stored = await query<{ id: number; body: Buffer }>(
      `select payload.id, payload.body from provider_payloads as payload
       join provider_payload_games as game on game.payload_id = payload.id and game.provider_game_id = '${id}'`,
    );
    const found = stored.find(({ body }) => from.test(gunzipSync(body).toString()));
    const body = gunzipSync(found?.body ?? Buffer.alloc(0)).toString();
    await world.app.database.db.execute(
      // As the parsers refused it when it came: they may have been mended since.
      sql`update provider_payloads set body = ${gzipSync(body.replace(from, to))}, is_refused = true
          where id = ${found?.id ?? 0}`,
    );
    const games = [...(await replay()), ...(await replay({ scope: { gameId: 2 } }))];
    const changes = games.flatMap((game) => game.changes);
    expect(changes).toMatchObject([{ column_name: column, new_value: 77 }]);
    expect(await query(`select 1 from ${lines} where ${column} = 77`)).toHaveLength(1);

    // One that came later and still cannot be read does not hide what could be read.
    await query('update provider_payloads set is_refused = false');
    await world.app.database.db.execute(sql`
      with later as (
        insert into provider_payloads (host, endpoint, query, body_hash, body, is_refused, last_fetched_at)
        select host, endpoint, query, 'later', ${gzipSync('{"errors":[],"response":"none"}')}, true, now() + interval '1 hour'
        from provider_payloads where id = ${found?.id ?? 0} returning id)
      insert into provider_payload_games (payload_id, host, provider_game_id, fetched_at)
      select later.id, host, provider_game_id, now() + interval '1 hour'
      from provider_payload_games, later where payload_id = ${found?.id ?? 0}`);
    expect((await replay())[0]).toMatchObject({ outcome: 'unchanged' });
  });

  it('leaves alone games that are being seeded, that have no stored answers, or whose answers are refused', async () => {
    await seededWorld();
    await query(
      `update seeding_tasks set status = 'running', lease_expires_at = now() + interval '1 minute' where game_id = 1`,
    );
    expect((await replay())[0]).toMatchObject({ outcome: 'busy' });
    await query(`update seeding_tasks set status = 'completed' where game_id = 1`);

    await world.app.database.db.execute(
      sql`update provider_payloads set body = ${gzipSync('{"errors":[],"response":"none"}')}`,
    );
    expect((await replay())[0]).toMatchObject({
      outcome: 'refused',
      note: expect.stringMatching(/unexpected data/),
    });

    await query("update provider_payloads set last_fetched_at = now() - interval '10 days' where id > 1");
    expect(await sweepPayloads(world.app.database.db, 11)).toBe(0);
    expect(await sweepPayloads(world.app.database.db, 9)).toBe(BODIES[sport] - 1);
    await query('delete from provider_payloads');
    expect((await replay())[0]).toMatchObject({ outcome: 'no_bodies' });
    expect(await query('select * from provider_payload_games')).toEqual([]);
    expect(await query('select * from line_changes')).toEqual([]);
  });

  it('waits for a run that writes, and writes nothing over it', async () => {
    await seededWorld();
    await query(`update ${lines} set ${column} = 55, content_hash = 'spoilt' where game_id = 1`);
    let isDone = false;
    let waiting: Promise<ReplayedGame[]> | undefined;
    await world.app.database.db.transaction(async (tx) => {
      // As a run does: it holds its task's row while it writes.
      await tx.execute(sql`update seeding_tasks set fence = fence + 1 where game_id = 1`);
      waiting = replay().finally(() => {
        isDone = true;
      });
      await world.until(
        "exists (select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())",
      );
      expect(isDone).toBe(false);
    });
    expect((await waiting)?.[0]).toMatchObject({ outcome: 'busy' });
    expect(await query('select * from line_changes')).toEqual([]);
  });
});

describe.each(['NBA', 'NFL', 'FOOTBALL'] as const)(
  'reading again what was asked of %s entity by entity',
  (sport) => {
    const lines = `${sportSlug(sport)}_player_game_stats`;
    const { column } = FIGURES[sport];
    const statistics = () =>
      query(`select to_jsonb(line) - array['updated_at', 'corrected_at', 'run_id'] as line from ${lines} as line
           where game_id = 1 order by player_id`);

    async function seededBy(plan: 'per-entity' | 'hybrid'): Promise<void> {
      world = await createSeedingWorld({ store: 'postgres', sport, environment: { SEEDING_STRATEGY: plan } });
      await world.ingestDue(PAIRS[sport].slice(0, 1));
      const workers = await world.startWorkers();
      await world.until(SEEDED);
      await workers.stop();
    }

    const spoilOne = () =>
      query(`update ${lines} set ${column} = coalesce(${column}, 0) + 7, content_hash = 'spoilt'
           where (game_id, player_id) in (select game_id, player_id from ${lines}
                                          where ${column} is not null order by player_id limit 1)`);

    it.each(['per-entity', 'hybrid'] as const)(
      'mends a line under the plan %s, without a call',
      async (plan) => {
        await seededBy(plan);
        const calls = world.provider.stats().total;
        const before = await statistics();
        expect((await replay())[0]).toMatchObject({ outcome: 'unchanged', gap: null });
        await spoilOne();
        expect((await replay({ isDryRun: true }))[0]).toMatchObject({ outcome: 'changed', gap: null });
        expect(await statistics()).not.toEqual(before);
        expect((await replay())[0]).toMatchObject({
          outcome: 'changed',
          gap: null,
          changes: [{ column_name: column, pass: 'replay' }],
        });
        expect(await statistics()).toEqual(before);
        expect(world.provider.stats().total).toBe(calls);
      },
    );

    it('reads what is stored where some answers are gone, and names whose', async () => {
      await seededBy('per-entity');
      const before = await statistics();
      await query(`delete from provider_payloads where id = (
      select max(id) from provider_payloads where endpoint in ('/players/statistics', '/games/statistics/players', '/fixtures/players')
        and body_hash not in (select body_hash from provider_payloads where length(body) < 150))`);
      const [game] = await replay();
      expect(game).toMatchObject({ outcome: 'unchanged', note: null });
      const counted = sport === 'NBA' ? '1' : String.raw`\d\d`;
      expect(game?.gap).toMatch(
        new RegExp(`^${counted} of \\d+ players and teams .* no stored answer .*: \\w`),
      );
      expect(await statistics()).toEqual(before);
      await query('delete from provider_payloads');
      expect((await replay())[0]).toMatchObject({ outcome: 'no_bodies', gap: null });
    });
  },
);

describe('a game that was left with gaps', () => {
  const MISSING = '200';
  const ASKED = "endpoint = '/players/statistics'";

  it('is read again as far as it is there, and is whole as soon as the rest is stored', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { SEEDING_STRATEGY: 'per-entity', RETRY_MAX_ATTEMPTS: '0' },
    });
    world.provider.setDials({ entities: { [MISSING]: { faultRate: 1, faultKinds: ['http404'] } } });
    await world.ingestDue([['BOS', 'MIA']]);
    const workers = await world.startWorkers();
    await world.until("(select status = 'completed' from seeding_tasks)");
    await workers.stop();
    const facts = () =>
      query(`select game.seeding_status, last_seeding_error is null as is_fine, entities_expected - entities_done as open
             from seeding_tasks as task join games as game on game.id = task.game_id`);
    expect(await facts()).toEqual([{ seeding_status: 'partial', is_fine: false, open: 1 }]);
    expect((await replay())[0]).toMatchObject({ outcome: 'unchanged' });

    // As if the answer had come and an older version had not made anything of it.
    const [sample] = await query<{ host: string; query: { game: string; id: string } }>(
      `select host, query from provider_payloads where ${ASKED} limit 1`,
    );
    world.provider.setDials({ entities: { [MISSING]: { faultRate: 0 } } });
    const { baseUrls } = world.app.config.provider;
    const asked = { ...sample?.query, id: MISSING };
    const answer = await fetch(
      `${baseUrls.NBA}/players/statistics?${new URLSearchParams(asked).toString()}`,
      {
        headers: { 'x-apisports-key': 'test-key' },
      },
    );
    const body = gzipSync(await answer.text());
    await world.app.database.db.execute(sql`
      insert into provider_payloads (host, endpoint, query, body_hash, body, fetched_at, last_fetched_at)
      values (${sample?.host}, '/players/statistics', ${JSON.stringify(asked)}::jsonb, 'late', ${body}, now(), now())`);
    const calls = world.provider.stats().total;
    expect((await replay())[0]).toMatchObject({
      outcome: 'changed',
      gap: null,
      changes: [{ action: 'added' }],
    });
    expect(await facts()).toEqual([{ seeding_status: 'completed', is_fine: true, open: 0 }]);
    expect(world.provider.stats().total).toBe(calls);
  });
});
