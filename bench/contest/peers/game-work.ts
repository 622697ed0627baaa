import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { ProviderGame } from '../../../src/domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../../src/domain/nba-lines.ts';
import { NBA_PLAYER_FORM, NBA_TEAM_FORM } from '../../../src/sports/nba/columns.ts';
import { type LineRow, type LineTable, contentHash } from '../../../src/sports/line-table.ts';
import { type AnsweredCall, type CallsOwner, saveCalls, saveEntities, saveStory } from './call-records.ts';
import { createProviderCalls } from './provider-calls.ts';
import type { Recorder } from './records.ts';

/** Seeds one game: the same calls and all rows that the product leaves, in one transaction, and nothing else. */
export type GameWork = { seedGame: (gameId: number) => Promise<void>; close: () => Promise<void> };

type GameRow = {
  id: number;
  home: string;
  home_id: number;
  away: string;
  away_id: number;
  sport_id: number;
  season_id: number;
  season_year: number;
  date_utc: string;
  tip_off: Date;
  task_id: number;
};

type FetchedGame = {
  found: ProviderGame;
  players: readonly NbaPlayerLine[];
  teams: readonly NbaTeamLine[];
  calls: readonly (AnsweredCall & { providerGameIds: readonly string[] })[];
};

const FENCE = 1;

/**
 * The work of every peer. What it leaves out is what the product adds: claim and fence, limits, retries, checks of lines
 * against the score, changes of lines, checkpoints on the way. `connections` are those of its pool.
 */
export function createGameWork(options: {
  databaseUrl: string;
  providerUrl: string;
  connections: number;
  recorder: Recorder;
}): GameWork {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.connections });
  const provider = createProviderCalls(options.providerUrl);
  const { host } = new URL(options.providerUrl);
  const { recorder } = options;

  async function fetchGame(game: GameRow): Promise<FetchedGame> {
    const slate = await provider.gamesOn(game.date_utc);
    const found = slate.value.find(
      ({ home, away, startMs }) =>
        home.name === game.home && away.name === game.away && startMs === game.tip_off.getTime(),
    );
    if (!found) throw new Error(`the provider does not have game ${game.id}`);
    recorder.note(game.id, 'called');
    const [players, teams] = await Promise.all([
      provider.playerLines(found.providerGameId),
      provider.teamLines(found.providerGameId),
    ]);
    const ofGame = [found.providerGameId];
    const ofSlate = slate.value.map(({ providerGameId }) => providerGameId);
    return {
      found,
      players: players.value,
      teams: teams.value,
      calls: [
        ...(slate.isNew ? [{ ...slate.call, providerGameIds: ofSlate }] : []),
        { ...players.call, providerGameIds: ofGame },
        { ...teams.call, providerGameIds: ofGame },
      ],
    };
  }

  return {
    async seedGame(gameId) {
      recorder.note(gameId, 'started');
      const startedMs = Date.now();
      const game = await readGame(pool, gameId);
      const fetched = await fetchGame(game);
      const owner = { gameId, taskId: game.task_id, runId: randomUUID(), host };
      const client = await pool.connect();
      try {
        await client.query('begin');
        await saveCalls(client, owner, fetched.calls);
        await saveBoxScore(client, owner, game, fetched);
        await settle(client, { gameId, game, fetched, startedMs });
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
      recorder.note(gameId, 'done');
    },
    close: () => pool.end(),
  };
}

/** Players, lines, the roster, who was expected and came, the game's id at the provider and its story. */
async function saveBoxScore(
  client: pg.PoolClient,
  owner: CallsOwner,
  game: GameRow,
  { found, players, teams }: FetchedGame,
): Promise<void> {
  const teamIds = new Map([
    [found.home.providerTeamId, game.home_id],
    [found.away.providerTeamId, game.away_id],
  ]);
  const named = players.map(({ player, providerTeamId, startPosition }) => ({
    external_id: player.providerPlayerId,
    first_name: player.firstName,
    last_name: player.lastName,
    position: startPosition,
    team_id: teamIds.get(providerTeamId),
  }));
  const playerIds = await savePlayers(client, game.sport_id, named);
  const playerRows = players.map((line) => ({
    external_id: line.player.providerPlayerId,
    entity_id: playerIds.get(line.player.providerPlayerId) ?? 0,
    team_id: teamIds.get(line.providerTeamId) ?? 0,
    is_starter: NBA_PLAYER_FORM.isStarter(line),
    status: NBA_PLAYER_FORM.hasPlayed(line) ? 'active' : 'dnp',
    columns: NBA_PLAYER_FORM.columns(line),
  }));
  const teamRows = teams.map((line) => ({
    external_id: line.providerTeamId,
    entity_id: teamIds.get(line.providerTeamId) ?? 0,
    is_home: line.providerTeamId === found.home.providerTeamId,
    columns: NBA_TEAM_FORM.columns(line),
  }));
  const playerLines = playerRows.map(({ entity_id: id, team_id, columns }) => ({
    player_id: id,
    team_id,
    ...columns,
  }));
  const teamLines = teamRows.map(({ entity_id: id, is_home, columns }) => ({
    team_id: id,
    is_home,
    ...columns,
  }));
  const playerHashes = await saveLines(client, NBA_PLAYER_FORM.table, owner, game.season_year, playerLines);
  const teamHashes = await saveLines(client, NBA_TEAM_FORM.table, owner, game.season_year, teamLines);
  await saveRoster(
    client,
    owner.gameId,
    playerRows.map(({ entity_id, team_id, is_starter, status }) => ({
      entity_id,
      team_id,
      is_starter,
      status,
    })),
  );
  await saveEntities(client, game.task_id, [
    ...playerRows.map((row, index) => doneOf('player', row, playerHashes[index])),
    ...teamRows.map((row, index) => doneOf('team', row, teamHashes[index])),
  ]);
  await saveStory(client, owner, {
    sportId: game.sport_id,
    providerGameId: found.providerGameId,
    players: players.length,
  });
}

