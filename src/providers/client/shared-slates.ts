import { ProviderError } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import { type AnswerCoalescer, rankOf } from './answer-coalescer.ts';
import { type Envelope, hostOf, type ProviderApi } from './provider-api.ts';
import type { CallContext, Parsed, ProviderPipeline } from './provider-call.ts';
import { createSharedAnswers } from './shared-answers.ts';
import { type StoredEnvelope, readEnvelopeText, writeEnvelopeText } from './stored-envelope.ts';

export type SharedSlatesOptions = {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  clock: Pick<Clock, 'nowMs'>;
  /** Shares slates with other processes; without it every process asks for itself. */
  coalescer: AnswerCoalescer | undefined;
  /** An answer up to this age is given to everybody. */
  freshMs: number;
  /** An answer up to this age is given to those for whom it is enough. */
  keptMs: number;
  /** Set where the host takes conditions: an answer is kept, and asked for again only where it has changed. */
  keep?: { staleForMs: number } | undefined;
};

type SlateRequest<Game> = {
  /** `credits`: what it costs where the provider counts them. */
  call: { endpoint: string; query: Readonly<Record<string, string>>; credits?: number };
  context: CallContext;
  isEnough?: ((games: readonly Game[]) => boolean) | undefined;
  parse: (envelope: Envelope) => Parsed<readonly Game[]>;
};

/** Slates kept in memory: a day of each league for a month. */
const MAX_SLATES = 32;

/**
 * Lists of games that many games need at about the same time: one call for all of them, over all processes.
 * Rejects with ProviderError, also when the wait is given up.
 */
export function createSharedSlates<Game>(options: SharedSlatesOptions) {
  const { pipeline, api, clock, coalescer, freshMs, keptMs } = options;
  const slates = createSharedAnswers<readonly Game[]>({ clock, freshMs, keptMs, maxKeys: MAX_SLATES });
  const host = hostOf(api.baseUrl);

  return async function slate(request: SlateRequest<Game>): Promise<readonly Game[]> {
    const { call, context, isEnough, parse } = request;
    const question = `${call.endpoint}?${new URLSearchParams(call.query).toString()}`;
    try {
      return await slates.get({
        // Urgent work does not inherit the quota refusal of work that may wait.
        key: `${question} ${context.priority}`,
        signal: context.signal,
        isEnough,
        dated: context.dated,
        async ask(signal, dated) {
          const own = { ...request, context: { ...context, signal } };
          if (coalescer) return amongProcesses(options, coalescer, own, `${host}${question}`, dated);
          const { value } = await pipeline.call({
            api,
            ...call,
            ...keeping(options),
            context: own.context,
            parse,
          });
          return value;
        },
      });
    } catch (error) {
      if (!context.signal.aborted || error instanceof ProviderError) throw error;
      const facts = { kind: 'aborted', host, endpoint: call.endpoint } as const;
      throw new ProviderError(`${host}${call.endpoint}: the call was given up`, facts);
    }
  };
}

/** One call for all processes; the slate is read from the text that each of them is given. */
async function amongProcesses<Game>(
  options: SharedSlatesOptions,
  sharing: AnswerCoalescer,
  { call, context, isEnough, parse }: SlateRequest<Game>,
  key: string,
  dated: (askedAtMs: number) => void,
): Promise<readonly Game[]> {
  const { pipeline, api, clock, freshMs, keptMs } = options;
  const read = (text: string): readonly Game[] | undefined => {
    const parsed = parse(readEnvelopeText(text));
    return parsed.ok ? parsed.value : undefined;
  };
  const own: { games?: readonly Game[] } = {};
  const answers = await sharing.obtain({
    keys: [key],
    maxKeys: 1,
    rank: rankOf(context.priority),
    keptMs,
    signal: context.signal,
    isUsable: (_key, { text, ageMs }) => {
      const games = read(text);
      return games !== undefined && (ageMs <= freshMs || isEnough?.(games) === true);
    },
    ask: async () => {
      const { value } = await pipeline.call<StoredEnvelope>({
        api,
        ...call,
        ...keeping(options),
        context,
        // What cannot be read is nobody's answer.
        parse: (envelope) => {
          const parsed = parse(envelope);
          if (!parsed.ok) return parsed;
          own.games = parsed.value;
          return { ...parsed, value: writeEnvelopeText(envelope) };
        },
      });
      return new Map([[key, value]]);
    },
  });
  const answer = answers.get(key);
  if (!answer) throw new Error(`the coalescer gave no answer for ${key}`);
  if (own.games) return own.games;
  dated(clock.nowMs() - answer.ageMs);
  return read(answer.text) ?? [];
}

function keeping({ keep }: SharedSlatesOptions): { keep?: { staleForMs: number } } {
  return keep === undefined ? {} : { keep };
}
