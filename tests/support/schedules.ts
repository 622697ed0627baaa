import { DateTime } from 'luxon';
import type { IngestResult, IngestService } from '../../src/schedule/ingest-request.ts';
import { ingestRequest } from './ingest-request.ts';
import type { SeedingWorld } from './seeding-world.ts';
import { nbaSlates } from './slates.ts';

/** Games that start together; the pairs are abbreviations, away first. */
export type Slate = { start: DateTime; pairs: readonly [string, string][] };

/** From tip-off to the opening of the window, as configured by default. */
const WINDOW_HOURS = 4;

/** Slates of so many games, the last of which becomes due at `dueMs`, the others on the days before. */
export function slatesUntil(dueMs: number, games: number): Slate[] {
  const window = DateTime.fromMillis(dueMs, { zone: 'utc' }).minus({ hours: WINDOW_HOURS }).startOf('second');
  // Times in the first minutes of a day read as not known yet; games that are due anyway start a little earlier.
  const isMidnight = window.hour === 0 && window.minute < 3 && dueMs <= Date.now();
  const start = isMidnight ? window.minus({ minutes: 6 }) : window;
  return nbaSlates(games).map((pairs, index) => ({ start: start.minus({ days: index }), pairs }));
}

/** A schedule as people send it. */
export type ScheduleFile = { csv: string; seasonYear: number; games: number };

/**
 * Writes slates as one file, and lets the provider play those games at the times they name: a pair that it knows
 * already is moved, as often as it meets in the file; any other is a new game.
 */
export function scheduleOf(
  { provider }: Pick<SeedingWorld, 'provider'>,
  slates: readonly Slate[],
): ScheduleFile {
  const known = Map.groupBy(provider.games(), (game) => `${game.awayCode}@${game.homeCode}`);
  const added: { away: string; home: string; startMs: number }[] = [];
  for (const { start, pairs } of slates) {
    const startMs = start.toMillis();
    for (const [away, home] of pairs) {
      const game = known.get(`${away}@${home}`)?.shift();
      if (game === undefined) added.push({ away, home, startMs });
      else provider.setDials({ games: { [String(game.id)]: { startMs } } });
    }
  }
  provider.addGames(added);
  const rows = slates.flatMap(({ start, pairs }) =>
    pairs.map(([away, home]) => `${start.toISODate()},${start.toFormat('HH:mm:ss')},${home},${away},UTC`),
  );
  const oldest = slates.at(-1)?.start ?? DateTime.utc();
  return {
    csv: ['date,time,home_team,away_team,timezone', ...rows].join('\n'),
    // Seasons reach from July to October of the next year, see `seasonDateRange`.
    seasonYear: oldest.month >= 7 ? oldest.year : oldest.year - 1,
    games: rows.length,
  };
}

/** Ingests slates as one file with `service`. */
export function ingestSlates(
  world: Pick<SeedingWorld, 'provider'>,
  service: IngestService,
  slates: readonly Slate[],
): Promise<IngestResult> {
  const { csv, seasonYear } = scheduleOf(world, slates);
  return service.ingest(ingestRequest(csv, { seasonYear }));
}

/** Sends a file to a control process; undefined when the process did not live to answer. */
export async function sendSchedule(
  control: { url: string },
  { csv, seasonYear }: ScheduleFile,
): Promise<{ games_added: number } | undefined> {
  const query = `sport=NBA&season=${seasonYear}&strict=true&past=all`;
  let response: Response;
  try {
    response = await fetch(`${control.url}/admin/schedules?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
  } catch {
    return undefined;
  }
  if (!response.ok) throw new Error(`the file was refused: ${response.status} ${await response.text()}`);
  return (await response.json()) as { games_added: number };
}
