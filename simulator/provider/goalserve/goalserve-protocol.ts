import type { Body, Call, Protocol, Refusal } from '../protocol.ts';
import { FORMS, type Form, type Tree, writeFeed } from './feed-writer.ts';

const TOO_MANY = { httpStatus: 429, body: 'Too many requests' };
const REFUSED = { httpStatus: 403, body: 'Access denied' };
/** A path that is no feed gets the page of a broken server. */
const NO_FEED = { httpStatus: 500, body: '' };

const REFUSALS: Readonly<Record<Refusal['why'], { httpStatus: number; body: Body }>> = {
  method: NO_FEED,
  headers: REFUSED,
  credential: REFUSED,
  unknown_path: NO_FEED,
  not_found: NO_FEED,
  quota_day: TOO_MANY,
  rate_limit: TOO_MANY,
  bad_request: NO_FEED,
  plan: { httpStatus: 200, body: '' },
  own_bug: NO_FEED,
};

const PATH = /^\/getfeed\/([^/]+)(\/.+)$/;

/** Goalserve: the key in the path, and each feed in one of three ways, which one follows from the seed. */
export function goalserveProtocol(seed: number): Protocol {
  return {
    key: { in: 'path' },
    route(path, query) {
      const [, key, feed] = PATH.exec(path) ?? [];
      return key && feed ? { path: feed, query, key: decodeURIComponent(key) } : { path, query };
    },
    refusedHeaders: () => [],
    rowsBody: (call, rows) => bodyOf(formOf(call, seed), call, rows),
    refuse: (_call, { why }) => REFUSALS[why],
    quotaHeaders: () => ({}),
  };
}

const FEEDS = ['nba-shedule', 'nba-scores', 'odds', 'nfl-shedule'];

function formOf({ get }: Call, seed: number): Form {
  return FORMS[(FEEDS.indexOf(get) + seed) % FORMS.length] ?? 'plain';
}

function bodyOf(form: Form, { get }: Call, given: unknown): Body {
  const rows = Array.isArray(given) ? (given as Tree[]) : undefined;
  if (!rows) return { [rootOf(get)]: given };
  if (rows.length === 0) return writeFeed(form, rootOf(get), {});
  return writeFeed(form, rootOf(get), treeOf(get, rows));
}

function rootOf(get: string): string {
  return get.endsWith('shedule') ? 'shedules' : 'scores';
}

function treeOf(get: string, rows: readonly Tree[]): Tree {
  switch (get) {
    case 'nba-shedule':
      return { id: '1046', matches: byDate(rows) };
    case 'nfl-shedule':
      return {
        sport: 'football',
        tournament: [{ name: 'Regular Season', week: [{ name: 'Week 1', matches: byDate(rows) }] }],
      };
    case 'odds':
      return {
        sport: 'basketball',
        ts: '1474825423341',
        category: [
          { name: 'USA: NBA', id: '1046', gid: '1046', matches: [{ match: rows }] },
          { name: 'USA: WNBA', id: '1066', gid: '1066', matches: [] },
        ],
      };
    default:
      return { sport: 'basketball', category: [{ name: 'USA: NBA', id: '1046', match: rows }] };
  }
}

function byDate(rows: readonly Tree[]): Tree[] {
  const dates = Map.groupBy(rows, ({ formatted_date: date }) => (typeof date === 'string' ? date : ''));
  return [...dates].map(([date, match]) => ({ date, formatted_date: date, match }));
}
