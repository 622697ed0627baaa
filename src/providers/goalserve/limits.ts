import type { LimitsTable } from '../client/limits.ts';

/** Nothing is published on the pages of the feeds; what users quote of the provider's own notes. */
export const GOALSERVE_LIMITS: LimitsTable<'only'> = {
  only: {
    limits: [],
    politeDelay: {
      delayMs: 1_000,
      source: {
        page: 'https://www.goalserve.com (notes for customers, quoted by users)',
        asOf: '2026',
        remark: 'one call a second and sport; of prices before a game one in ten seconds',
      },
    },
  },
};
