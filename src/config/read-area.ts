import type { Environment } from './load-environment.ts';
import type { ValuesOf, Variables } from './variable.ts';

/** The texts that variables are read from, and what reading them adds to. */
export type AreaSource = {
  values: Environment;
  /** In words that begin with the name of a variable. */
  problems: string[];
  /** The names of variables whose text was refused. */
  refused: Set<string>;
};

/**
 * Reads the variables of one area. Each is read by itself, so that every problem is reported; one that is refused
 * adds a sentence that begins with its name, and counts as absent from there on.
 */
export function readArea<V extends Variables>(
  variables: V,
  { values, problems, refused }: AreaSource,
): ValuesOf<V> {
  const read = Object.entries(variables).map(([name, schema]) => {
    const result = schema.safeParse(values[name]);
    if (result.success) return [name, result.data];
    const messages = new Set(result.error.issues.map(({ message }) => sentence(name, message)));
    problems.push(...messages);
    refused.add(name);
    return [name, schema.parse(undefined)];
  });
  return Object.fromEntries(read) as ValuesOf<V>;
}

function sentence(name: string, message: string): string {
  return message.startsWith(':') ? `${name}${message}` : `${name} ${message}`;
}
