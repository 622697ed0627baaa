import type { Executor } from '../../db/database.ts';

/**
 * A figure of the installation, defined once: what it means, in which unit, over which window, and the one statement
 * that reads it. Whoever shows or judges it takes it from here, so that no two places tell different numbers.
 */
export type Fact<Scope, Value> = {
  name: string;
  meaning: string;
  unit: string;
  /** Which span of time it is about, in words. */
  window: string;
  read: (executor: Executor, scope: Scope) => Promise<Value>;
};

/** One look at the installation: a fact that several places want is read once. */
export type FactLook = {
  ask: <Scope, Value>(fact: Fact<Scope, Value>, scope: Scope) => Promise<Value>;
};

/** Begins a look; what it read stays as it was read. */
export function beginLook(executor: Executor): FactLook {
  const known = new Map<string, Promise<unknown>>();
  return {
    ask<Scope, Value>(fact: Fact<Scope, Value>, scope: Scope): Promise<Value> {
      const key = `${fact.name} ${JSON.stringify(scope)}`;
      const asked = known.get(key) ?? fact.read(executor, scope);
      known.set(key, asked);
      return asked as Promise<Value>;
    },
  };
}
