import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunCounts } from '../../src/monitoring/quota/run-counts.ts';
import { judgeLineups } from '../../src/monitoring/doctor/lineup-checks.ts';
import { lineupMatters } from '../../src/monitoring/facts/lineup-matters.ts';
import { createLineupPoll } from '../../src/availability/lineups/poll-lineups.ts';
import type { GameToSeed } from '../../src/domain/game-to-seed.ts';
import type { Lineup, LineupGame } from '../../src/domain/lineup.ts';
import { ProviderError } from '../../src/domain/provider-error.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { selectGamesToSeed } from '../../src/seeding/games-to-seed.ts';
import { followBoxScores } from '../../src/availability/lineups/follow-box-scores.ts';
import type { SideLineup } from '../../src/availability/lineups/lineup-changes.ts';
import { writeLineups } from '../../src/availability/lineups/write-lineups.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { gameRosters } from '../../src/db/schema/games.ts';
import { players } from '../../src/db/schema/reference.ts';
import { writeOfficials } from '../../src/reference/officials/write-officials.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

/** One seeded game of the NBA, which all of these tests look at. */
describe('who plays', () => {
  let world: SeedingWorld;
  let game: { id: number; home: number; away: number };
  const db = () => world.app.database.db;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['MIA', 'BOS']]);
    await world.startWorkers();
    await world.until(`(select bool_and(status = 'completed') from seeding_tasks)`);
    const row = await firstRow<typeof game>(
      db(),
      sql`select id, home_team_id as home, away_team_id as away from games`,
    );
    if (!row) throw new Error('there is no game');
    game = row;
  });
  afterAll(() => world.close());

  const follow = () => followBoxScores(db(), Date.now, new AbortController().signal);
  const current = (kind: string) =>
    rowsOf<{ team: number; starters: number; all: number; positions: number; linked: number }>(
      db(),
      sql`select team_id as team, count(*) filter (where is_starter)::int as starters, count(*)::int as all,
                 count(position)::int as positions, count(player_id)::int as linked
          from game_lineups where kind = ${kind} and upper_inf(valid) group by team_id order by 1`,
    );

  it('begins as the box score says, five a side, and follows what is corrected', async () => {
    expect(await follow()).toMatchObject({ told: 2, findings: 0 });
    const sides = await current('actual');
    expect(sides.map(({ starters, positions }) => [starters, positions])).toEqual([
      [5, 5],
      [5, 5],
    ]);
    expect(sides.every(({ all, linked }) => all === linked && all > 5)).toBe(true);
    // Nothing is left to follow, and the same again changes nothing.
    expect(await follow()).toMatchObject({ told: 0 });
    await db().update(gameRosters).set({ runId: 'again' }).where(eq(gameRosters.gameId, game.id));
    expect(await follow()).toMatchObject({ told: 2, opened: 0, closed: 0 });

    const starters = await db()
      .select({ id: gameRosters.id, teamId: gameRosters.teamId })
      .from(gameRosters)
      .where(sql`${gameRosters.isStarter} and ${gameRosters.teamId} = ${game.home}`);
    const one = starters[0]?.id ?? 0;
    await db().update(gameRosters).set({ isStarter: false }).where(eq(gameRosters.id, one));
    expect(await follow()).toMatchObject({ opened: 0, findings: 1 });
    // Four of a side are no line-up: what was there stays, and the finding says so.
    expect(await current('actual')).toEqual(sides);
    const findings = () =>
      rowsOf(
        db(),
        sql`select team_id, starters, expected_starters, settled_at is null as open from lineup_findings`,
      );
    expect(await findings()).toEqual([{ team_id: game.home, starters: 4, expected_starters: 5, open: true }]);
    const bench = await firstRow<{ id: number }>(
      db(),
      sql`select id from game_rosters where team_id = ${game.home} and not is_starter and status = 'active' limit 1`,
    );
    await db()
      .update(gameRosters)
      .set({ isStarter: true })
      .where(eq(gameRosters.id, bench?.id ?? 0));
    expect(await follow()).toMatchObject({ opened: 2, closed: 2, findings: 0 });
    expect(await findings()).toMatchObject([{ open: false }]);
    expect((await current('actual')).map((side) => side.starters)).toEqual([5, 5]);
    expect(
      await rowsOf(db(), sql`select count(*)::int as closed from game_lineups where not upper_inf(valid)`),
    ).toEqual([{ closed: 2 }]);
  });

  it('keeps what a source told before, and takes nothing from an answer that is older or empty', async () => {
    const side = (parts: Partial<SideLineup>): SideLineup => ({
      gameId: game.id,
      teamId: game.home,
      kind: 'expected',
      source: 'espn',
      formation: null,
      toldAtMs: Date.parse('2026-01-15T18:00Z'),
      players: ['1', '2'].map((subject) => ({
        subject,
        playerId: null,
        playerName: `Player ${subject}`,
        isStarter: true,
        position: null,
        shirtNumber: null,
        place: null,
      })),
      ...parts,
    });
    const write = (parts: Partial<SideLineup>) =>
      db().transaction((tx) => writeLineups(tx, [side(parts)], { startersPerSide: 5, runId: 'test' }));
    expect(await write({})).toMatchObject({ opened: 2, unknown: 2, findings: 0 });
    const later = { toldAtMs: Date.parse('2026-01-15T19:00Z') };
    const [first] = side({}).players;
    if (!first) throw new Error('nobody');
    expect(await write({ ...later, players: [{ ...first, position: 'G' }] })).toMatchObject({
      opened: 1,
      closed: 2,
    });
    expect(await write({})).toMatchObject({ opened: 0, closed: 0 });
    expect(await write({ toldAtMs: later.toldAtMs + 1, players: [] })).toMatchObject({ told: 0, closed: 0 });
    const told = await rowsOf(
      db(),
      sql`select subject, position, upper_inf(valid) as is_current from game_lineups where kind = 'expected' order by id`,
    );
    expect(told).toEqual([
      { subject: '1', position: null, is_current: false },
      { subject: '2', position: null, is_current: false },
      { subject: '1', position: 'G', is_current: true },
    ]);
  });

  it('is asked of each source near the start, once a step, and players are known by their team and name', async () => {
    await world.ingestDue([['LAL', 'MIA']], -0.5);
    const [coming] = await rowsOf<{ id: number; team: number }>(
      db(),
      sql`select id, home_team_id as team from games where status = 'scheduled'`,
    );
    const members = await db()
      .select({ id: players.id, name: players.fullName })
      .from(players)
      .where(eq(players.currentTeamId, coming?.team ?? 0))
      .limit(5);
    const names = members.map(({ name }) => name.toUpperCase());
    const asked: string[] = [];
    const source = (name: string, fetch: (home: readonly string[]) => Lineup | undefined) => ({
      name,
      asKnownThere: (game: GameToSeed) => {
        const side = (one: GameToSeed['home'], externalId: string) => ({ ...one, externalId });
        const { home, away } = game;
        return Promise.resolve({
          ...game,
          providerGameId: 'g1',
          home: side(home, 'h'),
          away: side(away, 'a'),
        });
      },
      hasLeague: () => true,
      fetchLineup: ({ providerGameId, homeTeamId }: LineupGame) => {
        asked.push(`${name} ${providerGameId} ${homeTeamId}`);
        return Promise.resolve(fetch(names));
      },
    });
    const told = (starters: readonly string[]): Lineup => ({
      kind: 'confirmed',
      observedAtMs: Date.now(),
      sides: [
        {
          side: 'home',
          players: starters.map((name, index) => ({
            externalId: `x${index}`,
            name,
            isStarter: true,
            number: '00',
          })),
        },
      ],
    });
    const refusal = { kind: 'malformed', host: 'b', endpoint: '/' } as const;
    const { clock, database } = world.app;
    const poll = createLineupPoll({
      db: database.db,
      sources: new Map([
        [
          'NBA',
          [
            source('broken', () => {
              throw new ProviderError('no list', refusal);
            }),
            source('silent', () => undefined),
            source('short', (all) => told(all.slice(1))),
            source('teller', told),
          ],
        ],
      ]),
      gamesMatching: (condition) => selectGamesToSeed(database.db, condition),
      runCalls: { ...createRunCounts(), callsOf: () => 0 },
      clock,
      logger: silentLogger(),
    });
    const signal = new AbortController().signal;
    expect(await poll(signal)).toMatchObject({
      asked: 4,
      failed: 1,
      told: 2,
      opened: 5,
      findings: 1,
      unknown: 0,
    });
    expect(asked).toEqual(['broken g1 h', 'silent g1 h', 'short g1 h', 'teller g1 h']);
    expect(await poll(signal)).toMatchObject({ asked: 0 });
    const shown = await rowsOf(
      db(),
      sql`select player_id as id, (select count(*)::int from external_ids where provider = 'teller') as ids
          from game_lineups where source = 'teller' order by 1`,
    );
    // A name alone teaches no id.
    expect(shown).toEqual(members.map(({ id }) => ({ id, ids: 0 })));
  });

  it('is a finding where nobody confirms in time, a starter did not play, or a name is unknown', async () => {
    const matters = async () =>
      Object.fromEntries((await lineupMatters.read(db(), null)).map((one) => [one.kind, one]));
    await db().execute(sql`delete from game_lineups where source in ('espn', 'nba-stats')`);
    await db().execute(
      sql`delete from provider_probes where subject like 'lineup %' and subject not like 'lineup teller %'`,
    );
    await db().execute(sql`update lineup_findings set settled_at = now()`);
    expect(await matters()).toEqual({});
    expect(judgeLineups([])).toMatchObject([{ status: 'ok' }]);
    // Two starters of one side are told wrongly: one sat on the bench, and one is nobody whom we know.
    const listed = await rowsOf<{ id: number; played: boolean }>(
      db(),
      sql`select player_id as id, status = 'active' as played from game_rosters
          where game_id = ${game.id} and team_id = ${game.home} order by status = 'active' desc`,
    );
    const five = [...listed.filter(({ played }) => played).slice(0, 3), listed.at(-1)];
    expect(listed.at(-1)?.played).toBe(false);
    const names = [...five.map((one) => one?.id ?? null), null];
    const side: SideLineup = {
      gameId: game.id,
      teamId: game.home,
      kind: 'confirmed',
      source: 'espn',
      formation: null,
      toldAtMs: Date.now(),
      players: names.map((playerId, index) => ({
        subject: `s${index}`,
        playerId,
        playerName: `Starter ${index}`,
        isStarter: true,
        position: null,
        shirtNumber: null,
        place: null,
      })),
    };
    await db().transaction((tx) => writeLineups(tx, [side], { startersPerSide: 5, runId: 'test' }));
    // A game that was asked about starts in a moment, and one side alone is confirmed.
    await db().execute(sql`
      update games set game_datetime = now() + interval '10 minutes'
      where id in (select game_id from game_lineups where source = 'teller')`);
    const found = await matters();
    expect(found).toMatchObject({
      unconfirmed: { games: 1, source: null },
      absent_starter: { games: 1, gameId: game.id, source: 'espn', player: 'Starter 3' },
      unknown_player: { games: 1, gameId: game.id, player: 'Starter 4' },
    });
    const verdicts = judgeLineups(Object.values(found));
    expect(verdicts.map(({ status }) => status)).toEqual(['warn', 'warn', 'warn']);
    expect(verdicts[1]?.detail).toContain(`Starter 3 of espn in game ${game.id}`);
  });

  it('is officiated by whom the source names last', async () => {
    const official = (name: string, role: string | null = null) => ({
      name,
      role,
      externalId: null,
      shirtNumber: null,
    });
    const write = (...names: string[]) =>
      db().transaction((tx) =>
        writeOfficials(
          tx,
          [{ gameId: game.id, source: 'nba-stats', officials: names.map((name) => official(name)) }],
          'test',
        ),
      );
    expect(await write('Zach Zarba', 'Tony  Brothers', ' ')).toEqual({ written: 2, gone: 0 });
    expect(await write('Zach Zarba', 'Tony Brothers')).toEqual({ written: 0, gone: 0 });
    expect(await write('Zach Zarba', 'Ed Malloy')).toEqual({ written: 1, gone: 1 });
    expect(await write()).toEqual({ written: 0, gone: 0 });
    const named = await rowsOf(
      db(),
      sql`select official_name as name, place, gone_at is null as is_named from game_officials order by id`,
    );
    expect(named).toEqual([
      { name: 'Zach Zarba', place: 1, is_named: true },
      { name: 'Tony Brothers', place: 2, is_named: false },
      { name: 'Ed Malloy', place: 2, is_named: true },
    ]);
  });

  it('changes teams with a transaction, and one that is taken back is marked', async () => {
    const listed = (id: number) =>
      rowsOf<{ kind: string; from: number | null; to: number | null; evidence: string; holds: boolean }>(
        db(),
        sql`select kind, from_team_id as from, to_team_id as to, evidence, taken_back_at is null as holds
            from trades_transactions where player_id = ${id} order by id`,
      );
    const seeded = await firstRow<{ id: number; team: number }>(
      db(),
      sql`select id, current_team_id as team from players where current_team_id = ${game.home} order by id limit 1`,
    );
    if (!seeded) throw new Error('nobody plays');
    const { id } = seeded;
    const appeared = { kind: 'appeared', from: null, to: game.home, evidence: 'box_score', holds: true };
    expect(await listed(id)).toEqual([appeared]);
    const dates = await rowsOf(
      db(),
      sql`select distinct on_date = (select game_date from games where id = ${game.id}) as is_of_game from trades_transactions`,
    );
    expect(dates).toEqual([{ is_of_game: true }]);
    const move = (teamId: number | null) =>
      db()
        .update(players)
        .set({ currentTeamId: teamId, runId: `refresh_rosters/${teamId}` })
        .where(eq(players.id, id));
    await move(game.away);
    await move(game.away);
    const moved = { kind: 'moved', from: game.home, to: game.away, evidence: 'roster', holds: true };
    expect(await listed(id)).toEqual([appeared, moved]);
    // The list is corrected before any game for the other team: there was no change.
    await move(game.home);
    expect(await listed(id)).toEqual([appeared, { ...moved, holds: false }]);
    await move(null);
    const left = { kind: 'left', from: game.home, to: null, evidence: 'roster', holds: true };
    expect(await listed(id)).toEqual([appeared, { ...moved, holds: false }, left]);
    await db().execute(sql`update trades_transactions set created_at = now() - interval '4 days'`);
    await move(game.home);
    expect((await listed(id)).map(({ kind, holds }) => [kind, holds])).toEqual([
      ['appeared', true],
      ['moved', false],
      ['left', true],
      ['appeared', true],
    ]);
  });
});
