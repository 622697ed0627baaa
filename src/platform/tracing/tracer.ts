/** Facts on a span; undefined ones are left out. Never a secret, and no values of SQL parameters. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A piece of work that is being traced. */
export type Span = {
  /** Id of the whole trace (32 hexadecimal digits); undefined where nothing is recorded. */
  traceId: string | undefined;
  note: (attributes: SpanAttributes) => void;
  rename: (name: string) => void;
  /** Marks the work as failed, in a word that holds no data. */
  fail: (problem: string) => void;
};

export type SpanOptions = {
  attributes?: SpanAttributes;
  /** Which side of a call it is; `internal` by default. */
  kind?: 'internal' | 'server' | 'client' | 'producer';
  /** Recorded only as a part of something that is recorded: for what also goes on all the time by itself. */
  isPartOnly?: boolean;
};

/** What the rooms know of tracing: a span around an asynchronous piece of work. */
export type Tracer = {
  /** False where nothing is traced and `span` only calls the work. */
  isOn: boolean;
  /**
   * Does the work within a span and gives its result. What it rejects with marks the span as failed, by the error's
   * name alone, and goes on to the caller. Spans that begin inside, however deep, become its children.
   */
  span: <T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>) => Promise<T>;
  /** Sends what is left, for some seconds at the most. Never rejects; may be called twice. */
  close: () => Promise<void>;
};

/** A span of which nothing is kept. */
export const UNRECORDED_SPAN: Span = {
  traceId: undefined,
  note: () => undefined,
  rename: () => undefined,
  fail: () => undefined,
};

/** The tracer of a process that does not trace: it only calls the work. */
export function noTracer(): Tracer {
  return {
    isOn: false,
    span: (_name, _options, work) => work(UNRECORDED_SPAN),
    close: async () => undefined,
  };
}
