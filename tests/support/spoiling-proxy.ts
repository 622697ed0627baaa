import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sport } from '../../src/domain/sport.ts';

/** Changes the rows of an answer in place; `path` is that of the call. */
export type Spoiler = (rows: JsonRow[], path: string) => void;
// oxlint-disable-next-line typescript/no-explicit-any -- a body is whatever the provider sends, and tests reach into it
export type JsonRow = any;

export type SpoilingProxy = {
  url: string;
  /** From now on answers are spoilt like this; undefined hands them on as they are. */
  spoil: (spoiler: Spoiler | undefined) => void;
  close: () => Promise<void>;
};

/** A real HTTP server between us and the simulated provider, which hands on its answers with other rows. */
export async function startSpoilingProxy(target: string): Promise<SpoilingProxy> {
  let spoiler: Spoiler | undefined;
  const server = createServer((request, response) => {
    const { 'x-apisports-key': key } = request.headers;
    const headers = key === undefined ? {} : { 'x-apisports-key': String(key) };
    const call = get(new URL(request.url ?? '/', target), { headers }, (answer) => {
      void textOf(answer).then((text) => {
        const { 'content-length': _length, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 200, rest);
        response.end(spoiler ? spoilt(text, spoiler, new URL(request.url ?? '/', target).pathname) : text);
      });
    });
    call.on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spoil(next) {
      spoiler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function spoilt(text: string, spoiler: Spoiler, path: string): string {
  const body = JSON.parse(text) as { response?: unknown };
  if (Array.isArray(body.response)) spoiler(body.response, path);
  return JSON.stringify(body);
}

/** A player's rows in an answer, and the team for which they are listed, whatever the sport calls them. */
export type PlayerRow = { row: JsonRow; team: { id: number; name: string } };

/** Every player's row in an answer of the sport's, in order; empty for calls about something else. */
export function playerRowsIn(sport: Sport, rows: JsonRow[], path: string): PlayerRow[] {
  const ofTeams = (teams: JsonRow[]): PlayerRow[] =>
    teams.flatMap(({ team, players, groups }) =>
      [...(players ?? []), ...(groups ?? []).flatMap((group: JsonRow) => group.players ?? [])].map((row) => ({
        row,
        team,
      })),
    );
  if (sport === 'NBA' && path === '/players/statistics') return rows.map((row) => ({ row, team: row.team }));
  if (sport === 'NFL' && path === '/games/statistics/players') return ofTeams(rows);
  if (sport === 'FOOTBALL' && path === '/fixtures/players') return ofTeams(rows);
  if (sport === 'FOOTBALL' && path === '/fixtures')
    return rows.flatMap(({ players }) => ofTeams(players ?? []));
  return [];
}

/** The lists of team lines in an answer, so that entries of them can be taken out. */
export function teamListsIn(sport: Sport, rows: JsonRow[], path: string): JsonRow[][] {
  if (sport === 'NBA' && path === '/games/statistics') return [rows];
  if (sport === 'NFL' && path === '/games/statistics/teams') return [rows];
  if (sport === 'FOOTBALL' && path === '/fixtures/statistics') return [rows];
  if (sport === 'FOOTBALL' && path === '/fixtures') return rows.map(({ statistics }) => statistics ?? []);
  return [];
}
