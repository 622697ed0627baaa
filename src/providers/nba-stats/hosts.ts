import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import type { CallContext, Parsed, ProviderAnswer, ProviderPipeline } from '../client/provider-call.ts';
import type { NbaStatsQuestion } from './endpoints.ts';

/** The two hosts, and what calls go through. */
export type NbaStatsHosts = { pipeline: ProviderPipeline; cdn: ProviderApi; stats: ProviderApi };

type Asked<T> = {
  question: NbaStatsQuestion;
  context: CallContext;
  parse: (envelope: Envelope) => Parsed<T>;
  keep?: { staleForMs: number };
};

/** One call to one of the hosts. */
export function askHost<T>(
  { pipeline, ...apis }: NbaStatsHosts,
  host: 'cdn' | 'stats',
  { question, ...asked }: Asked<T>,
): Promise<ProviderAnswer<T>> {
  return pipeline.call({ api: apis[host], ...question, ...asked });
}

/** After these the other host is not asked: we gave up, or the trouble is ours. */
const OURS: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>(['aborted', 'local']);

/** The answer of one host, or of the other where the first has nothing that can be used. */
export async function eitherHost<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (!(error instanceof ProviderError) || OURS.has(error.facts.kind)) throw error;
    return second();
  }
}
