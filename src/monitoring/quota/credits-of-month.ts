import { isLimited } from '../../providers/client/limits.ts';
import type { QuotaSnapshot } from '../../providers/client/quota-ledger.ts';

/** Credits that an account has used of its month, and those that it has. */
export type CreditsOfMonth = { used: number; limit: number };

/** The month's credits of a host that charges them by the question; undefined of any other. */
export function creditsOfMonth({ more = [] }: QuotaSnapshot): CreditsOfMonth | undefined {
  const found = more.find(({ window }) => window.counts === 'credits');
  return found && { used: found.used, limit: found.window.most };
}

/** The calls that a host takes a day; undefined of a host that has no limit of a day. */
export function callsOfDay({ day }: Pick<QuotaSnapshot, 'day'>): number | undefined {
  return isLimited(day.limit) ? day.limit : undefined;
}
