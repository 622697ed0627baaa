import { parsedBy } from '../client/parsed-by.ts';
import { hostOf, type ProviderApi } from '../client/provider-api.ts';
import type { CallContext, ProviderPipeline } from '../client/provider-call.ts';
import type { QuotaLedger } from '../client/quota-ledger.ts';
import type { AccountStatus } from '../registry.ts';
import { CREDITS_OF_PLAN, planOfCredits, type TheOddsApiPlan } from './limits.ts';
import { type AccountCounts, accountCounts } from './odds-api.ts';
import { Rows } from './schema.ts';

/**
 * Asks for the list of sports, which is free, and enters in the ledger what its headers say of the account's month: the
 * month of a subscription begins on a day of its own, which only its counters tell. Rejects with ProviderError.
 */
export function accountReader(plan: TheOddsApiPlan) {
  return async (
    { pipeline, ledger, api }: { pipeline: ProviderPipeline; ledger: QuotaLedger; api: ProviderApi },
    context: CallContext,
  ): Promise<AccountStatus> => {
    let told: AccountCounts = {};
    let used: number | undefined;
    const listening: ProviderApi = {
      ...api,
      readQuotaHeaders(headers) {
        told = accountCounts(headers);
        const read = api.readQuotaHeaders(headers);
        used = read.periods?.[0]?.used;
        return read;
      },
    };
    const parse = ({ response }: { response: unknown }) => parsedBy(Rows, response);
    await pipeline.call({ api: listening, endpoint: '/sports', query: {}, credits: 0, context, parse });
    const host = hostOf(api.baseUrl);
    if (used !== undefined) await ledger.notePeriodUse(host, { counts: 'credits', calendar: 'month', used });
    const { used: counted, remaining } = told;
    const limit =
      counted === undefined || remaining === undefined ? CREDITS_OF_PLAN[plan] : counted + remaining;
    return {
      host,
      plan: planOfCredits(limit) ?? `${limit} credits`,
      isActive: true,
      used: counted ?? 0,
      limit,
      isCountTold: counted !== undefined && remaining !== undefined,
    };
  };
}
