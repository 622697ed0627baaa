import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import type { PlayerFacts } from '../../../src/domain/player-facts.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { learnListed } from '../../../src/reference/players/learn-listed.ts';
import { playersByExternalId } from '../../../src/reference/players/players-by-external-id.ts';
import { settlePlayerQuestions } from '../../../src/reference/players/settle-questions.ts';
import { writePlayerFacts } from '../../../src/reference/players/write-player-facts.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { type At, COLUMNS_OF_PLAYERS, SOURCE } from './rows-that-hang.ts';

const ANNA = { name: 'operator anna' };
const SEASON = 2025;

describe('players of a second source', () => {
  let test: TestApp;
  let sportId: number;
  let teamId: number;
  let gameId: number;
  beforeAll(async () => {
    test = await createTestApp();
    const team = await firstRow<{ id: number; sport_id: number }>(
      db(),
      sql`select id, sport_id from teams where name = 'Boston Celtics'`,
    );
    sportId = team?.sport_id ?? 0;
    teamId = team?.id ?? 0;
    await db().execute(
      sql`insert into seasons (sport_id, year) values (${sportId}, ${SEASON}) on conflict do nothing`,
    );
    const game = await firstRow<{ id: number }>(
      db(),
      sql`insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
          select ${sportId}, season.id, team.league_id, date '2026-01-01', timestamptz '2026-01-01', date '2026-01-01', team.id,
                 (select id from teams where name = 'Miami Heat')
          from seasons as season, teams as team
          where season.sport_id = ${sportId} and season.year = ${SEASON} and team.id = ${teamId} returning id`,
    );
    gameId = game?.id ?? 0;
  });
  afterAll(() => test.close());

  function db() {
    return test.app.database.db;
  }

  type Listed = { id: string; name: string; facts?: PlayerFacts; figures?: Record<string, unknown> };

  /** What a box score or a list of a provider's comes to: our id of each, by the provider's. */
  async function meet(provider: string, players: readonly Listed[], hasStandIns = true) {
    return db().transaction(async (tx) => {
      const listed = players.map(({ id, name, facts, figures }) => {
        const [firstName = '', ...rest] = name.split(' ');
        return { externalId: id, firstName, lastName: rest.join(' '), position: 'F', teamId, facts, figures };
      });
      const { ids } = await playersByExternalId(tx, sportId, listed, {
        provider,
        runId: 'test',
        seasonYear: SEASON,
        game: { sport: 'NBA', gameId, seasonYear: SEASON },
        hasStandIns,
      });
      const told = players.flatMap(({ id, facts }) => {
        const playerId = ids.get(id);
        return playerId === undefined ? [] : [{ playerId, teamId, facts }];
      });
      await writePlayerFacts(tx, { source: provider, seasonYear: SEASON, runId: 'test' }, told);
      return ids;
    });
  }

  async function one(provider: string, player: Listed): Promise<number> {
    return (await meet(provider, [player])).get(player.id) ?? 0;
  }

  const idOf = (externalId: string, provider = 'espn') =>
    firstRow<{ entity: number; how: string; confidence: number; evidence: string | null }>(
      db(),
      sql`select entity_id as entity, learned_by as how, confidence::float8 as confidence, evidence from external_ids
          where provider = ${provider} and entity_type = 'player' and external_id = ${externalId}`,
    );
  const playerOf = (id: number) =>
    firstRow<Record<string, unknown>>(
      db(),
      sql`select full_name, is_stand_in, current_team_id, birth_date::text as birth_date, jersey_number from players where id = ${id}`,
    );
  const questions = async (id: string) =>
    (await test.app.identityRegister.questions({ limit: 100 })).items.filter(
      ({ external_id: externalId }) => externalId === id,
    );
  const addLine = (playerId: number, source: string) =>
    db().execute(sql`
      insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, assists, total_rebounds, steals,
                                         turnovers, seconds_played, source, content_hash, fence)
      values (${SEASON}, ${gameId}, ${playerId}, ${teamId}, 31, 7, 9, 2, 3, 2000, ${source}, 'x', 1)`);
  const link = { sport: 'NBA', type: 'player', provider: 'espn' } as const;

  it('are ours by name and number, or birth date, with the evidence kept', async () => {
    const own = await meet('api-sports', [
      { id: '1', name: 'Jaylen Brown', facts: { jerseyNumber: '7', birthDate: '1996-10-24' } },
      { id: '2', name: 'Derrick Jones Jr.', facts: { birthDate: '1997-02-15' } },
    ]);
    const theirs = await meet('espn', [
      { id: '11', name: 'JAYLEN BROWN', facts: { jerseyNumber: '7' } },
      { id: '12', name: 'Derrick Jones', facts: { birthDate: '1997-02-15' } },
      { id: '13', name: 'Somebody New', facts: { jerseyNumber: '7' } },
    ]);
    expect([theirs.get('11'), theirs.get('12')]).toEqual([own.get('1'), own.get('2')]);
    expect(await idOf('11')).toMatchObject({ how: 'number', confidence: 0.97 });
    expect(await idOf('12')).toMatchObject({
      how: 'birth_date',
      evidence: expect.stringContaining('birth date (1997-02-15)'),
    });
    expect(await idOf('13')).toMatchObject({ how: 'exact' });
    expect(await playerOf(theirs.get('13') ?? 0)).toMatchObject({
      is_stand_in: false,
      current_team_id: teamId,
    });
  });

  it('are asked about where the name alone speaks, and a link brings the lines that waited', async () => {
    const own = await one('api-sports', { id: '3', name: 'Al Horford' });
    const standIn = await one('espn', { id: '21', name: 'Al Horford', facts: { jerseyNumber: '42' } });
    expect(standIn).not.toBe(own);
    expect(await playerOf(standIn)).toMatchObject({ is_stand_in: true, current_team_id: null });
    expect(await one('espn', { id: '21', name: 'Al Horford' })).toBe(standIn);
    await addLine(standIn, 'espn');
    expect(await questions('21')).toMatchObject([
      { player: 'Al Horford', reason: 'name_alone', stand_in_id: standIn, candidates: [{ player_id: own }] },
    ]);
    const result = await test.app.identityRegister.link({ ...link, externalId: '21', entity: own }, ANNA);
    expect(result).toMatchObject({ ok: true, entity_id: own });
    expect(await questions('21')).toEqual([]);
    expect(await idOf('21')).toMatchObject({ entity: own, how: 'person' });
    expect(await playerOf(standIn)).toBeUndefined();
    expect(await playerOf(own)).toMatchObject({ jersey_number: '42' });
    expect(await linesOf(own)).toBe(1);
    // A wrong link taken back takes them along, and no guess ties the two again.
    const back = await test.app.identityRegister.unlink({ ...link, externalId: '21' }, ANNA);
    expect(back).toMatchObject({ ok: true, entity_id: own });
    expect(await linesOf(own)).toBe(0);
    const again = await one('espn', { id: '21', name: 'Al Horford' });
    expect(again).not.toBe(own);
    expect(await linesOf(again)).toBe(1);
    expect(await questions('21')).toMatchObject([{ reason: 'unlinked', stand_in_id: again }]);
    expect(await playerOf(own)).toMatchObject({ jersey_number: null });
    // They may be two: that is an answer as well.
    await test.app.identityRegister.link({ ...link, externalId: '21', entity: again }, ANNA);
    expect(await playerOf(again)).toMatchObject({ is_stand_in: false });
    expect(await questions('21')).toEqual([]);
    await db().execute(sql`delete from nba_player_game_stats`);
  });

  it('are ours once a fact comes that says so, with nobody asked', async () => {
    const own = await one('api-sports', { id: '4', name: 'Sam Hauser' });
    const standIn = await one('espn', { id: '31', name: 'Sam Hauser', facts: { jerseyNumber: '30' } });
    await addLine(standIn, 'espn');
    await one('api-sports', { id: '4', name: 'Sam Hauser', facts: { jerseyNumber: '30' } });
    await settlePlayerQuestions(db(), { teamId, clock: systemClock() });
    expect(await idOf('31')).toMatchObject({ entity: own, how: 'number' });
    expect(await linesOf(own)).toBe(1);
    expect(await questions('31')).toEqual([]);
    await db().execute(sql`delete from nba_player_game_stats`);
  });

  it('stay in question where two may be one of ours, however often it is looked', async () => {
    const own = await one('api-sports', { id: '11', name: 'Ron Harper', facts: { jerseyNumber: '13' } });
    const rivals = [
      { id: '32', name: 'Ron Harper', facts: { jerseyNumber: '13' } },
      { id: '33', name: 'Ron Harper', facts: { jerseyNumber: '13' } },
    ];
    const theirs = await meet('espn', rivals);
    expect([...theirs.values()]).not.toContain(own);
    for (const _look of [1, 2]) await settlePlayerQuestions(db(), { teamId, clock: systemClock() });
    for (const { id } of rivals) {
      expect(await questions(id)).toMatchObject([{ reason: 'several', candidates: [{ player_id: own }] }]);
      expect(await idOf(id)).toMatchObject({ entity: theirs.get(id) });
    }
  });

  it('are ours by the same line in the same game', async () => {
    const own = await one('api-sports', { id: '5', name: 'Neemias Queta' });
    await addLine(own, 'api-sports');
    const figures = {
      points: 31,
      assists: 7,
      total_rebounds: 9,
      steals: 2,
      turnovers: 3,
      seconds_played: 1980,
    };
    const other = await one('goalserve', { id: '41', name: 'N. Queta', figures });
    const theirs = await one('espn', { id: '42', name: 'Neemías Queta', figures });
    expect(theirs).toBe(own);
    expect(await idOf('42')).toMatchObject({ how: 'box_score' });
    expect(await playerOf(other)).toMatchObject({ is_stand_in: true });
    await db().execute(sql`delete from nba_player_game_stats`);
  });

  it('may be merged by hand into ours, which answers the question; ours never into who stands in', async () => {
    const own = await one('api-sports', { id: '12', name: 'Xavier Tillman' });
    const standIn = await one('espn', { id: '91', name: 'Xavier Tillman' });
    await addLine(standIn, 'espn');
    const { merge } = test.app.playerMerger;
    expect(await merge({ from: own, into: standIn }, ANNA)).toMatchObject({
      ok: false,
      reason: 'conflict',
      message: expect.stringContaining(`players merge --into ${own} ${standIn}`),
    });
    expect(await questions('91')).toHaveLength(1);
    expect(await merge({ from: standIn, into: own }, ANNA)).toMatchObject({ ok: true, lines_moved: 1 });
    expect(await questions('91')).toEqual([]);
    expect(await idOf('91')).toMatchObject({ entity: own, how: 'person' });
    await db().execute(sql`delete from nba_player_game_stats`);
  });

  it('make no duplicate where the first source comes later: joined by a fact, or asked about', async () => {
    const [known, unsure] = [
      await one('espn', { id: '51', name: 'Payton Pritchard', facts: { jerseyNumber: '11' } }),
      await one('espn', { id: '52', name: 'Luka Garza', facts: { jerseyNumber: '52' } }),
    ];
    const first = await meet('api-sports', [
      { id: '6', name: 'Payton Pritchard', facts: { jerseyNumber: '11' } },
      { id: '7', name: 'Luka Garza' },
    ]);
    expect(first.get('6')).toBe(known);
    // Who came first stands in, and the first source's player is of the team.
    expect(await playerOf(unsure)).toMatchObject({ is_stand_in: true, current_team_id: null });
    expect(await playerOf(first.get('7') ?? 0)).toMatchObject({
      is_stand_in: false,
      current_team_id: teamId,
    });
    expect(await questions('52')).toMatchObject([
      { stand_in_id: unsure, candidates: [{ player_id: first.get('7') }] },
    ]);
    // Nobody has left a team, also where it turns out that they are two.
    const changes = () =>
      rowsOf(db(), sql`select kind from trades_transactions where player_id = ${unsure} order by id`);
    expect(await changes()).toEqual([{ kind: 'appeared' }]);
    await test.app.identityRegister.link({ ...link, externalId: '52', entity: unsure }, ANNA);
    expect(await playerOf(unsure)).toMatchObject({ is_stand_in: false, current_team_id: teamId });
    expect(await changes()).toEqual([{ kind: 'appeared' }]);
  });

  it('that a list names are left out while they are in question, and nobody stands in', async () => {
    await one('api-sports', { id: '8', name: 'Jordan Walsh', facts: { jerseyNumber: '27' } });
    const ids = await meet(
      'espn',
      [{ id: '61', name: 'Jordan Walsh', facts: { jerseyNumber: '72' } }],
      false,
    );
    expect(ids.size).toBe(0);
    const [asked] = await questions('61');
    expect(asked).toMatchObject({ reason: 'contradiction', stand_in_id: null });
    expect(await idOf('61')).toBeUndefined();
    // They may be none of ours: whoever comes by the id then is somebody new.
    expect(await test.app.identityRegister.noneOf({ ...link, externalId: '61' }, ANNA)).toBe(true);
    expect(await questions('61')).toEqual([]);
    expect(await test.app.identityRegister.noneOf({ ...link, externalId: '61' }, ANNA)).toBe(false);
  });

  it('of a whole league are learned from a list that adds nobody, and asked about where it says too little', async () => {
    const own = await meet('api-sports', [
      { id: '13', name: 'Derrick White', facts: { fromYear: 2017 } },
      { id: '14', name: 'Jrue Holiday' },
    ]);
    const listed = [
      { externalId: '101', firstName: 'Derrick', lastName: 'White', facts: { fromYear: 2017, toYear: 2025 } },
      { externalId: '102', firstName: 'Jrue', lastName: 'Holiday', facts: { fromYear: 2009 } },
      { externalId: '103', firstName: 'Bill', lastName: 'Russell', facts: { fromYear: 1956 }, teamId: null },
      { externalId: '104', firstName: 'Nobody', lastName: 'We Know' },
    ].map((one) => ({ position: null, teamId, ...one }));
    const learn = () =>
      db().transaction((tx) =>
        learnListed(tx, { sportId, provider: 'nba-stats', seasonYear: SEASON, runId: 'test' }, listed),
      );
    expect(await learn()).toEqual({ known: 0, linked: 1, asked: 1 });
    expect(await learn()).toEqual({ known: 1, linked: 0, asked: 1 });
    expect(await idOf('101', 'nba-stats')).toMatchObject({ entity: own.get('13'), how: 'name' });
    expect(await questions('102')).toMatchObject([{ reason: 'name_alone', stand_in_id: null }]);
    expect(await firstRow(db(), sql`select to_year from players where id = ${own.get('13')}`)).toEqual({
      to_year: 2025,
    });
    // A fact that comes later answers by the next list.
    await meet('api-sports', [{ id: '14', name: 'Jrue Holiday', facts: { fromYear: 2009 } }]);
    expect(await learn()).toEqual({ known: 1, linked: 1, asked: 0 });
    expect(await questions('102')).toEqual([]);
    expect([await idOf('103', 'nba-stats'), await idOf('104', 'nba-stats')]).toEqual([undefined, undefined]);
  });

  it('whom files alone know are who the first source means by name and season', async () => {
    const load = { provider: 'nba-player-boxscores', runId: 'test', takesNamesakes: false } as const;
    const listed = ['Sam Cassell', 'Drew Peterson'].map((name) => {
      const [firstName = '', lastName = ''] = name.split(' ');
      return { externalId: name, firstName, lastName, position: null, teamId };
    });
    const { ids } = await db().transaction((tx) => playersByExternalId(tx, sportId, listed, load));
    const [seen, unseen] = [ids.get('Sam Cassell'), ids.get('Drew Peterson')];
    await db().execute(
      sql`insert into game_rosters (game_id, player_id, team_id) values (${gameId}, ${seen}, ${teamId})`,
    );
    const first = await meet('api-sports', [
      { id: '15', name: 'Sam Cassell' },
      { id: '16', name: 'Drew Peterson' },
    ]);
    expect(first.get('15')).toBe(seen);
    expect(first.get('16')).not.toBe(unseen);
    expect(await idOf('15', 'api-sports')).toMatchObject({
      how: 'name',
      evidence: expect.stringContaining('season in the team (2025)'),
    });
    expect(await questions('Drew Peterson')).toHaveLength(1);
  });

  it('that contradict a birth date overwrite nothing: it is a finding', async () => {
    const own = await one('api-sports', {
      id: '9',
      name: 'Hugo Gonzalez',
      facts: { birthDate: '2006-02-05', jerseyNumber: '28' },
    });
    await one('espn', { id: '71', name: 'Hugo González', facts: { jerseyNumber: '28' } });
    await one('espn', {
      id: '71',
      name: 'Hugo González',
      facts: { birthDate: '2006-02-06', jerseyNumber: '82' },
    });
    expect(await playerOf(own)).toMatchObject({ birth_date: '2006-02-05', jersey_number: '28' });
    const { differences } = await test.app.identityRegister.questions({ limit: 100 });
    expect(differences).toEqual([
      {
        player_id: own,
        player: 'Hugo Gonzalez',
        sport: 'NBA',
        field: 'birth_date',
        ours: '2006-02-05',
        theirs: '2006-02-06',
        source: 'espn',
      },
    ]);
  });

  it('are tied to one player each, however many transactions meet them at once', async () => {
    const own = await one('api-sports', {
      id: '10',
      name: 'Baylor Scheierman',
      facts: { jerseyNumber: '55' },
    });
    const met = await Promise.all(
      Array.from({ length: 4 }, () =>
        one('espn', { id: '81', name: 'Baylor Scheierman', facts: { jerseyNumber: '55' } }),
      ),
    );
    expect(new Set(met)).toEqual(new Set([own]));
  });

  async function linesOf(playerId: number): Promise<number> {
    const rows = await rowsOf(db(), sql`select 1 from nba_player_game_stats where player_id = ${playerId}`);
    return rows.length;
  }
});

