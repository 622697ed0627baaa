import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import type { TeamRefresh } from '../../../src/schedule/refresh/roster-refresher.ts';
import { NBA, NFL, PREMIER_LEAGUE, type RefreshWorld, createRefreshWorld } from './refresh-world.ts';

const signal = AbortSignal.timeout(600_000);

type Expected = { id: string; player: string; team: string; status: string };

/** Asks for the team whose turn is next, as the work of rosters does; undefined where none is due. */
async function refreshNext({ refreshers: { rosters } }: RefreshWorld): Promise<TeamRefresh | undefined> {
  const [due] = await rosters.dueTeams(1);
  return due && rosters.refreshTeam(due.teamId, signal);
}

/** Games that the clock of PostgreSQL, which decides what is soon, sees so many hours ahead, in order of their ids. */
async function startIn(world: RefreshWorld, ...hours: number[]): Promise<void> {
  for (const [index, ahead] of hours.entries()) {
    await world.app.database.db.execute(sql`
      update games set game_datetime = now() + ${ahead} * interval '1 hour'
      where provider_game_id = ${String(world.ids[index])}`);
  }
}

function expectedIn(world: RefreshWorld, index: number): Promise<Expected[]> {
  return rowsOf<Expected>(
    world.app.database.db,
    sql`select player.api_sports_id as id, player.full_name as player, team.name as team, roster.status
        from game_rosters as roster join games as game on game.id = roster.game_id
        join players as player on player.id = roster.player_id join teams as team on team.id = roster.team_id
        where game.provider_game_id = ${String(world.ids[index])} order by player.id`,
  );
}

describe.each([
  { sample: NBA, path: '/players' },
  { sample: NFL, path: '/players' },
  { sample: PREMIER_LEAGUE, path: '/players/squads' },
])('the rosters of $sample.league', ({ sample, path }) => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('are asked for once a day, for teams that play soon, the soonest first', async () => {
    world = await createRefreshWorld({ sample });
    await world.ingest(sample);
    await startIn(world, 30, 5, 40);
    world.provider.reset();
    const seen: string[] = [];
    for (;;) {
      const team = await refreshNext(world);
      if (!team) break;
      expect(team).toMatchObject({ ok: true, games: 1, players: expect.any(Number) });
      seen.push(team.team);
    }
    expect(seen).toHaveLength(4);
    expect(world.provider.stats().byEndpoint[path]?.total).toBe(4);
    expect(world.provider.stats().total).toBe(4);
    const soonest = await expectedIn(world, 1);
    expect(new Set(soonest.map(({ team }) => team))).toEqual(new Set(seen.slice(0, 2)));
    expect(soonest.length).toBeGreaterThan(20);
    expect(soonest.every(({ player, status }) => player !== '' && status === 'active')).toBe(true);
    expect(await expectedIn(world, 2)).toEqual([]);

    // The third game comes into sight; the other teams were asked for today.
    await startIn(world, 30, 5, 35);
    expect(await refreshNext(world)).toMatchObject({ ok: true });
    expect(await refreshNext(world)).toMatchObject({ ok: true });
    expect(await refreshNext(world)).toBeUndefined();
    expect(world.provider.stats().total).toBe(6);
  });
});

