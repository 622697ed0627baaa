import { sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { SPORTS, sportSlug } from '../../domain/sport.ts';
import { IS_OVERDUE, IS_STUCK } from '../../read/tasks/task-counts.ts';
import type { Verdict } from './finding.ts';
import {
  type Count,
  type LastBackup,
  MAX_NAMED_GAMES,
  judgeBackup,
  judgeBoxScores,
  judgeOverdue,
  judgeQuarantine,
  judgeStuck,
} from './judge-work.ts';

const NONE: Count = { count: 0, oldest: null };

/** Counts the tasks that are due and wait for nobody's reason. */
export async function lookAtOverdue(db: Database): Promise<Verdict> {
  const row = await firstRow<Count>(
    db,
    sql`select count(*) as count, min(due_at) as oldest from seeding_tasks where ${IS_OVERDUE}`,
  );
  return judgeOverdue(row ?? NONE);
}

/** Counts the games that the provider does not call final long after their end. */
export async function lookAtStuck(db: Database): Promise<Verdict> {
  const row = await firstRow<Count>(
    db,
    sql`select count(*) as count, min(stuck_since) as oldest from seeding_tasks where ${IS_STUCK}`,
  );
  return judgeStuck(row ?? NONE);
}

/** Counts the open rows of the quarantine. */
export async function lookAtQuarantine(db: Database): Promise<Verdict> {
  const row = await firstRow<{ count: number }>(
    db,
    sql`select count(*) as count from schedule_quarantine where status = 'open'`,
  );
  return judgeQuarantine(row?.count ?? 0);
}

/** Looks for completed games of which a side has no player's line, or no line of the team. */
export async function lookAtBoxScores(db: Database): Promise<Verdict> {
  const bySport = SPORTS.map((sport) => {
    const lineless = (kind: 'player' | 'team') => sql`
      not exists (select 1 from ${sql.identifier(`${sportSlug(sport)}_${kind}_game_stats`)} as line
                  where line.season_year = season.year and line.game_id = game.id and line.team_id = side.team_id)`;
    return sql`
      select game.id from games as game
      join sports as sport on sport.id = game.sport_id and sport.display_name = ${sport}
      join seasons as season on season.id = game.season_id
      cross join lateral (values (game.home_team_id), (game.away_team_id)) as side(team_id)
      where game.seeding_status = 'completed' and (${lineless('player')} or ${lineless('team')})`;
  });
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select distinct id from (${sql.join(bySport, sql` union all `)}) as lacking
        order by id limit ${MAX_NAMED_GAMES + 1}`,
  );
  return judgeBoxScores(rows.map(({ id }) => id));
}

/** Looks when the last backup was made. */
export async function lookAtBackups(db: Database, config: Config): Promise<Verdict> {
  const row = await firstRow<LastBackup>(
    db,
    sql`select subject, created_at, (extract(epoch from now() - created_at) * 1000)::double precision as age_ms
        from system_events where kind = 'backup_made' order by created_at desc limit 1`,
  );
  return judgeBackup(row, config);
}
