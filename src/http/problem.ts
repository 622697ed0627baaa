/** What is wrong with one part of a request. */
export type ProblemDetail = {
  /** Name of the field, as in `games[0].date` or a query parameter. */
  field: string;
  /** JSON pointer into the body, for bodies. */
  pointer?: string;
  detail: string;
  remedy?: string;
};

/** An RFC 9457 problem document. */
export type ProblemDocument = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  remedy?: string;
  errors?: readonly ProblemDetail[];
};

/** Kinds of problems with their status and title; the kind is the last part of the document's `type`. */
const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  malformed_json: [400, 'The body is not JSON'],
  unauthorized: [401, 'A token or a session is needed'],
  forbidden: [403, 'The request is not allowed'],
  not_found: [404, 'There is no such thing'],
  method_not_allowed: [405, 'The method is not allowed here'],
  conflict: [409, 'The present state does not allow this'],
  request_in_progress: [409, 'The same request is still in progress'],
  too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The kind of body is not supported'],
  unusable_schedule: [422, 'The schedule cannot be used'],
  unusable_file: [422, 'The file cannot be used'],
  idempotency_key_reused: [422, 'The idempotency key belongs to another request'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'A service that is needed is away'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof PROBLEMS;

export type ProblemOptions = {
  errors?: readonly ProblemDetail[];
  remedy?: string;
  /** Headers that belong to the answer, such as Retry-After or Allow. */
  headers?: Readonly<Record<string, string>>;
};

/** A request that is answered with a problem document. The message is for whoever sent the request. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly kind: ProblemKind;
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.kind = kind;
    this.status = PROBLEMS[kind][0];
    this.options = options;
  }
}

/** The document of a problem; `instance` is the request's id, which the log lines of the request carry too. */
export function toProblemDocument(problem: HttpProblem, requestId: string): ProblemDocument {
  const { errors, remedy } = problem.options;
  return {
    type: `urn:scoracle:problem:${problem.kind}`,
    title: PROBLEMS[problem.kind][1],
    status: problem.status,
    detail: problem.message,
    instance: `urn:scoracle:request:${requestId}`,
    ...(remedy === undefined ? {} : { remedy }),
    ...(errors === undefined ? {} : { errors }),
  };
}
