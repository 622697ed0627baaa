import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { GameRow } from './game-queries.ts';

/** A participant of a game and what has come in for it. */
export type Participant = {
  team_id: number;
  player_id: number;
  name: string;
  position: string | null;
  /** True when the roster expected the player. */
  is_on_roster: boolean;
  /** True when a line of statistics is in. */
  has_line: boolean;
  seeded_at: Date | null;
};

/**
 * The players of both sides: those whom the roster expected and those of whom a line came in. Checkpoints of any
 * pass count as a line.
 */
export function participantsOf(
  executor: Executor,
  game: Pick<GameRow, 'id' | 'home' | 'away'>,
): Promise<Participant[]> {
  return rowsOf<Participant>(
    executor,
    sql`
      with seeded as (
        select entity.entity_id as player_id, max(entity.seeded_at) as seeded_at
        from seeding_task_entities as entity
        join seeding_tasks as task on task.id = entity.task_id
        where task.game_id = ${game.id} and entity.entity_type = 'player' and entity.status = 'completed'
        group by entity.entity_id
      ), expected as (
        select roster.player_id, roster.team_id from game_rosters as roster where roster.game_id = ${game.id}
      )
      select coalesce(expected.team_id, player.current_team_id) as team_id, player.id as player_id,
             player.full_name as name, player.position, expected.player_id is not null as is_on_roster,
             seeded.player_id is not null as has_line, seeded.seeded_at
      from expected
      full join seeded on seeded.player_id = expected.player_id
      join players as player on player.id = coalesce(expected.player_id, seeded.player_id)
      order by coalesce(expected.team_id, player.current_team_id) = ${game.home.team_id}, has_line desc, name`,
  );
}
