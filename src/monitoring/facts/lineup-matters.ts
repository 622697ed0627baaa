import { type SQL, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { providerProbes } from '../../db/schema/figures.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { gameLineups, lineupFindings } from '../../db/schema/lineups.ts';
import type { Fact } from './fact.ts';

/**
 * What is odd about line-ups: nobody has confirmed one although the game is about to start, a confirmed starter did not
 * play, players whom nobody recognises, and sides with a wrong number of starters.
 */
export const LINEUP_MATTERS = ['unconfirmed', 'absent_starter', 'unknown_player', 'wrong_number'] as const;
export type LineupMatterKind = (typeof LINEUP_MATTERS)[number];

/** One kind of what is odd, of how many games, and the first of them by start. */
export type LineupMatter = {
  kind: LineupMatterKind;
  games: number;
  gameId: number;
  /** Who told the line-up; null where nobody did. */
  source: string | null;
  /** A player, where it is about one. */
  player: string | null;
};

/** Teams hand their sheets in 20 to 75 minutes before the start: at this time before it one is late. */
const CONFIRMED_BEFORE_MINUTES = 15;
/** Line-ups are asked for until this long after the start. */
const ASKED_AFTER_MINUTES = 20;
/** What is older is nobody's work any more. */
const LOOK_BACK_HOURS = 48;

const start = games.gameDatetime;
const isRecent = sql`${start} > now() - ${LOOK_BACK_HOURS} * interval '1 hour'`;
const isCurrent = sql`upper_inf(${gameLineups.valid})`;

/** Games about to start, or just begun, whose line-up some source was asked for: `lineup <source> <game>`. */
const UNCONFIRMED: SQL = sql`
  select 'unconfirmed', ${games.id}, ${start}, null, null from ${games}
  where ${games.status} in ('scheduled', 'in_progress')
    and ${start} between now() - ${ASKED_AFTER_MINUTES} * interval '1 minute'
      and now() + ${CONFIRMED_BEFORE_MINUTES} * interval '1 minute'
    and exists (select from ${providerProbes} where ${providerProbes.subject} like 'lineup % ' || ${games.id})
    and 2 > (select count(distinct ${gameLineups.teamId}) from ${gameLineups}
             where ${gameLineups.gameId} = ${games.id} and ${gameLineups.kind} in ('confirmed', 'actual') and ${isCurrent})`;

/** Who was to begin, and did not play by a box score that is whole. */
const ABSENT_STARTER: SQL = sql`
  select 'absent_starter', ${games.id}, ${start}, ${gameLineups.source}, ${gameLineups.playerName}
  from ${games} join ${gameLineups} on ${gameLineups.gameId} = ${games.id}
  where ${games.status} = 'completed' and ${games.seedingStatus} = 'completed' and ${isRecent}
    and ${gameLineups.kind} = 'confirmed' and ${gameLineups.isStarter} and ${isCurrent}
    and ${gameLineups.playerId} is not null
    and not exists (select from ${gameRosters}
                    where ${gameRosters.gameId} = ${games.id} and ${gameRosters.playerId} = ${gameLineups.playerId}
                      and ${gameRosters.status} = 'active')`;

const UNKNOWN_PLAYER: SQL = sql`
  select 'unknown_player', ${games.id}, ${start}, ${gameLineups.source}, ${gameLineups.playerName}
  from ${games} join ${gameLineups} on ${gameLineups.gameId} = ${games.id}
  where ${isRecent} and ${isCurrent} and ${gameLineups.playerId} is null`;

const WRONG_NUMBER: SQL = sql`
  select 'wrong_number', ${games.id}, ${start}, ${lineupFindings.source}, null
  from ${lineupFindings} join ${games} on ${games.id} = ${lineupFindings.gameId}
  where ${lineupFindings.settledAt} is null and ${isRecent}`;

const FOUND: SQL = sql.join([UNCONFIRMED, ABSENT_STARTER, UNKNOWN_PLAYER, WRONG_NUMBER], sql` union all `);

export const lineupMatters: Fact<null, readonly LineupMatter[]> = {
  name: 'lineup_matters',
  meaning:
    'Games whose line-up was asked for and is not confirmed 15 minutes before the start, those of which a confirmed starter was in no box score as one who played, those with players whom nobody recognises in a current line-up, and those with a wrong number of starters; of each the first.',
  unit: 'games',
  window: 'now, and two days back',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          kind: sql<LineupMatterKind>`first.kind`,
          games: sql<number>`first.games`,
          gameId: sql<number>`first.game_id`,
          source: sql<string | null>`first.source`,
          player: sql<string | null>`first.player`,
        },
        (list) => sql`
        with found (kind, game_id, starts_at, source, player) as materialized (${FOUND})
        select ${list} from (
          select distinct on (kind) kind, game_id, source, player,
                 (select count(distinct other.game_id)::int from found as other where other.kind = found.kind) as games
          from found order by kind, starts_at, game_id, source, player
        ) as first
        order by array_position(${sql.param([...LINEUP_MATTERS])}::text[], first.kind)`,
      ),
    ),
};