function doneOf(
  type: 'player' | 'team',
  row: { external_id: string; entity_id: number },
  hash = '',
): { type: 'player' | 'team'; external_id: string; entity_id: number; hash: string } {
  return { type, external_id: row.external_id, entity_id: row.entity_id, hash };
}

async function readGame(pool: pg.Pool, gameId: number): Promise<GameRow> {
  const { rows } = await pool.query<GameRow>(
    `select game.id, home.name as home, home.id as home_id, away.name as away, away.id as away_id, game.sport_id, game.season_id,
            season.year as season_year, game.game_datetime as tip_off,
            to_char(game.game_datetime at time zone 'UTC', 'YYYY-MM-DD') as date_utc, task.id as task_id
     from games as game join seeding_tasks as task on task.game_id = game.id and task.pass = 'first' join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id
     join seasons as season on season.id = game.season_id where game.id = $1`,
    [gameId],
  );
  if (!rows[0]) throw new Error(`there is no game ${gameId}`);
  return rows[0];
}

/** Another game may add some of the players meanwhile: the second look finds them. */
const MOST_LOOKS = 3;

/**
 * New players are added before any known one is locked, and those whom another game adds at the same moment are left to
 * it: games with players in common wait for each other, and not in a circle.
 */
async function savePlayers(
  client: pg.PoolClient,
  sportId: number,
  named: readonly Record<string, unknown>[],
): Promise<ReadonlyMap<string, number>> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const { rows } = await client.query<{ external_id: string; id: number }>(
      `with named as (select * from json_to_recordset($2::json)
         as named(external_id text, first_name text, last_name text, position text, team_id int)),
       known as (select named.*, id.entity_id from named left join external_ids as id
         on id.provider = 'api-sports' and id.sport_id = $1 and id.entity_type = 'player' and id.external_id = named.external_id),
       locked as (select players.id, known.team_id from players join known on known.entity_id = players.id
         order by players.id for no key update of players),
       moved as (update players set current_team_id = locked.team_id, last_seeded_at = now(), updated_at = now()
         from locked where players.id = locked.id),
       added as (insert into players (sport_id, api_sports_id, first_name, last_name, full_name, position, current_team_id)
         select $1, external_id, first_name, last_name, first_name || ' ' || last_name, position, team_id
         from known where entity_id is null order by external_id
         on conflict (sport_id, api_sports_id) where api_sports_id is not null do nothing returning id, api_sports_id)
       select external_id, entity_id as id from known where entity_id is not null
       union all select api_sports_id, id from added`,
      [sportId, JSON.stringify(named)],
    );
    if (rows.length === named.length) return new Map(rows.map((row) => [row.external_id, row.id]));
  }
  throw new Error('some players could not be added');
}

async function saveLines(
  client: pg.PoolClient,
  table: LineTable,
  { gameId, runId }: CallsOwner,
  seasonYear: number,
  rows: readonly LineRow[],
): Promise<readonly string[]> {
  const own = ['season_year', 'game_id', 'content_hash', 'fence', 'source', 'run_id'];
  const columns = [...own, table.entityColumn, ...table.contextColumns, ...table.valueColumns].join(', ');
  const records = rows.map((row) => ({
    ...row,
    season_year: seasonYear,
    game_id: gameId,
    content_hash: contentHash(table, row),
    fence: FENCE,
    source: 'api-sports',
    run_id: runId,
  }));
  await client.query(
    `insert into ${table.table} (${columns})
     select ${columns} from json_populate_recordset(null::${table.table}, $1::json)
     on conflict (season_year, game_id, ${table.entityColumn}) do update
     set content_hash = excluded.content_hash, updated_at = now()`,
    [JSON.stringify(records)],
  );
  return records.map((record) => record.content_hash);
}

async function saveRoster(
  client: pg.PoolClient,
  gameId: number,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  await client.query(
    `insert into game_rosters (game_id, player_id, team_id, is_starter, status, source)
     select $1, seen.entity_id, seen.team_id, seen.is_starter, seen.status, 'api-sports'
     from json_to_recordset($2::json) as seen(entity_id int, team_id int, is_starter boolean, status text)
     on conflict (game_id, player_id) do update set status = excluded.status`,
    [gameId, JSON.stringify(rows)],
  );
}

/** The result, the end of the task and the record of the run. */
async function settle(
  client: pg.PoolClient,
  run: {
    gameId: number;
    game: GameRow;
    fetched: FetchedGame;
    startedMs: number;
  },
): Promise<void> {
  const { gameId, game, fetched } = run;
  const { found, players, teams, calls } = fetched;
  await client.query(
    `update games set status = 'completed', home_score = $2, away_score = $3, home_period_scores = $4,
       away_period_scores = $5, seeding_status = 'completed', seeded_at = now(), updated_at = now() where id = $1`,
    [gameId, found.homeScore, found.awayScore, found.homePeriodScores, found.awayPeriodScores],
  );
  await client.query(
    `update seeding_tasks set status = 'completed', completed_at = now(), updated_at = now() where game_id = $1`,
    [gameId],
  );
  await client.query(
    `insert into sync_log (operation, sport_id, season_id, game_id, seeding_type, status, player_count, team_count,
       api_calls_made, duration_seconds) values ('seed', $1, $2, $3, 'targeted', 'completed', $4, $5, $6, $7)`,
    [
      game.sport_id,
      game.season_id,
      gameId,
      players.length,
      teams.length,
      calls.length,
      (Date.now() - run.startedMs) / 1000,
    ],
  );
}
