import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { seasonLiteral } from '../../db/partition-key.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { players, teams } from '../../db/schema/reference.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { LineRow, LineTable } from '../../sports/line-table.ts';

/** A line that is there: whose it is, who said so, and its figures by column. */
export type StandingLine = {
  entityId: number;
  teamId: number;
  name: string;
  source: string;
  contentHash: string;
  figures: LineRow;
};

/** The lines of a kind that a game has. */
export async function standingLines(
  tx: Executor,
  { gameId, seasonYear }: Pick<GameToSeed, 'gameId' | 'seasonYear'>,
  { schema, entity, entityColumn }: LineTable,
): Promise<readonly StandingLine[]> {
  const name =
    entityColumn === 'player_id'
      ? sql`(select ${players.fullName} from ${players} where ${players.id} = ${entity})`
      : sql`(select ${teams.name} from ${teams} where ${teams.id} = ${entity})`;
  const rows = await rowsOf(
    tx,
    selecting(
      {
        entity_id: sql<number>`${entity}`,
        team_id: sql<number>`${schema.teamId}`,
        name: sql<string | null>`${name}`,
        source: sql<string>`${schema.source}`,
        content_hash: sql<string>`${schema.contentHash}`,
        figures: sql<LineRow>`to_jsonb(${schema})`,
      },
      (list) => sql`
        select ${list} from ${schema}
        where ${schema.seasonYear} = ${seasonLiteral(seasonYear)} and ${schema.gameId} = ${gameId}`,
    ),
  );
  return rows.map((row) => ({
    entityId: row.entity_id,
    teamId: row.team_id,
    name: row.name ?? '',
    source: row.source,
    contentHash: row.content_hash,
    figures: row.figures,
  }));
}
