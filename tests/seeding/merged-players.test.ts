import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type BoxScoreSport, sportSlug } from '../../src/domain/sport.ts';
import { playersByExternalId } from '../../src/reference/players/players-by-external-id.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import {
  type JsonRow,
  type SpoilingProxy,
  playerRowsIn,
  startSpoilingProxy,
} from '../support/spoiling-proxy.ts';

const TWIN = '990001';
const ACTOR = { name: 'test' };

let world: SeedingWorld;
let proxy: SpoilingProxy;
afterEach(async () => {
  await world.close();
  await proxy.close();
});

/** A seeded game of the sport, and a player of it whom somebody merged with one of another id. */
async function openWithTwin(
  sport: BoxScoreSport,
  pair: [string, string],
): Promise<{ id: string; playerId: number; before: object }> {
  world = await createSeedingWorld({
    store: 'postgres',
    sport,
    environment: { RETRY_MAX_ATTEMPTS: '1' },
    async reachProvider(url) {
      proxy = await startSpoilingProxy(url);
      return proxy.url;
    },
  });
  await world.ingestDue([pair]);
  const workers = await world.startWorkers();
  await world.until("(select seeding_status = 'completed' from games)");
  await workers.stop();
  const { db } = world.app.database;
  const [known] = await rowsOf<{ player_id: number; id: string; team: number; sport: number }>(
    db,
    sql.raw(`select line.player_id, player.api_sports_id as id, line.team_id as team, player.sport_id as sport
             from ${sportSlug(sport)}_player_game_stats as line join players as player on player.id = line.player_id
             order by line.player_id limit 1`),
  );
  if (!known) throw new Error('the game has no lines');
  const twin = { externalId: TWIN, firstName: 'The', lastName: 'Same', position: null, teamId: known.team };
  const { ids } = await db.transaction((tx) =>
    playersByExternalId(tx, known.sport, [twin], { runId: 'test' }),
  );
  const order = { from: ids.get(TWIN) ?? 0, into: known.player_id };
  expect(await world.app.playerMerger.merge(order, ACTOR)).toMatchObject({ ok: true });
  await db.execute(sql`delete from shared_answers`);
  return { id: known.id, playerId: known.player_id, before: await lines(sport) };
}

async function lines(sport: BoxScoreSport): Promise<object> {
  const rows = await rowsOf(
    world.app.database.db,
    sql.raw(`select player_id, content_hash from ${sportSlug(sport)}_player_game_stats order by player_id`),
  );
  return rows;
}

/** Lists the player a second time, under the other id. */
function listTwice(sport: BoxScoreSport, id: string, change: (row: JsonRow) => void): void {
  proxy.spoil((rows, path) => {
    const found = playerRowsIn(sport, rows, path).find(({ row }) => String(row.player.id) === id);
    if (!found) return;
    const twin = structuredClone(found.row);
    twin.player.id = Number(TWIN);
    change(twin);
    const lists: JsonRow[][] = [
      rows,
      ...rows.flatMap((row) => [
        row.players ?? [],
        ...(row.players ?? []).map((one: JsonRow) => one.players ?? []),
      ]),
    ];
    lists.find((list) => list.includes(found.row))?.push(twin);
  });
}

async function readAgain(): Promise<{ status: string; message: string | null }> {
  expect(await world.app.taskActions.seedGame(1, { force: true }, ACTOR)).toMatchObject({ ok: true });
  await world.startWorkers();
  await world.until("(select status in ('completed', 'failed') from seeding_tasks where pass = 'first')");
  const row = await firstRow<{ status: string; message: string | null }>(
    world.app.database.db,
    sql`select status, error_message as message from seeding_tasks where pass = 'first'`,
  );
  if (!row) throw new Error('there is no task');
  return row;
}

/** Whether the other id was in the answer, and has its line. */
async function isTwinRead(): Promise<boolean> {
  const found = await rowsOf(
    world.app.database.db,
    sql`select from seeding_task_entities where provider_entity_id = ${TWIN} and status = 'completed'`,
  );
  return found.length === 1;
}

describe('a box score that lists both ids of a merged player', () => {
  it('gives one line where both are the same', async () => {
    const { id, before } = await openWithTwin('FOOTBALL', ['Chelsea', 'Arsenal']);
    listTwice('FOOTBALL', id, () => undefined);
    // As in a first reading: a line that is there already hides a second one like it.
    await world.app.database.db.execute(sql`delete from football_player_game_stats`);
    const { status, message } = await readAgain();
    expect([status, message]).toEqual(['completed', null]);
    expect(await lines('FOOTBALL')).toEqual(before);
    expect(await isTwinRead()).toBe(true);
  });

  it('takes the line of who played where the other did not', async () => {
    const { id, before } = await openWithTwin('NBA', ['LAL', 'GSW']);
    listTwice('NBA', id, (row) => {
      for (const [name, value] of Object.entries(row)) {
        if (typeof value === 'number' || (typeof value === 'string' && /^[-+]?\d/.test(value))) row[name] = 0;
      }
      row.min = null;
    });
    const { status, message } = await readAgain();
    expect([status, message]).toEqual(['completed', null]);
    expect(await lines('NBA')).toEqual(before);
  });

  it('asks where they differ, and changes nothing until somebody parts them', async () => {
    const { id, playerId, before } = await openWithTwin('NBA', ['LAL', 'GSW']);
    listTwice('NBA', id, (row) => {
      for (const name of ['points', 'fgm', 'fga', 'ftm', 'fta', 'tpm', 'tpa']) row[name] = 0;
      row.assists = 7;
    });
    const { status, message } = await readAgain();
    expect(status).toBe('failed');
    expect(message).toMatch(new RegExp(`\\(${id}\\) and .*\\(${TWIN}\\).*players split ${playerId}`));
    expect(await lines('NBA')).toEqual(before);
  });
});
