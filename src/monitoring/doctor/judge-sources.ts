import { SPORTS } from '../../domain/sport.ts';
import { type ConfiguredProvider, hasKey } from '../../providers/registry.ts';
import { type Verdict, ok } from './finding.ts';

/** What each provider gives, and what one that is off could give and why it does not. */
export function judgeSources(providers: readonly ConfiguredProvider[]): readonly Verdict[] {
  return providers.map((provider) => {
    const { displayName } = provider.definition;
    const why = offWords(provider);
    const gifts = giftWords(provider);
    return why === undefined
      ? ok(`${displayName} gives ${gifts}`)
      : ok(`${displayName} is off (${why}); it could give ${gifts}`);
  });
}

function offWords(provider: ConfiguredProvider): string | undefined {
  if (provider.offBecause !== undefined) return provider.offBecause;
  return hasKey(provider) ? undefined : `${provider.definition.keyVariable ?? 'its key'} is not set`;
}

/** `odds and live scores of NBA, NFL; odds of FOOTBALL`: sports with the same are said together. */
function giftWords({ definition: { capabilities } }: ConfiguredProvider): string {
  const given = SPORTS.flatMap((sport) => {
    const able = capabilities[sport] ?? [];
    return able.length === 0 ? [] : [{ sport, words: able.map((one) => one.replace('-', ' ')).join(', ') }];
  });
  return [...Map.groupBy(given, ({ words }) => words)]
    .map(([words, rows]) => `${words} of ${rows.map(({ sport }) => sport).join(', ')}`)
    .join('; ');
}