describe('rows that hang on a player', () => {
  let test: TestApp;
  let place: Omit<At, 'player' | 'externalId'>;
  const db = () => test.app.database.db;
  beforeAll(async () => {
    test = await createTestApp();
    const found = await firstRow<typeof place>(
      db(),
      sql`
      with season as (
        insert into seasons (sport_id, year) select id, 2025 from sports where display_name = 'NBA'
        on conflict (sport_id, year) do update set year = 2025 returning id, sport_id)
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
      select season.sport_id, season.id, team.league_id, date '2026-01-01', timestamptz '2026-01-01', date '2026-01-01',
             team.id, (select id from teams where name = 'Miami Heat')
      from season, teams as team where team.name = 'Boston Celtics'
      returning id as "gameId", home_team_id as "teamId", sport_id as "sportId"`,
    );
    if (!found) throw new Error('there is no game');
    place = found;
  });
  afterAll(() => test.close());

  const columns = Object.entries(COLUMNS_OF_PLAYERS).flatMap(([name, hanging]) =>
    typeof hanging === 'string' ? [] : [{ name, ...hanging }],
  );
  async function addPlayer(externalId: string, provider = 'api-sports'): Promise<number> {
    const { teamId, sportId } = place;
    const listed = [
      { externalId, firstName: 'Ann', lastName: `Of ${externalId}`, position: 'F', teamId, facts: undefined },
    ];
    const { ids } = await db().transaction((tx) =>
      playersByExternalId(tx, sportId, listed, { provider, runId: 'test' }),
    );
    return ids.get(externalId) ?? 0;
  }
  /** How many rows of each column are a player's; of changes of teams those that hold, where `holding`. */
  async function counts(player: number, { holding = false } = {}): Promise<Record<string, number>> {
    const each = columns.map(({ name }) => {
      const [table = '', column = ''] = name.split('.');
      const holds = sql.raw(holding && table === 'trades_transactions' ? 'and taken_back_at is null' : '');
      return sql`select ${name}::text as name, count(*)::int as rows from ${sql.identifier(table)}
                 where ${sql.identifier(column)} = ${player} ${holds}`;
    });
    const rows = await rowsOf<{ name: string; rows: number }>(db(), sql.join(each, sql` union all `));
    return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
  }

  it('are of all columns that name one', async () => {
    const known = await rowsOf<{ name: string }>(
      db(),
      sql`
      select rel.relname || '.' || att.attname as name
      from pg_class as rel join pg_attribute as att on att.attrelid = rel.oid and att.attnum > 0 and not att.attisdropped
      where rel.relkind in ('r', 'p') and not rel.relispartition and rel.relnamespace = 'public'::regnamespace
        and rel.relname !~ '_player_season_stats$|_player_game_advanced$'
        and (att.attname in ('player_id', 'entity_id') or exists (
          select from pg_constraint as con where con.contype = 'f' and con.confrelid = 'players'::regclass
            and con.conrelid = rel.oid and att.attnum = any(con.conkey)))`,
    );
    expect(known.map(({ name }) => name).toSorted()).toEqual(Object.keys(COLUMNS_OF_PLAYERS).toSorted());
  });

  it('go with a merge, and come back with a split, what was told since by an id among them', async () => {
    const [kept, other] = [await addPlayer('h1'), await addPlayer('h2', SOURCE)];
    for (const { insert } of columns)
      await db().execute(insert({ ...place, player: other, externalId: 'h2' }));
    const before = [await counts(kept), await counts(other)];
    expect(Object.values(before[1] ?? {})).not.toContain(0);
    expect(await test.app.playerMerger.merge({ from: other, into: kept }, ANNA)).toMatchObject({ ok: true });
    const merged = await counts(kept);
    for (const { name } of columns.filter((one) => one.name !== 'player_questions.stand_in_id'))
      expect([name, merged[name]]).toEqual([name, (before[0]?.[name] ?? 0) + (before[1]?.[name] ?? 0)]);
    expect(Object.values(await counts(other)).every((count) => count === 0)).toBe(true);
    await db().execute(sql`update injuries set valid = '[2026-01-01,2026-01-02)' where player_id = ${kept}`);
    const injury = COLUMNS_OF_PLAYERS['injuries.player_id'];
    if (typeof injury === 'object')
      await db().execute(injury.insert({ ...place, player: kept, externalId: 'h2' }));
    expect(await test.app.playerMerger.split({ player: kept }, ANNA)).toMatchObject({ ok: true });
    expect(await counts(kept)).toEqual(before[0]);
    expect(await counts(other)).toEqual({ ...before[1], 'injuries.player_id': 2 });
    await db().execute(sql`delete from nba_player_game_stats`);
    await db().execute(sql`delete from injuries`);
    await db().execute(sql`delete from game_lineups`);
    await db().execute(sql`delete from seeding_tasks`);
  });

  it.each([true, false])('go along with an id that is taken back, with lines of it: %s', async (hasLines) => {
    const externalId = `h3 ${hasLines}`.replace(' ', '');
    const own = await addPlayer(`own-${externalId}`);
    await db().execute(sql`
      insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
      values (${SOURCE}, ${place.sportId}, 'player', ${externalId}, ${own}, 'number', 0.97)`);
    const bare = await counts(own, { holding: true });
    const ofLines = /^(nba_|game_rosters|line_changes|source_line|seeding_task|trades_)/;
    const told = columns.filter(({ name, goesWithId }) => goesWithId && (hasLines || !ofLines.test(name)));
    for (const { insert } of told) await db().execute(insert({ ...place, player: own, externalId }));
    // A correction writes lines anew; what they showed stays what it was.
    await db().execute(
      sql`update nba_player_game_stats set run_id = 'corrections/NBA/1' where player_id = ${own}`,
    );
    const order = { sport: 'NBA', type: 'player', provider: SOURCE, externalId } as const;
    expect(await test.app.identityRegister.unlink(order, ANNA)).toMatchObject({ ok: true });
    expect(await counts(own, { holding: true })).toEqual(bare);
    const standIn = await firstRow<{ id: number }>(
      db(),
      sql`select entity_id as id from external_ids where provider = ${SOURCE} and external_id = ${externalId}`,
    );
    expect(standIn === undefined).toBe(!hasLines);
    if (!standIn) return;
    const parted = await counts(standIn.id);
    for (const { name } of told.filter((one) => !one.name.startsWith('trades_')))
      expect([name, parted[name]]).toEqual([name, 1]);
  });
});
