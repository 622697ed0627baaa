import { createHosts } from './provider-api.ts';
import type { AnswerBody, ProviderAnswer, ProviderCall, ProviderPipeline } from './provider-call.ts';

/** A body that is worth keeping: it is an answer of the provider, and the key is not in it. */
export type ReceivedBody = AnswerBody & {
  host: string;
  endpoint: string;
  query: Readonly<Record<string, string>>;
  /** Our parser could make nothing of it; a mended one may. */
  isRefused: boolean;
};

/**
 * The same pipeline, which hands on the body of every answer that a game's status or lines come from. `keep` must
 * not throw; it is not waited for.
 */
export function keepBodies(
  pipeline: ProviderPipeline,
  keep: (received: ReceivedBody) => void,
): ProviderPipeline {
  const hostOf = createHosts();

  async function call<T>(request: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    const answer = await pipeline.call(request);
    const { api, endpoint, query, context } = request;
    if (context.gameId !== undefined) {
      const { body, bodyHash, packed } = answer;
      keep({ host: hostOf(api), endpoint, query, body, bodyHash, packed, isRefused: false });
    }
    return answer;
  }
  return { ...pipeline, call };
}
