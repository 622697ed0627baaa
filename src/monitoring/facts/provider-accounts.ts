import { asc, eq } from 'drizzle-orm';
import { providerAccounts } from '../../db/schema/provider-quota.ts';
import { type RecordedWarning, readQuotaWarnings } from '../quota/quota-warnings.ts';
import type { Fact } from './fact.ts';

export const inactiveAccounts: Fact<null, readonly string[]> = {
  name: 'inactive_accounts',
  meaning: 'Hosts whose account is not active, as its page said last.',
  unit: 'accounts',
  window: 'the last reading',
  async read(executor) {
    const rows = await executor
      .select({ host: providerAccounts.host })
      .from(providerAccounts)
      .where(eq(providerAccounts.isActive, false))
      .orderBy(asc(providerAccounts.host));
    return rows.map(({ host }) => host);
  },
};

export const quotaMarks: Fact<null, readonly RecordedWarning[]> = {
  name: 'quota_marks',
  meaning: "Marks (80, 95, 100 percent) that today's calls to a host have passed, the newest first.",
  unit: 'calls',
  window: 'the current UTC day',
  read: (executor) => readQuotaWarnings(executor),
};
