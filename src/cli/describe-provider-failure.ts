import type { ProviderErrorFacts } from '../domain/provider-error.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { instantWords } from './output/time-words.ts';
import type { FailureReport } from './failure-report.ts';

/** A provider that gave no usable answer, with what to do about it. Recognised by its facts, not by its class. */
export function describeProviderFailure(
  error: Error & { facts?: Partial<ProviderErrorFacts> },
): FailureReport {
  const { kind, retryAtMs, keyVariable } = error.facts ?? {};
  return {
    code: kind ?? 'provider',
    message: error.message,
    remedy: remedyOf(kind, retryAtMs, keyVariable),
    exitCode: EXIT_CODES.failed,
  };
}

function remedyOf(
  kind: ProviderErrorFacts['kind'] | undefined,
  retryAtMs: number | undefined,
  keyVariable = 'the key of the provider',
): string {
  const when = retryAtMs === undefined ? 'in a few minutes' : `after ${instantWords(new Date(retryAtMs))}`;
  switch (kind) {
    case 'credential':
      return `Check ${keyVariable}.`;
    case 'plan':
      return 'Choose a season that the subscription includes, or another subscription.';
    case 'quota_day':
    case 'rate_limit':
      return `Run the command again ${when}; monitor api-usage shows what the calls went to.`;
    case 'bad_request':
      return 'Run the command again with --verbose for the details, and report them.';
    default:
      return `Run the command again ${when}; doctor shows how the provider is.`;
  }
}
