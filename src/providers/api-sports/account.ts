import { limitsOfPlan, planNamed } from './limits.ts';
import { z } from 'zod';
import { parsedBy } from '../client/parsed-by.ts';
import { hostOf, type ProviderApi } from '../client/provider-api.ts';
import type { CallContext, ProviderPipeline } from '../client/provider-call.ts';
import type { QuotaLedger } from '../client/quota-ledger.ts';
import type { AccountStatus } from '../registry.ts';

/** What the ledger can count; a page with larger, negative or broken numbers is not read. */
const MAX_COUNT = 2_147_483_647;

const Account = z.object({
  subscription: z.object({ plan: z.string(), active: z.boolean() }),
  requests: z.object({
    current: z.number().int().nonnegative().max(MAX_COUNT),
    limit_day: z.number().int().nonnegative().max(MAX_COUNT),
  }),
});

/**
 * Reads the account's page, which costs no call, and enters the provider's own count for today and the plan's
 * limit of a minute in the ledger. For the start of a process and after a gap. Rejects with ProviderError.
 */
export async function readAccountStatus(
  { pipeline, ledger, api }: { pipeline: ProviderPipeline; ledger: QuotaLedger; api: ProviderApi },
  context: CallContext,
): Promise<AccountStatus> {
  const { value } = await pipeline.call({
    api,
    endpoint: '/status',
    query: {},
    context,
    cost: 0,
    parse: ({ response }) => parsedBy(Account, response),
  });
  const host = hostOf(api.baseUrl);
  const { current: used, limit_day: limit } = value.requests;
  const plan = planNamed(value.subscription.plan);
  // The page does not tell the minute; the plan does, and a custom one is agreed upon.
  const perMinute = plan && plan !== 'custom' ? limitsOfPlan(plan).perMinute : undefined;
  await ledger.noteDailyUsage(host, { used, limit, perMinute });
  return { host, plan: value.subscription.plan, isActive: value.subscription.active, used, limit };
}
