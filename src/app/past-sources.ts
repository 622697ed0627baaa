import { SPORTS, type Sport } from '../domain/sport.ts';
import type { PastSource, PastSources } from '../history/past-source.ts';
import { isLimited } from '../providers/client/limits.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { QuotaLimits } from '../providers/client/quota-ledger.ts';
import { dailyAllowance, minuteAllowance } from '../providers/client/quota-windows.ts';
import { type ConfiguredProvider, type ProviderRegistry, hasKey } from '../providers/registry.ts';

const HOUR_MS = 3_600_000;

/** The providers that tell of the past, with what keeps them from being asked. */
export function pastSources({ providers, sourcesOf }: ProviderRegistry): PastSources {
  return {
    all: providers.flatMap((provider) => {
      const source = pastSource(provider);
      return source ? [source] : [];
    }),
    boxScoresFrom: (sport) => sourcesOf('box-score', sport).find(hasKey)?.definition.name,
  };
}

function pastSource(provider: ConfiguredProvider): PastSource | undefined {
  const { definition, apis, limits } = provider;
  const { name, displayName, history } = definition;
  const [api] = Object.values(apis);
  if (history === undefined || api === undefined) return undefined;
  const offBecause = provider.offBecause ?? keyProblem(provider);
  const month = limits.more?.find(({ counts, span }) => counts === 'credits' && 'calendar' in span);
  return {
    name,
    displayName,
    history,
    host: hostOf(api.baseUrl),
    pace: paceOf(limits),
    ...(offBecause === undefined ? {} : { offBecause }),
    ...(month === undefined ? {} : { creditsPerMonth: month.most }),
    ...(provider.creditsResetDay === undefined ? {} : { creditsResetDay: provider.creditsResetDay }),
  };
}

function keyProblem({ apis, definition: { keyVariable } }: ConfiguredProvider): string | undefined {
  const problem = SPORTS.map((sport: Sport) => apis[sport]?.credentialProblem).find(
    (one) => one !== undefined,
  );
  return problem === undefined || keyVariable === undefined ? problem : `${keyVariable} is not set`;
}

/** What the last priority may ask, by every window that counts calls. */
function paceOf({ perSecond, perMinute, perDay, more = [] }: QuotaLimits): PastSource['pace'] {
  const sliding = more.flatMap(({ counts, span, most }) =>
    counts === 'calls' && 'slidesOverMs' in span ? [(most * HOUR_MS) / span.slidesOverMs] : [],
  );
  const perHour = Math.min(perSecond * 3_600, minuteAllowance(perMinute, 'backfill') * 60, ...sliding);
  return { perHour, perDay: isLimited(perDay) ? dailyAllowance(perDay, 'backfill') : perHour * 24 };
}
