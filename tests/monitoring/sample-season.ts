import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import type { IngestResult } from '../../src/schedule/ingest-request.ts';
import { ingestRequest } from '../support/ingest-request.ts';

/** A small NBA slate: two games far ahead and two whose window opened an hour ago. */
export async function ingestSampleGames(
  app: App,
  games: readonly Record<string, string>[] = sampleGames(),
): Promise<IngestResult> {
  const document = JSON.stringify({ sport: 'NBA', season: 2025, games });
  return app.ingestService.ingest(
    ingestRequest(document, { sourceName: 'sample.json', seasonYear: 2025, format: 'json', isStrict: false }),
  );
}

export function sampleGames(): Record<string, string>[] {
  return [
    {
      date: '2026-01-15',
      time: '22:00',
      home_team: 'Golden State Warriors',
      away_team: 'Los Angeles Lakers',
    },
    { date: '2026-01-15', time: '19:30', home_team: 'Boston Celtics', away_team: 'Miami Heat' },
    { date: '2026-01-16', time: '19:00', home_team: 'Chicago Bulls', away_team: 'New York Knicks' },
    { date: '2026-01-17', time: '20:00', home_team: 'Golden State Warriors', away_team: 'Denver Nuggets' },
  ];
}

/** Puts tasks into states that only a worker would bring about, by their game's id. */
export async function setTask(
  app: App,
  gameId: number,
  change: Partial<Record<string, unknown>>,
): Promise<void> {
  for (const [column, value] of Object.entries(change)) {
    await app.database.db.execute(
      sql`update seeding_tasks set ${sql.identifier(column)} = ${value}, updated_at = now() where game_id = ${gameId}`,
    );
  }
}
