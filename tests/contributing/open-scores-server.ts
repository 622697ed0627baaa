import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEY = 'open+sesame';

/** The game of hockey that Open Scores has: two sides of six, five goals to three. */
export const HOCKEY_GAME = {
  id: 'ice-1',
  // In the past, so that it is due at once, and never at midnight, which schedules write for no time at all.
  startMs: Math.floor(Date.now() / 3_600_000) * 3_600_000 - 6 * 3_600_000 + 17 * 60_000,
  home: { name: 'Reykjavik Bears', goals: 5, periods: [2, 1, 2] },
  away: { name: 'Akureyri Vikings', goals: 3, periods: [0, 3, 0] },
} as const;

export type OpenScores = { baseUrl: string; asked: string[]; stop: () => void };

/** The other end: what `src/providers/open-scores/` expects, on a real HTTP server. */
export async function startOpenScores(): Promise<OpenScores> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const isKnown = searchParams.get('key') === KEY;
    const answer = isKnown ? answerOf(pathname, searchParams) : undefined;
    response.writeHead(!isKnown ? 401 : answer === undefined ? 404 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerOf(pathname: string, asked: URLSearchParams): object | undefined {
  switch (pathname) {
    case '/v1/schedule': {
      const start = '2026-01-15T00:30:00Z';
      const game = (id: string, home: string, away: string) => ({ id, home, away, start });
      return {
        games: [game('os-1', 'Boston Celtics', 'Miami Heat'), game('os-2', 'Utah Jazz', 'Phoenix Suns')],
      };
    }
    case '/v1/hockey/games': {
      const { startMs, ...game } = HOCKEY_GAME;
      const start = new Date(startMs).toISOString();
      const isAsked = asked.get('id') === game.id || asked.get('date') === start.slice(0, 10);
      return { games: isAsked ? [{ ...game, start, isOver: true }] : [] };
    }
    case '/v1/hockey/players':
      return { players: [...playersOf(HOCKEY_GAME.home), ...playersOf(HOCKEY_GAME.away)] };
    case '/v1/hockey/teams':
      return {
        teams: [HOCKEY_GAME.home, HOCKEY_GAME.away].map(({ name, goals }) => ({
          team: name,
          goals,
          shots: 6 * goals,
        })),
      };
    default:
      return undefined;
  }
}

/** The first has all goals but one, which is the second's; each shoots six times a goal. */
function playersOf({ name, goals }: { name: string; goals: number }): object[] {
  return ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((last, index) => {
    const own = [goals - 1, 1][index] ?? 0;
    const assists = index === 1 ? goals - 1 : 0;
    return { id: `${name} ${last}`, first: name, last, team: name, goals: own, assists, shots: 6 * own };
  });
}
