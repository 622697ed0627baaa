import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import type { IngestResult, IngestService } from '../../src/schedule/ingest-request.ts';
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

/** Ingests slates as one file with `service`, and lets the provider play those games at the times they name. */
export function ingestSlates(
  { provider }: Pick<SeedingWorld, 'provider'>,
  service: IngestService,
  slates: readonly Slate[],
): Promise<IngestResult> {
  const known = new Map(provider.games().map((game) => [`${game.awayCode}@${game.homeCode}`, game.id]));
  for (const { start, pairs } of slates) {
    const startMs = start.toMillis();
    for (const [away, home] of pairs) {
      const id = known.get(`${away}@${home}`);
      if (id === undefined) provider.addGames([{ away, home, startMs }]);
      else provider.setDials({ games: { [String(id)]: { startMs } } });
    }
  }
  const rows = slates.flatMap(({ start, pairs }) =>
    pairs.map(([away, home]) => `${start.toISODate()},${start.toFormat('HH:mm:ss')},${home},${away},UTC`),
  );
  const first = slates[0]?.start ?? DateTime.utc();
  return service.ingest({
    source: Readable.from([Buffer.from(['date,time,home_team,away_team,timezone', ...rows].join('\n'))]),
    sourceName: 'schedule.csv',
    sport: 'NBA',
    seasonYear: first.month >= 9 ? first.year : first.year - 1,
    isSync: false,
    isDryRun: false,
    isStrict: true,
    past: 'all',
    actor: 'test',
  });
}
