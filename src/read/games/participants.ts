import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { GameRow } from './game-row.ts';
import { entityIdOf } from '../../reference/identities/external-ids.ts';

/**
 * What has come of a participant: the line is `in`, is `asked` for, the provider knows the game and nothing of the
 * player (`absent`: did not play), or no further try is made (`failed`). `expected`: on the roster, nothing asked yet.
 */
export type ParticipantState = 'in' | 'asked' | 'absent' | 'failed' | 'expected';

/** A participant of a game and what has come in for it. */
export type Participant = {
  team_id: number;
  /** Null for a player whom only the provider knows so far. */
  player_id: number | null;
  name: string;
  position: string | null;
  /** True when the roster expected the player. */
  is_on_roster: boolean;
  /** True when a line of statistics is in. */
  has_line: boolean;
  state: ParticipantState;
  /** How often the player was asked for on his own; 0 where nobody did. */
  attempts: number;
  error_message: string | null;
  seeded_at: Date | null;
};

/**
 * The players of both sides: those whom the roster expected and those of whom a task knows. Of several passes the
 * one that brought a line counts.
 */
export function participantsOf(
  executor: Executor,
  game: Pick<GameRow, 'id' | 'home' | 'away'>,
): Promise<Participant[]> {
  const sportId = sql`game.sport_id`;
  const playerOf = entityIdOf('player', { sportId, externalId: sql`entity.provider_entity_id` });
  const sideOf = entityIdOf('team', { sportId, externalId: sql`entity.provider_team_id` });
  return rowsOf<Participant>(
    executor,
    sql`
      with asked as (
        select distinct on (entity.provider_entity_id)
               entity.provider_entity_id, coalesce(entity.entity_id, ${playerOf}) as player_id, side.id as team_id,
               entity.status, entity.attempts, entity.error_message, entity.seeded_at
        from seeding_task_entities as entity
        join seeding_tasks as task on task.id = entity.task_id
        join games as game on game.id = task.game_id
        left join teams as side
          on side.id in (game.home_team_id, game.away_team_id) and side.id = ${sideOf}
        where task.game_id = ${game.id} and entity.entity_type = 'player'
        order by entity.provider_entity_id, entity.status <> 'completed', entity.task_id desc
      ), expected as (
        select roster.player_id, roster.team_id from game_rosters as roster where roster.game_id = ${game.id}
      )
      select coalesce(expected.team_id, asked.team_id, player.current_team_id) as team_id,
             coalesce(expected.player_id, asked.player_id) as player_id,
             coalesce(player.full_name, 'Player ' || asked.provider_entity_id) as name, player.position,
             expected.player_id is not null as is_on_roster, coalesce(asked.status = 'completed', false) as has_line,
             case asked.status when 'completed' then 'in' when 'pending' then 'asked' when 'absent' then 'absent'
                               when 'failed' then 'failed' else 'expected' end as state,
             coalesce(asked.attempts, 0) as attempts, asked.error_message, asked.seeded_at
      from expected
      full join asked on asked.player_id = expected.player_id
      left join players as player on player.id = coalesce(expected.player_id, asked.player_id)
      order by coalesce(expected.team_id, asked.team_id, player.current_team_id) = ${game.home.team_id},
               has_line desc, name`,
  );
}
