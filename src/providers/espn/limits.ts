import { type LimitsTable, ledgerLimits, windowsOf } from '../client/limits.ts';
import type { QuotaLimits } from '../client/quota-ledger.ts';

/** ESPN publishes no limit: calls keep a distance instead. */
export const ESPN_LIMITS: LimitsTable<'public'> = {
  public: {
    limits: [],
    politeDelay: {
      delayMs: 500,
      source: {
        page: 'https://github.com/pseudo-r/Public-ESPN-API',
        asOf: '2026',
        remark: 'no limit is published or known; users of the API keep half a second between calls',
      },
    },
  },
};

/** What the host is asked at the most, by all processes together. */
export function espnLimits(): QuotaLimits {
  return ledgerLimits(windowsOf(ESPN_LIMITS.public));
}
