import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import type { Span, Tracer } from '../../platform/tracing/tracer.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import type { Fail } from './call-errors.ts';
import type { HttpClient } from './http-client.ts';
import type { ReceivedBody } from './kept-bodies.ts';
import type { CallRecord, CallStart } from './call-record.ts';
import type { Redactors } from './provider-auth.ts';
import type { createHosts } from './provider-api.ts';
import type { ProviderCall } from './provider-call.ts';
import type { CallRow, QuotaLedger } from './quota-ledger.ts';

export type ProviderPipelineOptions = {
  httpClient: HttpClient;
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  clock: Clock;
  random: Random;
  logger: Logger;
  /**
   * Told of a call that costs something before it leaves, so that it is known also where this process dies over it;
   * `row` where the ledger has recorded it. It must not throw; what it returns is not waited for (default: nobody is
   * told).
   */
  onCallStart?: (call: CallStart, row: CallRow | undefined) => void;
  /** Told of every call that was made. It must not throw; what it returns is not waited for. */
  onCall: (record: CallRecord) => void;
  /** Given the body of a game's answer that the parser refused. It must not throw (default: it is dropped). */
  onRefusedBody?: (received: ReceivedBody) => void;
  /** Longest wait for quota inside a call (default 5 s). */
  maxQuotaWaitMs?: number;
  /** Traces each call (default: none are). */
  tracer?: Tracer;
};

export type PipelineParts = Required<ProviderPipelineOptions> & {
  redactorOf: Redactors;
  hostOf: ReturnType<typeof createHosts>;
};

/** One call on its way through the pipeline. */
export type CallInHand<T> = {
  request: ProviderCall<T>;
  host: string;
  fail: Fail;
  span: Span;
  /** As it stood when quota was asked for. */
  start: CallStart;
};
