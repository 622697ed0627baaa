import type { FootballBoxScore } from '../../../domain/football-lines.ts';
import { ProviderError } from '../../../domain/provider-error.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { AnswerCoalescer } from '../../client/answer-coalescer.ts';
import { type BatchedAnswers, createBatchedAnswers } from '../../client/batched-answers.ts';
import type { Envelope } from '../../client/provider-api.ts';
import type { CallContext, Parsed } from '../../client/provider-call.ts';
import type { FootballBoxScorePort } from '../../ports.ts';
import { FOOTBALL_ENDPOINTS, MAX_IDS } from './endpoints.ts';
import { type MatchCoalescer, createMatchCoalescer } from './match-coalescer.ts';
import { matchTexts, parseBoxScores } from './parse.ts';

/** Kick-offs half an hour apart share a call. */
const BOX_SCORE_KEPT_MS = 35 * 60_000;
/** Three of the busiest days of six leagues (35 matches each). */
const MAX_BOX_SCORES = 105;

export type SharedMatchesOptions = {
  host: string;
  clock: Clock;
  /** Shares matches with other processes. */
  coalescer: AnswerCoalescer | undefined;
  freshMs: number;
  batchWindowMs: number;
  /** Makes one call for these matches. */
  ask: <T>(
    ids: readonly string[],
    context: CallContext,
    parse: (envelope: Envelope) => Parsed<T>,
  ) => Promise<T>;
  /** Matches that may take the free places of a call for this one. */
  siblingsOf: (providerGameId: string) => readonly string[];
};

type Matches = {
  options: SharedMatchesOptions;
  answers: BatchedAnswers<Parsed<FootballBoxScore>, CallContext>;
  amongProcesses: MatchCoalescer | undefined;
};

/** Box scores of matches, up to 20 in a call, shared by those who ask at about the same time. */
export function createSharedMatches(
  options: SharedMatchesOptions,
): Pick<FootballBoxScorePort, 'boxScore' | 'forgetBoxScore'> {
  const { clock, batchWindowMs, freshMs, coalescer, ask } = options;
  const amongProcesses = coalescer && shareAmongProcesses(options, coalescer);
  const answers = createBatchedAnswers<Parsed<FootballBoxScore>, CallContext>({
    clock,
    windowMs: batchWindowMs,
    maxKeys: MAX_IDS,
    freshMs,
    keptMs: BOX_SCORE_KEPT_MS,
    maxAnswers: MAX_BOX_SCORES,
    choosesSiblings: coalescer !== undefined,
    ask: (ids, caller, signal, sharing) => {
      const context = { ...caller, signal };
      return amongProcesses
        ? amongProcesses.matches(ids, context, sharing)
        : ask(ids, context, (envelope) => parseBoxScores(envelope, ids));
    },
  });
  const matches: Matches = { options, answers, amongProcesses };
  return {
    boxScore: (id, context, asked) => boxScoreOf(matches, id, context, asked),
    forgetBoxScore: (id) => forget(matches, id),
  };
}

function shareAmongProcesses(
  { host, clock, ask }: SharedMatchesOptions,
  coalescer: AnswerCoalescer,
): MatchCoalescer {
  return createMatchCoalescer({
    coalescer,
    host,
    clock,
    keptMs: BOX_SCORE_KEPT_MS,
    async ask(ids, context) {
      let texts: ReadonlyMap<string, string> = new Map();
      const matches = await ask(ids, context, (envelope) => {
        texts = matchTexts(envelope);
        return parseBoxScores(envelope, ids);
      });
      return { matches, texts };
    },
  });
}

async function boxScoreOf(
  matches: Matches,
  providerGameId: string,
  context: CallContext,
  { isEnough, siblings }: NonNullable<Parameters<FootballBoxScorePort['boxScore']>[2]> = {},
): Promise<FootballBoxScore | undefined> {
  const { answers, options } = matches;
  const wait = answers.get({
    key: providerGameId,
    group: context.priority,
    caller: context,
    signal: context.signal,
    dated: context.dated,
    siblings: siblings ?? options.siblingsOf(providerGameId),
    isEnough: (answer) => answer?.ok === true && isEnough?.(answer.value) === true,
  });
  const parsed = await wait.catch((error: unknown) => {
    // A wait that was given up is a ProviderError like every other end of a call.
    if (!context.signal.aborted || error instanceof ProviderError) throw error;
    throw failure(matches, 'aborted', 'the call was given up');
  });
  if (parsed === undefined) return undefined;
  if (parsed.ok) return parsed.value;
  await forget(matches, providerGameId);
  throw failure(matches, parsed.kind, parsed.problem);
}

async function forget({ answers, amongProcesses }: Matches, providerGameId: string): Promise<void> {
  answers.forget(providerGameId);
  await amongProcesses?.forget(providerGameId);
}

function failure(
  { options: { host } }: Matches,
  kind: 'aborted' | 'malformed' | 'mismatch',
  problem: string,
): ProviderError {
  const { endpoint } = FOOTBALL_ENDPOINTS.boxScores([]);
  return new ProviderError(`${host}${endpoint}: ${problem}`, { kind, host, endpoint });
}
