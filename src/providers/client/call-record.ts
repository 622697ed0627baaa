import type { ProviderErrorKind } from '../../domain/provider-error.ts';
import type { QuotaPriority } from './quota-priority.ts';

/** A call that is about to be made: what is known of it before its answer. */
export type CallStart = Omit<CallRecord, 'durationMs' | 'httpStatus' | 'outcome' | 'bytes' | 'bodyHash'>;

/** One call that was made, whatever came of it: a row of `api_usage`. */
export type CallRecord = {
  requestId: string;
  host: string;
  endpoint: string;
  query: Readonly<Record<string, string>>;
  startedAtMs: number;
  durationMs: number;
  /** Null when no whole answer came. */
  httpStatus: number | null;
  outcome: 'ok' | ProviderErrorKind;
  /** Calls taken from the quota; 0 for free calls and for those that never reached the host. */
  cost: number;
  /** Credits, where the provider counts them by the question. */
  credits?: number;
  priority: QuotaPriority;
  runId: string;
  taskId: string | null;
  gameId: string | null;
  /** Bytes of the body over the wire. */
  bytes: number;
  /** SHA-256 of the body as it is kept; left out where it could not be read. */
  bodyHash?: string;
};
