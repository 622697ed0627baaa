import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import type { KeptAnswer } from './conditional.ts';
import { hostOf } from './provider-api.ts';
import type { ProviderAnswer, ProviderCall, ProviderPipeline } from './provider-call.ts';

/** A question to a host; the key is in none of its parts. */
export type AnsweredQuestion = { host: string; endpoint: string; query: Readonly<Record<string, string>> };

/** The newest answer to each question, shared by all processes. */
export type KeptAnswers = {
  /** The kept answer, and how long ago the host gave or confirmed it. */
  find: (question: AnsweredQuestion) => Promise<(KeptAnswer & { ageMs: number }) | undefined>;
  /** Keeps an answer that was given or confirmed just now. */
  keep: (question: AnsweredQuestion, answer: KeptAnswer) => Promise<void>;
  /** Drops an answer that cannot be read any more. */
  forget: (question: AnsweredQuestion) => Promise<void>;
};

export type KeptAnswersOptions = {
  answers: KeptAnswers;
  clock: Pick<Clock, 'nowMs'>;
  random: Random;
  logger: Logger;
};

/** Failures of the provider for which an older answer may stand in; all others speak of the question or of us. */
const REPLACED_BY_STALE: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'unavailable',
  'malformed',
  'breaker_open',
  'rate_limit',
  'quota_day',
]);

/**
 * The same pipeline, which keeps the answers of calls that ask for it (`keep`): their hosts are asked only whether
 * something has changed, and where a host fails, an answer that is not older than the call allows stands in, marked
 * as stale with its age. A call on behalf of a game never gets a stale answer: its lines would be written as new.
 * Without the store the calls are made all the same.
 */
export function withKeptAnswers(
  pipeline: ProviderPipeline,
  { answers, clock, random, logger }: KeptAnswersOptions,
): ProviderPipeline {
  async function call<T>(request: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    if (request.keep === undefined) return pipeline.call(request);
    const { api, endpoint, query, context } = request;
    const question = { host: hostOf(api.baseUrl), endpoint, query };
    const kept = await attempted(() => answers.find(question), question);
    try {
      const answer = await pipeline.call(kept && api.takesConditions ? { ...request, kept } : request);
      const { body, validators } = answer;
      await attempted(() => answers.keep(question, { body, ...validators }), question);
      return answer;
    } catch (error) {
      if (!(error instanceof ProviderError) || kept === undefined) throw error;
      const staleForMs = context.gameId === undefined ? request.keep.staleForMs : 0;
      if (!REPLACED_BY_STALE.has(error.facts.kind) || kept.ageMs >= staleForMs) throw error;
      const value = readAgain(request, kept);
      if (!value) {
        await attempted(() => answers.forget(question), question);
        throw error;
      }
      const { ageMs } = kept;
      logger.warn(
        { ...question, ageMs, problem: error.message },
        'an older answer stands in for the provider',
      );
      const stale = { ageMs, because: error.facts.kind };
      return { value: value.value, body: kept.body, requestId: error.facts.requestId ?? 'kept', stale };
    }
  }

  function readAgain<T>({ api, parse }: ProviderCall<T>, { body }: KeptAnswer): { value: T } | undefined {
    const response = { status: 200, headers: {}, body, bytes: 0 };
    const reading = api.readEnvelope(response, { nowMs: clock.nowMs(), random });
    const parsed = reading.ok ? parse(reading.envelope) : reading;
    return parsed.ok ? { value: parsed.value } : undefined;
  }

  /** The store is a help, not a need. */
  async function attempted<T>(act: () => Promise<T>, question: AnsweredQuestion): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      logger.warn({ err: error, ...question }, 'the kept answers of providers cannot be reached');
      return undefined;
    }
  }

  return { ...pipeline, call };
}