describe('a refreshed roster', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  async function oneGameAhead(): Promise<Expected[]> {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    await startIn(world, 10, 100, 100);
    await world.refreshers.rosters.refreshAll({ signal });
    return expectedIn(world, 0);
  }

  it('replaces who was expected, and lets go of who is not listed any more', async () => {
    const before = await oneGameAhead();
    const { db } = world.app.database;
    const [kept, left] = before;
    await db.execute(sql`update players set api_sports_id = '999001' where api_sports_id = ${left?.id}`);
    await world.refreshers.rosters.refreshAll({ signal });
    const after = await expectedIn(world, 0);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    expect(after).toContainEqual(kept);
    const gone = await rowsOf<{ team: number | null }>(
      db,
      sql`select current_team_id as team from players where api_sports_id = '999001'`,
    );
    expect(gone).toEqual([{ team: null }]);
  });

  it('is kept by season, with who left it and who came back', async () => {
    const [one] = await oneGameAhead();
    const { db } = world.app.database;
    const ofTeam = (team: string) =>
      rowsOf<{ season: number; id: string; has_left: boolean }>(
        db,
        sql`select season.year as season, player.api_sports_id as id, roster.left_at is not null as has_left
            from team_rosters as roster join seasons as season on season.id = roster.season_id
            join teams as team on team.id = roster.team_id join players as player on player.id = roster.player_id
            where team.name = ${team} order by player.id`,
      );
    const before = await ofTeam(one?.team ?? '');
    expect(before.length).toBeGreaterThan(10);
    expect(new Set(before.map(({ season }) => season)).size).toBe(1);
    expect(before.some(({ has_left: hasLeft }) => hasLeft)).toBe(false);
    await db.execute(sql`update players set api_sports_id = '999002' where api_sports_id = ${one?.id}`);
    await world.refreshers.rosters.refreshAll({ signal });
    const after = await ofTeam(one?.team ?? '');
    expect(after.filter(({ has_left: hasLeft }) => hasLeft).map(({ id }) => id)).toEqual(['999002']);
    expect(after).toHaveLength(before.length + 1);
    const shown = await world.app.rosterReader.show({ sport: 'NBA', team: one?.team ?? '' });
    if (!shown.ok) throw new Error(shown.message);
    expect(shown.players.map(({ left_at: leftAt }) => leftAt !== null)).toEqual([
      ...before.map(() => false),
      true,
    ]);
    expect(shown.seasons).toEqual([shown.season]);
    const listed = (await world.app.rosterReader.listed([shown.team_id])).get(shown.team_id);
    expect(listed).toMatchObject({ season: shown.season, players: { length: before.length } });
    expect(await world.app.rosterReader.show({ teamId: shown.team_id, season: 1999 })).toMatchObject({
      players: [],
    });
    expect(await world.app.rosterReader.show({ teamId: 999_999 })).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
    await db.execute(sql`update players set api_sports_id = '999003' where api_sports_id = ${one?.id}`);
    await db.execute(sql`update players set api_sports_id = ${one?.id} where api_sports_id = '999002'`);
    await world.refreshers.rosters.refreshAll({ signal });
    const back = await ofTeam(one?.team ?? '');
    expect(back.filter(({ has_left: hasLeft }) => !hasLeft)).toEqual(before);
    expect(back.filter(({ has_left: hasLeft }) => hasLeft).map(({ id }) => id)).toEqual(['999003']);
  });

  it('takes the profile of a player over once, and again on demand', async () => {
    const [player] = await oneGameAhead();
    const { db } = world.app.database;
    const read = async () =>
      (
        await rowsOf<{ name: string; fetched: Date }>(
          db,
          sql`select full_name as name, profile_fetched_at as fetched from players where api_sports_id = ${player?.id}`,
        )
      )[0];
    const first = await read();
    expect(first?.fetched).toBeInstanceOf(Date);
    await db.execute(
      sql`update players set full_name = 'Spelt Otherwise' where api_sports_id = ${player?.id}`,
    );
    await db.execute(sql`update teams set roster_refreshed_at = null, roster_retry_at = null`);
    for (let team = 0; team < 2; team += 1) expect(await refreshNext(world)).toMatchObject({ ok: true });
    expect(await read()).toEqual({ name: 'Spelt Otherwise', fetched: first?.fetched });
    await world.refreshers.rosters.refreshAll({ signal });
    const again = await read();
    expect(again?.name).toBe(player?.player);
    expect(again?.fetched.getTime()).toBeGreaterThan(first?.fetched.getTime() ?? 0);
  });

  it('leaves alone what a box score said of a player lately', async () => {
    const [player] = await oneGameAhead();
    const { db } = world.app.database;
    await db.execute(sql`
      update players set full_name = 'As In The Box Score', last_seeded_at = now(), last_game_date = current_date - 2,
                         current_team_id = (select id from teams where name = 'Denver Nuggets')
      where api_sports_id = ${player?.id}`);
    await world.refreshers.rosters.refreshAll({ signal });
    const read = () =>
      rowsOf<{ name: string; team: string }>(
        db,
        sql`select player.full_name as name, team.name as team from players as player
            join teams as team on team.id = player.current_team_id where player.api_sports_id = ${player?.id}`,
      );
    expect(await read()).toEqual([{ name: 'As In The Box Score', team: 'Denver Nuggets' }]);
    // Listed is expected all the same, and weeks later the list is the newer word.
    expect(await expectedIn(world, 0)).toContainEqual({ ...player, player: 'As In The Box Score' });
    await db.execute(
      sql`update players set last_game_date = current_date - 20 where api_sports_id = ${player?.id}`,
    );
    await world.refreshers.rosters.refreshAll({ signal });
    expect(await read()).toEqual([{ name: 'As In The Box Score', team: player?.team }]);
  });

  it('changes no game that has begun or is over, and nothing at all when it is empty', async () => {
    const before = await oneGameAhead();
    const { db } = world.app.database;
    world.provider.setDials({ emptyRate: 1 });
    expect(await world.refreshers.rosters.refreshAll({ signal })).toMatchObject([
      { ok: true, players: 0 },
      { ok: true, players: 0 },
    ]);
    expect(await expectedIn(world, 0)).toEqual(before);
    await db.execute(sql`update games set game_datetime = now() - interval '1 minute'
                         where provider_game_id = ${String(world.ids[0])}`);
    expect(await world.refreshers.rosters.refreshAll({ signal })).toEqual([]);
  });

  it('that fails waits, and takes no other team along', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    await startIn(world, 10, 100, 100);
    world.provider.setDials({ isDown: true });
    const failed = await refreshNext(world);
    expect(failed).toMatchObject({ ok: false, failure: { errorType: 'unavailable' } });
    world.provider.setDials({ isDown: false });
    const other = await refreshNext(world);
    expect(other).toMatchObject({ ok: true });
    expect(other?.team).not.toBe(failed?.team);
    expect(await refreshNext(world)).toBeUndefined();
  });

  it('leaves the last fifth of the day’s calls to more urgent work', async () => {
    world = await createRefreshWorld({ sample: NBA, environment: { API_SPORTS_PER_DAY: '5' } });
    await world.ingest(NBA);
    await startIn(world, 10, 11, 12);
    const outcomes: (string | undefined)[] = [];
    for (;;) {
      const team = await refreshNext(world);
      if (!team) break;
      outcomes.push(team.ok ? 'ok' : team.failure.kind);
    }
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'held', 'held', 'held']);
  });
});
