import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids that every line of log carries while a piece of work goes on: request, job, task, game, attempt, trace. */
export type LogFields = Readonly<Record<string, string | number | undefined>>;

/** Node's own way to hand something down a chain of calls; empty outside `withLogFields`. */
const fieldsOfWork = new AsyncLocalStorage<LogFields>();

/** Does the work, synchronous or not; every line that it writes, however deep, carries these fields and those around. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return fieldsOfWork.run({ ...fieldsOfWork.getStore(), ...fields }, work);
}

/** Does the work as if nobody had asked for it: for what outlives the request or job that happened to begin it. */
export function withoutLogFields<T>(work: () => T): T {
  return fieldsOfWork.exit(work);
}

/** The fields of the work in progress. */
export function currentLogFields(): LogFields {
  return fieldsOfWork.getStore() ?? {};
}

/** The HTTP request that the work in progress comes from; undefined for what nobody asked for over HTTP. */
export function requestIdOfWork(): string | undefined {
  const { requestId } = currentLogFields();
  return typeof requestId === 'string' ? requestId : undefined;
}
