import type { QuotaSnapshot } from '../../providers/client/quota-ledger.ts';

/** Credits that an account has used of its month, and those that it has. */
export type CreditsOfMonth = { used: number; limit: number };

/** The month's credits of a host that charges them by the question; undefined of any other. */
export function creditsOfMonth({ more = [] }: QuotaSnapshot): CreditsOfMonth | undefined {
  const found = more.find(({ window }) => window.counts === 'credits');
  return found && { used: found.used, limit: found.window.most };
}
