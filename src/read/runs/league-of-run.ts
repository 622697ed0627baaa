import { sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { scheduleImports } from '../../db/schema/imports.ts';
import { leagues } from '../../db/schema/reference.ts';
import { syncLog } from '../../db/schema/tasks.ts';

/** The name of the league that a run was about: of its game, of what was refreshed, or of the import that it made. */
export const LEAGUE_OF_RUN = sql<string | null>`coalesce(
  (select ${leagues.name} from ${games} join ${leagues} on ${leagues.id} = ${games.leagueId}
   where ${games.id} = ${syncLog.gameId}),
  ${syncLog.details} ->> 'league',
  (select max(${leagues.name}) from ${scheduleImports} join ${leagues} on ${leagues.id} = ${scheduleImports.leagueId}
   where ${scheduleImports.runId} = ${syncLog.runId}))`;
