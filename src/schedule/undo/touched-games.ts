import { type SQL, eq, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { gameEvents, games } from '../../db/schema/games.ts';
import { scheduleImports } from '../../db/schema/imports.ts';
import { seasons, sports, teams } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';

/** An import, as far as taking it back asks. */
export type UndoneImport = { id: number; source: string; sport: Sport; seasonYear: number };

/** A game that the import added or changed, as it is now. */
export type TouchedGame = {
  game_id: number;
  label: string;
  league_id: number;
  is_added: boolean;
  import_id: number | null;
  status: string;
  seeding_status: string;
  has_begun: boolean;
  /** A run has moved it since to the start that the provider has for it. */
  is_followed: boolean;
};

/** What the import has written on a game's timeline. */
export const event = alias(gameEvents, 'event');
const later = alias(gameEvents, 'later');
const home = alias(teams, 'home');
const away = alias(teams, 'away');

export async function loadImport(executor: Executor, importId: number): Promise<UndoneImport | undefined> {
  const [row] = await executor
    .select({
      id: scheduleImports.id,
      source: scheduleImports.source,
      sport: sql<Sport>`${sports.displayName}`,
      seasonYear: seasons.year,
    })
    .from(scheduleImports)
    .innerJoin(sports, eq(sports.id, scheduleImports.sportId))
    .innerJoin(seasons, eq(seasons.id, scheduleImports.seasonId))
    .where(eq(scheduleImports.id, importId));
  return row;
}

/** Whether a run has moved the game after `event`: what it learnt then is younger than what the event tells. */
export const FOLLOWED_SINCE = sql<boolean>`exists (
  select 1 from ${gameEvents} as ${later}
  where ${later.gameId} = ${event.gameId} and ${later.id} > ${event.id}
    and ${later.kind} = 'schedule_changed' and not ${later.data} ? 'importId')`;

const HAS_BEGUN = sql<boolean>`exists (
  select 1 from ${seedingTasks}
  where ${seedingTasks.gameId} = ${games.id}
    and (${seedingTasks.status} in ('running', 'completed') or (event.is_added and ${seedingTasks.startCount} > 0)))`;

/** The games that the import added or changed, by their tip-off. */
export function loadTouchedGames(tx: Executor, importId: number): Promise<TouchedGame[]> {
  return rowsOf(
    tx,
    selecting(
      {
        game_id: games.id,
        label: sql<string>`${away.name} || ' at ' || ${home.name} || ' on ' || ${games.slateDate}::text`,
        league_id: games.leagueId,
        is_added: sql<boolean>`event.is_added`,
        import_id: games.importId,
        status: games.status,
        seeding_status: games.seedingStatus,
        has_begun: HAS_BEGUN,
        is_followed: FOLLOWED_SINCE,
      },
      (list) => sql`
      select ${list}
      from (${lastEvents(importId)}) as ${event}
      join ${games} on ${games.id} = ${event.gameId}
      join ${teams} as ${home} on ${home.id} = ${games.homeTeamId}
      join ${teams} as ${away} on ${away.id} = ${games.awayTeamId}
      order by ${games.gameDatetime}, ${games.id}`,
    ),
  );
}

/** The last event of the import in each game that it touched. */
function lastEvents(importId: number): SQL {
  return sql`
    select ${gameEvents.gameId}, max(${gameEvents.id}) as ${bareColumns(gameEvents.id)},
           bool_or(${gameEvents.kind} = 'ingested') as is_added
    from ${gameEvents}
    where (${gameEvents.data} ->> 'importId')::int = ${importId}
      and ${gameEvents.kind} in ('ingested', 'schedule_changed', 'cancelled')
    group by ${gameEvents.gameId}`;
}
