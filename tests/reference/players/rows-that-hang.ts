import { type SQL, sql } from 'drizzle-orm';

/** Where a row is written, and of whom. */
export type At = { player: number; gameId: number; teamId: number; sportId: number; externalId: string };

/** The source that told the rows, by the id of the player there. */
export const SOURCE = 'espn';
/** The run that wrote the line of the game. */
export const WRITTEN_BY = 'seed_game/900001/1';

type Hanging = {
  insert: (at: At) => SQL;
  /** Whether an id that is taken back takes the rows along: those that its provider told by it. */
  goesWithId: boolean;
};

/**
 * Every column that names a player of ours: how a row comes to it, or why a merge, a split and an id that is taken back
 * leave it alone. A table that is new and not here fails the test beside it.
 */
export const COLUMNS_OF_PLAYERS: Readonly<Record<string, Hanging | string>> = {
  'nba_player_game_stats.player_id': {
    insert: ({ player, gameId, teamId }) => sql`
      insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, seconds_played, source, content_hash, fence, run_id)
      values (2025, ${gameId}, ${player}, ${teamId}, 10, 600, ${SOURCE}, 'x', 1, ${WRITTEN_BY})`,
    goesWithId: true,
  },
  'game_rosters.player_id': {
    insert: ({ player, gameId, teamId }) => sql`
      insert into game_rosters (game_id, player_id, team_id) values (${gameId}, ${player}, ${teamId})`,
    goesWithId: true,
  },
  'team_rosters.player_id': {
    insert: ({ player, teamId }) => sql`
      insert into team_rosters (team_id, season_id, player_id)
      select ${teamId}, season_id, ${player} from games limit 1`,
    goesWithId: false,
  },
  'injuries.player_id': {
    insert: ({ player, sportId, teamId, externalId }) => sql`
      insert into injuries (sport_id, league_id, player_id, player_name, team_name, subject, status, source, valid)
      select ${sportId}, league_id, ${player}, 'A Player', 'A Team', ${externalId}, 'Out', ${SOURCE}, '[2026-01-01,)'
      from teams where id = ${teamId}`,
    goesWithId: true,
  },
  'game_lineups.player_id': {
    insert: ({ player, gameId, teamId, externalId }) => sql`
      insert into game_lineups (game_id, team_id, kind, source, subject, player_id, player_name, is_starter, valid)
      values (${gameId}, ${teamId}, 'confirmed', ${SOURCE}, ${externalId}, ${player}, 'A Player', true, '[2026-01-01,)')`,
    goesWithId: true,
  },
  'line_changes.player_id': {
    insert: ({ player, gameId }) => sql`
      insert into line_changes (game_id, pass, action, entity_type, player_id, column_name)
      values (${gameId}, 'correction-1', 'changed', 'player', ${player}, 'points')`,
    goesWithId: true,
  },
  'source_line_differences.entity_id': {
    insert: ({ player, gameId }) => sql`
      insert into source_line_differences (game_id, source, entity_type, entity_id, field)
      values (${gameId}, 'goalserve', 'player', ${player}, 'points')`,
    goesWithId: true,
  },
  'seeding_task_entities.entity_id': {
    insert: ({ player, gameId, externalId }) => sql`
      with task as (
        insert into seeding_tasks (game_id, scheduled_time, due_at) values (${gameId}, now(), now())
        on conflict (game_id, pass) do update set due_at = now() returning id)
      insert into seeding_task_entities (task_id, entity_type, provider_entity_id, entity_id, status)
      select id, 'player', ${externalId}, ${player}, 'completed' from task`,
    goesWithId: true,
  },
  'player_facts.player_id': {
    insert: ({ player }) => sql`
      insert into player_facts (player_id, source, jersey_number) values (${player}, ${SOURCE}, '7')`,
    goesWithId: true,
  },
  'player_questions.stand_in_id': {
    insert: ({ player, sportId, externalId }) => sql`
      insert into player_questions (sport_id, provider, external_id, name, stand_in_id, reason, candidates, answered_at, answer)
      values (${sportId}, 'goalserve', ${externalId}, 'A Player', ${player}, 'name_alone', '[]', now(), 'own')`,
    goesWithId: false,
  },
  'trades_transactions.player_id': {
    insert: ({ player, teamId }) => sql`
      insert into trades_transactions (player_id, to_team_id, on_date, kind, evidence, run_id)
      values (${player}, ${teamId}, '2026-01-01', 'appeared', 'box_score', ${WRITTEN_BY})`,
    goesWithId: true,
  },
  'nfl_player_game_stats.player_id': 'moves as the lines of the NBA do, by the same statements',
  'football_player_game_stats.player_id': 'moves as the lines of the NBA do, by the same statements',
  'external_ids.entity_id': 'is the link itself',
  'wrong_ids.entity_id': 'is a word about the entity as it was',
};
