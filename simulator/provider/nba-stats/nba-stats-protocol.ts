import type { IncomingHttpHeaders } from 'node:http';
import type { Body, Call, Protocol, Refusal } from '../protocol.ts';
import { seasonOfId } from './nba-com-ids.ts';
import { PLAYER_COLUMNS, type PlayerRow } from './player-rows.ts';

/** How the storage behind cdn.nba.com answers for a file that it does not have, and the hosts those whom they block. */
const ACCESS_DENIED = {
  httpStatus: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
};

const LIVE_BOX = /^(\/static\/json\/liveData\/boxscore)\/boxscore_([^/]+)\.json$/;

/** stats.nba.com and cdn.nba.com, on one address: no key, browser's headers or nothing, no quota told. */
export const NBA_STATS_PROTOCOL: Protocol = {
  key: { in: 'nowhere' },
  route(path, query) {
    const [, endpoint, gameId] = LIVE_BOX.exec(path) ?? [];
    return endpoint && gameId ? { path: endpoint, query: { ...query, gameId } } : { path, query };
  },
  refusedHeaders: missingHeaders,
  rowsBody,
  whenNothing: ({ get }) => (get === 'game' ? ACCESS_DENIED : undefined),
  refuse: (_call, { why }) => refusals[why],
  quotaHeaders: () => ({}),
};

const TOO_MANY = { httpStatus: 429, body: { message: 'Too Many Requests' } };

const refusals: Readonly<Record<Refusal['why'], { httpStatus: number; body: Body }>> = {
  method: { httpStatus: 405, body: '' },
  headers: ACCESS_DENIED,
  credential: ACCESS_DENIED,
  unknown_path: { httpStatus: 404, body: '' },
  not_found: { httpStatus: 404, body: '' },
  quota_day: TOO_MANY,
  rate_limit: TOO_MANY,
  bad_request: { httpStatus: 400, body: { Message: 'The request is invalid.' } },
  plan: { httpStatus: 400, body: { Message: 'The request is invalid.' } },
  own_bug: { httpStatus: 200, body: { Message: 'An error has occurred.' } },
};

function missingHeaders(headers: IncomingHttpHeaders): readonly string[] {
  return [
    ...(headers['user-agent']?.startsWith('Mozilla/') ? [] : ['user-agent']),
    ...(/^https:\/\/(www|stats)\.nba\.com\//.test(headers.referer ?? '') ? [] : ['referer']),
  ];
}

type Row = { gameId?: string; gameEt?: string; gameDateTimeEst?: string };

function rowsBody({ get, query }: Call, given: unknown): Body {
  const meta = { version: 1, request: `http://nba.cloud/${get}`, time: '2026-01-22T14:21:16.2116Z' };
  const rows = (Array.isArray(given) ? given : []) as readonly Row[];
  switch (get) {
    case 'board': {
      const gameDate = query['GameDate'] ?? rows[0]?.gameEt?.slice(0, 10) ?? '';
      return { meta, scoreboard: { gameDate, leagueId: '00', games: given } };
    }
    case 'schedule': {
      const seasonYear = query['Season'] ?? seasonOfId(rows[0]?.gameId ?? '');
      return { meta, leagueSchedule: { seasonYear, leagueId: '00', gameDates: datesOf(rows, given) } };
    }
    case 'players':
      return { resource: 'commonallplayers', parameters: query, resultSets: [playerTable(given)] };
    case 'tables':
      // What is left of the second version: the tables are there, and nothing is in them.
      return {
        resource: 'boxscore',
        parameters: query,
        resultSets: ['PlayerStats', 'TeamStats'].map((name) => ({ name, headers: [], rowSet: [] })),
      };
    default:
      return { meta, [get]: rows[0] ?? null };
  }
}

function playerTable(given: unknown) {
  const rows = (Array.isArray(given) ? given : []) as readonly PlayerRow[];
  const rowSet = rows.map((row) => PLAYER_COLUMNS.map((column) => row[column]));
  return { name: 'CommonAllPlayers', headers: PLAYER_COLUMNS, rowSet };
}

function datesOf(rows: readonly Row[], given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  const byDate = Map.groupBy(rows, ({ gameDateTimeEst = '' }) => gameDateTimeEst.slice(0, 10));
  return [...byDate].map(([date, games]) => {
    const [year, month, day] = date.split('-');
    return { gameDate: `${month}/${day}/${year} 00:00:00`, games };
  });
}
