import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import type { KeptAnswer } from './conditional.ts';
import { hostOf } from './provider-api.ts';
import type { ArchiveUse, ProviderAnswer, ProviderCall, ProviderPipeline } from './provider-call.ts';

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
 * A question about the past (`archive`) whose answer is kept and good enough is not asked again.
 * Without the store the calls are made all the same.
 */
export function withKeptAnswers(
  pipeline: ProviderPipeline,
  { answers, clock, random, logger }: KeptAnswersOptions,
): ProviderPipeline {
  async function call<T>(request: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    const { api, endpoint, query, context, keep } = request;
    const { archive } = context;
    if (keep === undefined && archive === undefined) return pipeline.call(request);
    const question = { host: hostOf(api.baseUrl), endpoint, query };
    const kept = await attempted(() => answers.find(question), question);
    const archived = archive && kept && readArchived(request, kept, archive);
    if (archived) return archived;
    try {
      const answer = await pipeline.call(kept && api.takesConditions ? { ...request, kept } : request);
      const { body, validators } = answer;
      await attempted(() => answers.keep(question, { body, ...validators }), question);
      archive?.told?.({ isKept: false, ageMs: 0, credits: request.credits ?? 0 });
      return answer;
    } catch (error) {
      if (!(error instanceof ProviderError) || kept === undefined) throw error;
      const staleForMs = context.gameId === undefined ? (keep?.staleForMs ?? 0) : 0;
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

  /** An answer that is good enough for a question about the past; undefined where it is too old, or nothing can be read of it. */
  function readArchived<T>(
    request: ProviderCall<T>,
    kept: KeptAnswer & { ageMs: number },
    { goodSinceMs, told }: ArchiveUse,
  ): ProviderAnswer<T> | undefined {
    if (clock.nowMs() - kept.ageMs < goodSinceMs) return undefined;
    const value = readAgain(request, kept);
    if (!value) return undefined;
    told?.({ isKept: true, ageMs: kept.ageMs, credits: request.credits ?? 0 });
    return { value: value.value, body: kept.body, requestId: 'kept' };
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
