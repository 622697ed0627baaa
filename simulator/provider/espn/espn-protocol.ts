import type { Protocol, Refusal } from '../protocol.ts';

/** What ESPN says of something that it does not have. */
const NOT_FOUND = { code: 404, detail: 'http error: not found' };

const STATUS_OF: Readonly<Record<Refusal['why'], number>> = {
  method: 405,
  // Agents that call themselves browsers.
  headers: 403,
  credential: 403,
  unknown_path: 404,
  not_found: 404,
  quota_day: 429,
  rate_limit: 429,
  bad_request: 400,
  plan: 400,
  own_bug: 500,
};

/** ESPN: no key, bare JSON, ETags, refusals by HTTP status. */
export const ESPN_PROTOCOL: Protocol = {
  key: { in: 'nowhere' },
  hasEtags: true,
  refusedHeaders: ({ 'user-agent': agent = '' }) =>
    /mozilla|chrome|safari|firefox/i.test(agent) ? ['user-agent'] : [],
  rowsBody: ({ get }, rows) => {
    if (get === 'scoreboard') return { events: rows };
    const [first] = Array.isArray(rows) ? (rows as unknown[]) : [rows];
    return typeof first === 'object' && first !== null ? first : NOT_FOUND;
  },
  whenNothing: ({ get }) => (get === 'summary' ? { httpStatus: 404, body: NOT_FOUND } : undefined),
  refuse: (_call, { why }) => ({ httpStatus: STATUS_OF[why], body: { code: STATUS_OF[why], detail: why } }),
  quotaHeaders: () => ({}),
};
