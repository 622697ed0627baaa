import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';

/** Environment variables as text, with `_FILE` variants already read. */
export type Environment = Readonly<Record<string, string>>;

export type EnvironmentResult = { values: Environment; problems: string[] };

/** A variable to collect; where a blank says something, a blank is collected too. */
export type NamedVariable = { name: string; isBlankSpoken?: boolean };

/**
 * Collects `variables`: from `.env` in `projectRoot`, overridden by the process's own
 * environment; or from the file that `SCORACLE_ENV` names, and from nothing else. `NAME_FILE` gives `NAME` the content of that file. Blank values count
 * as absent, except where a blank says something.
 */
export function loadEnvironment(
  processEnvironment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
  variables: readonly NamedVariable[],
): EnvironmentResult {
  const problems: string[] = [];
  const merged = mergedEnvironment(processEnvironment, projectRoot, problems);
  const values: Record<string, string> = {};

  for (const { name, isBlankSpoken } of variables) {
    const direct = merged[name]?.trim();
    const file = merged[`${name}_FILE`]?.trim();
    if (direct === '' && isBlankSpoken === true && !file) {
      values[name] = '';
    } else if (direct && file) {
      problems.push(`${name} and ${name}_FILE are both set: keep one of them.`);
    } else if (direct) {
      values[name] = direct;
    } else if (file) {
      try {
        values[name] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        problems.push(`${name}_FILE names a file that cannot be read (${why}).`);
      }
    }
  }
  return { values, problems };
}

/** `.env` below the process's own variables; or `SCORACLE_ENV` alone, which stands for a whole installation. */
function mergedEnvironment(
  processEnvironment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
  problems: string[],
): Readonly<Record<string, string | undefined>> {
  const named = processEnvironment['SCORACLE_ENV']?.trim();
  if (named) {
    try {
      return { ...parse(readFileSync(named)), SCORACLE_ENV: named };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(
        `SCORACLE_ENV names a file that cannot be read (${why}). The one of a demonstration is gone once that has ended.`,
      );
      return {};
    }
  }
  const usual = path.join(projectRoot, '.env');
  return { ...(existsSync(usual) ? parse(readFileSync(usual)) : {}), ...processEnvironment };
}
