import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { orNull, selecting } from '../../db/selecting.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { players, teams } from '../../db/schema/reference.ts';
import { seedingTaskEntities, seedingTasks } from '../../db/schema/tasks.ts';
import { game, task } from '../tasks/aliases.ts';
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

const entity = alias(seedingTaskEntities, 'entity');
const side = alias(teams, 'side');
const roster = alias(gameRosters, 'roster');
const player = alias(players, 'player');

/**
 * The players of both sides: those whom the roster expected and those of whom a task knows. Of several passes the
 * one that brought a line counts.
 */
export function participantsOf(
  executor: Executor,
  { id: gameId, home }: Pick<GameRow, 'id' | 'home' | 'away'>,
): Promise<Participant[]> {
  const playerOf = entityIdOf('player', { sportId: game.sportId, externalId: entity.providerEntityId });
  const sideOf = entityIdOf('team', { sportId: game.sportId, externalId: entity.providerTeamId });
  return rowsOf(
    executor,
    selecting(
      {
        team_id: sql<number>`coalesce(expected.team_id, asked.team_id, ${player.currentTeamId})`,
        player_id: sql<number | null>`coalesce(expected.player_id, asked.player_id)`,
        name: sql<string>`coalesce(${player.fullName}, 'Player ' || asked.provider_entity_id)`,
        position: orNull(player.position),
        is_on_roster: sql<boolean>`expected.player_id is not null`,
        has_line: sql<boolean>`coalesce(asked.status = 'completed', false)`,
        state: sql<ParticipantState>`case asked.status when 'completed' then 'in' when 'pending' then 'asked' when 'absent' then 'absent'
                               when 'failed' then 'failed' else 'expected' end`,
        attempts: sql<number>`coalesce(asked.attempts, 0)`,
        error_message: sql<string | null>`asked.error_message`,
        seeded_at: sql<Date | null>`asked.seeded_at`,
      },
      (list) => sql`
      with asked as (
        select distinct on (${entity.providerEntityId})
               ${entity.providerEntityId}, coalesce(${entity.entityId}, ${playerOf}) as player_id, ${side.id} as team_id,
               ${entity.status}, ${entity.attempts}, ${entity.errorMessage}, ${entity.seededAt}
        from ${seedingTaskEntities} as ${entity}
        join ${seedingTasks} as ${task} on ${task.id} = ${entity.taskId}
        join ${games} as ${game} on ${game.id} = ${task.gameId}
        left join ${teams} as ${side}
          on ${side.id} in (${game.homeTeamId}, ${game.awayTeamId}) and ${side.id} = ${sideOf}
        where ${task.gameId} = ${gameId} and ${entity.entityType} = 'player'
        order by ${entity.providerEntityId}, ${entity.status} <> 'completed', ${entity.taskId} desc
      ), expected as (
        select ${roster.playerId}, ${roster.teamId} from ${gameRosters} as ${roster} where ${roster.gameId} = ${gameId}
      )
      select ${list}
      from expected
      full join asked on asked.player_id = expected.player_id
      left join ${players} as ${player} on ${player.id} = coalesce(expected.player_id, asked.player_id)
      order by coalesce(expected.team_id, asked.team_id, ${player.currentTeamId}) = ${home.team_id},
               has_line desc, name`,
    ),
  );
}
