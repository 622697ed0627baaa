import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DemoProcess, firstJsonLine, startProcess } from '../../simulator/demo/processes.ts';

export const KEY = 'open+sesame';

/** The game of hockey that is played: in the past, so that it is due at once, and never at midnight, which schedules write for no time at all. */
export const HOCKEY_GAME = {
  startMs: Math.floor(Date.now() / 3_600_000) * 3_600_000 - 6 * 3_600_000 + 17 * 60_000,
  home: 'Reykjavik Bears',
  away: 'Akureyri Vikings',
} as const;

export type OpenScores = {
  url: string;
  addGames: (games: readonly { home: string; away: string; startMs: number }[]) => Promise<void>;
  /** Good answers by endpoint, and how many there were of any other kind. */
  answers: () => Promise<{ good: Record<string, number>; other: number }>;
  stop: () => Promise<void>;
};

type Stats = { total: number; byEndpoint: Record<string, { byOutcome: { ok?: number } }> };

/** Starts the simulated server of the walk's provider, from the copy, as a process of its own. */
export async function startOpenScores(root: string): Promise<OpenScores> {
  const logFile = path.join(root, 'open-scores.log');
  const server: DemoProcess = startProcess({
    name: 'open-scores',
    entry: 'simulator/main.ts',
    args: ['--provider', 'open-scores', '--key', KEY, '--plan', 'custom', '--per-minute', '30'],
    environment: { PATH: process.env['PATH'] },
    logFile,
    projectRoot: root,
  });
  const { url } = await firstJsonLine<{ url: string }>(server);
  return {
    url,
    stop: server.stop,
    async addGames(games) {
      const response = await fetch(`${url}/__simulator/games`, {
        method: 'POST',
        body: JSON.stringify(games),
      });
      if (!response.ok)
        throw new Error(`no games: ${await response.text()}\n${readFileSync(logFile, 'utf8')}`);
    },
    async answers() {
      const { total, byEndpoint } = (await (await fetch(`${url}/__simulator/stats`)).json()) as Stats;
      const good = Object.fromEntries(
        Object.entries(byEndpoint).map(([endpoint, { byOutcome }]) => [endpoint, byOutcome.ok ?? 0]),
      );
      return { good, other: total - Object.values(good).reduce((sum, calls) => sum + calls, 0) };
    },
  };
}
