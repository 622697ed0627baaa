import type { LimitsTable } from '../client/limits.ts';

/** The hosts publish no limit: what their users found to be borne. */
export const NBA_STATS_LIMITS: LimitsTable<'only'> = {
  only: {
    limits: [],
    politeDelay: {
      delayMs: 800,
      source: {
        page: 'https://github.com/swar/nba_api/issues/176',
        asOf: '2020 to 2026',
        remark: 'users of both hosts sleep 0.6 to 1 s between calls; none is documented',
      },
    },
  },
};
