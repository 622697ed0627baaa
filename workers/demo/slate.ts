import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';

export type DemoGame = { home: string; away: string; tipOffMs: number };

/** All windows of the demonstration open within this, after the lead. */
const SPREAD_MS = 15_000;

/**
 * The evening of the bundled sample, moved so that its first seeding window opens `leadMs` from now and the others
 * follow within seconds. More games than the sample has are made by letting its teams meet others.
 */
export async function loadDemoSlate(
  sampleFile: string,
  options: { games: number; nowMs: number; leadMs: number; delayMs: number },
): Promise<readonly DemoGame[]> {
  const rows: { home_team: string; away_team: string }[] = parse(await readFile(sampleFile, 'utf8'), {
    columns: true,
  });
  const pairs = enoughPairs(rows, options.games);
  const stepMs = SPREAD_MS / Math.max(1, pairs.length);
  const firstWindowMs = options.nowMs + options.leadMs;
  return pairs.map((pair, index) => ({
    ...pair,
    tipOffMs: Math.floor((firstWindowMs + index * stepMs - options.delayMs) / 1000) * 1000,
  }));
}

function enoughPairs(
  rows: readonly { home_team: string; away_team: string }[],
  games: number,
): { home: string; away: string }[] {
  const homes = rows.map((row) => row.home_team);
  const aways = rows.map((row) => row.away_team);
  const teams = [...homes, ...aways];
  const pairs = rows.map((row) => ({ home: row.home_team, away: row.away_team }));
  for (let shift = 1; pairs.length < games && shift < teams.length; shift += 1) {
    for (const [index, home] of teams.entries()) {
      const away = teams[(index + shift) % teams.length];
      if (away === undefined || pairs.some((pair) => pair.home === home && pair.away === away)) continue;
      pairs.push({ home, away });
    }
  }
  return pairs.slice(0, games);
}

/** The slate as a native schedule file in UTC. */
export function slateCsv(games: readonly DemoGame[]): string {
  const rows = games.map(({ home, away, tipOffMs }) => {
    const start = DateTime.fromMillis(tipOffMs, { zone: 'utc' });
    return `${start.toISODate()},${start.toFormat('HH:mm:ss')},${home},${away},UTC`;
  });
  return ['date,time,home_team,away_team,timezone', ...rows].join('\n');
}

/** The NBA season in which a game falls: seasons start in autumn. */
export function seasonOf(tipOffMs: number): number {
  const start = DateTime.fromMillis(tipOffMs, { zone: 'America/New_York' });
  return start.month >= 9 ? start.year : start.year - 1;
}
