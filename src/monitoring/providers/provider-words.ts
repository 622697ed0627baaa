import type { Sport } from '../../domain/sport.ts';
import type { ProviderStatus } from './provider-status.ts';

/** The sports of a provider; those that are off say so where others are on. */
export function sportsWords({ sports, sports_off: off, is_off: isOff }: ProviderStatus): string {
  return sports.map((sport) => (off.includes(sport) && !isOff ? `${sport} (off)` : sport)).join(', ');
}

/** Sports that are off, of any provider. */
export function sportsOff(providers: readonly ProviderStatus[]): ReadonlySet<Sport> {
  return new Set(providers.flatMap(({ sports_off: off }) => off));
}

/** What has to be mended and is the same for several providers, such as a missing key: to be said once. */
export function commonProblems(providers: readonly ProviderStatus[]): readonly string[] {
  const all = providers.flatMap(({ problems }) => problems);
  return [...new Set(all.filter((problem, index) => all.indexOf(problem) !== index))];
}
