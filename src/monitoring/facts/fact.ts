import type { Executor } from '../../db/database.ts';
import { isDatabaseUnavailable, isWaitOver } from '../../db/errors.ts';

/**
 * A figure of the installation, defined once: what it means, in which unit, over which window, and how it is read.
 * Every surface that shows or judges it takes it from here, so that no two places tell different numbers.
 */
export type Fact<Scope, Value> = {
  name: string;
  meaning: string;
  unit: string;
  /** Which span of time it is about, in words. */
  window: string;
  /** Its statements follow one another: a look takes one connection. */
  read: (executor: Executor, scope: Scope) => Promise<Value>;
};

/** A fact that is about everything has no scope. */
type ScopeOf<Scope> = Scope extends null ? [] : [scope: Scope];

/** One look at the installation: a fact that several places want is read once. */
export type FactLook = {
  ask: <Scope, Value>(fact: Fact<Scope, Value>, ...scope: ScopeOf<Scope>) => Promise<Value>;
};

/**
 * Begins a look; what it read stays as it was read. Facts are read one after another, however many are asked for at
 * once, so that a look never takes more than one connection of the pool. Once the database is out of reach, the
 * facts that are left reject with the same error.
 */
export function beginLook(executor: Executor): FactLook {
  const known = new Map<string, Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  let outage: Error | undefined;

  function inTurn<Value>(read: () => Promise<Value>): Promise<Value> {
    const turn = last.then(() => {
      if (outage !== undefined) throw outage;
      return read();
    });
    last = turn.catch((error: unknown) => {
      const isAway = isDatabaseUnavailable(error) && !isWaitOver(error);
      if (isAway && error instanceof Error) outage ??= error;
    });
    return turn;
  }

  return {
    ask<Scope, Value>(fact: Fact<Scope, Value>, ...scope: ScopeOf<Scope>): Promise<Value> {
      const [of = null] = scope;
      const key = `${fact.name} ${JSON.stringify(of)}`;
      const asked = known.get(key) ?? inTurn(() => fact.read(executor, of as Scope));
      known.set(key, asked);
      return asked as Promise<Value>;
    },
  };
}
