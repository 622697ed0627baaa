import type { Sport } from '../../domain/sport.ts';
import type { ApiUsageRow } from '../facts/provider-calls.ts';
import type { Monitoring } from '../monitoring.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';

/** What was asked of the providers, and what they still allow. */
export type Usage = {
  days: number;
  providers: readonly ProviderStatus[];
  /** By UTC day, host, endpoint and outcome, the newest day first. */
  calls: readonly ApiUsageRow[];
};

/** Calls of the last `days` UTC days and the state of every provider, or of those that serve one sport. */
export async function readUsage(
  { monitoring, providerStatus }: { monitoring: Monitoring; providerStatus: ProviderStatusReader },
  { days, sport }: { days: number; sport?: Sport | undefined },
): Promise<Usage> {
  if (sport === undefined) {
    const [providers, calls] = await Promise.all([providerStatus(), monitoring.apiUsage({ days })]);
    return { days, providers, calls };
  }
  const providers = (await providerStatus()).filter(({ sports }) => sports.includes(sport));
  const calls = await monitoring.apiUsage({ days, hosts: providers.map(({ host }) => host) });
  return { days, providers, calls };
}
