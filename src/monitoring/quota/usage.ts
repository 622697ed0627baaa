import type { Sport } from '../../domain/sport.ts';
import type { LiveLooks } from '../facts/live-looks.ts';
import type { ApiUsageRow } from '../facts/provider-calls.ts';
import type { Monitoring } from '../monitoring.ts';
import { type HostCredits, hostCredits } from './month-of-credits.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';

/** What was asked of the providers, and what they still allow. */
export type Usage = {
  days: number;
  providers: readonly ProviderStatus[];
  /** By UTC day, host, endpoint and outcome, the newest day first. */
  calls: readonly ApiUsageRow[];
  /** Credits of this month, of each provider that charges them. */
  credits: readonly HostCredits[];
  /** What looks at games under way cost, by host. */
  live_looks: readonly LiveLooks[];
};

/** Calls of the last `days` UTC days and the state of every provider, or of those that serve one sport. */
export async function readUsage(
  { monitoring, providerStatus }: { monitoring: Monitoring; providerStatus: ProviderStatusReader },
  { days, sport }: { days: number; sport?: Sport | undefined },
): Promise<Usage> {
  const all = await providerStatus();
  const providers = sport === undefined ? all : all.filter(({ sports }) => sports.includes(sport));
  const hosts = sport === undefined ? undefined : providers.map(({ host }) => host);
  const calls = await monitoring.apiUsage({ days, ...(hosts ? { hosts } : {}) });
  const looks = await monitoring.liveLooks();
  return {
    days,
    providers,
    calls,
    credits: hostCredits(providers, await monitoring.credits()),
    live_looks: looks.filter(({ host }) => hosts?.includes(host) !== false),
  };
}
