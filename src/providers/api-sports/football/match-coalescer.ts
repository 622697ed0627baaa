import type { FootballBoxScore } from '../../../domain/football-lines.ts';
import type { Clock } from '../../../platform/clock.ts';
import { type AnswerCoalescer, rankOf } from '../../client/answer-coalescer.ts';
import type { BatchSharing } from '../../client/answer-batches.ts';
import type { CallContext, Parsed } from '../../client/provider-call.ts';
import { readEnvelopeText } from '../../client/stored-envelope.ts';
import { MAX_IDS } from './endpoints.ts';
import { parseBoxScores } from './parse.ts';

type ParsedMatches = ReadonlyMap<string, Parsed<FootballBoxScore>>;

export type MatchCoalescerOptions = {
  coalescer: AnswerCoalescer;
  /** Which API the ids belong to. */
  host: string;
  clock: Pick<Clock, 'nowMs'>;
  keptMs: number;
  /** Makes one call for up to 20 matches: what they say, and the text of each for others to read. */
  ask: (
    ids: readonly string[],
    context: CallContext,
  ) => Promise<{ matches: ParsedMatches; texts: ReadonlyMap<string, string> }>;
};

/** Matches that all processes share. */
export type MatchCoalescer = {
  forget: (id: string) => Promise<void>;
  matches: (
    ids: readonly string[],
    context: CallContext,
    sharing: BatchSharing<Parsed<FootballBoxScore>>,
  ) => Promise<ParsedMatches>;
};

/** Matches over all processes: who asks first asks for everybody, with up to 20 matches in a call. */
export function createMatchCoalescer({
  coalescer,
  host,
  clock,
  keptMs,
  ask,
}: MatchCoalescerOptions): MatchCoalescer {
  const keyOf = (id: string): string => `${host} match ${id}`;

  return {
    forget: (id: string): Promise<void> => coalescer.forget(keyOf(id)),

    async matches(
      ids: readonly string[],
      context: CallContext,
      sharing: BatchSharing<Parsed<FootballBoxScore>>,
    ): Promise<ParsedMatches> {
      const own = new Map<string, Parsed<FootballBoxScore>>();
      const idOf = new Map([...ids, ...sharing.siblings].map((id) => [keyOf(id), id]));
      const answers = await coalescer.obtain({
        keys: ids.map(keyOf),
        siblings: sharing.siblings.map(keyOf),
        maxKeys: MAX_IDS,
        rank: rankOf(context.priority),
        keptMs,
        signal: context.signal,
        isUsable: (key, { text, ageMs }) => {
          const id = idOf.get(key) ?? key;
          return sharing.serves(id, readMatch(id, text), ageMs);
        },
        ask: async (keys) => {
          const wanted = keys.map((key) => idOf.get(key) ?? key);
          const { matches, texts } = await ask(wanted, context);
          for (const [id, match] of matches) own.set(id, match);
          return new Map([...texts].map(([id, text]) => [keyOf(id), text]));
        },
      });
      const found = new Map(own);
      for (const id of ids) {
        const answer = answers.get(keyOf(id));
        if (!answer || own.has(id)) continue;
        const match = readMatch(id, answer.text);
        if (match) found.set(id, match);
        sharing.dated(id, clock.nowMs() - answer.ageMs);
      }
      return found;
    },
  };
}

/** Undefined when the provider does not have the match. */
function readMatch(id: string, text: string): Parsed<FootballBoxScore> | undefined {
  if (text === '') return undefined;
  const parsed = parseBoxScores(readEnvelopeText(text), [id]);
  return parsed.ok ? parsed.value.get(id) : parsed;
}
