import { parse } from 'yaml';
import { readProjectFile } from './image-files.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * The environment that docker compose gives each service, with `given` as its `.env`: `${A-b}`, `${A:-b}` and their
 * nested forms replaced, names without a value handed on where they are set.
 */
export function composeEnvironments(given: Environment): Readonly<Record<string, Environment>> {
  const { services } = parse(readProjectFile('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { environment?: Record<string, string | number | boolean | null> }>;
  };
  return Object.fromEntries(
    Object.entries(services).map(([name, { environment = {} }]) => [
      name,
      Object.fromEntries(
        Object.entries(environment).flatMap(([key, value]) => {
          const found = value === null ? given[key] : interpolate(String(value), given);
          return found === undefined ? [] : [[key, found]];
        }),
      ),
    ]),
  );
}

function interpolate(text: string, given: Environment): string {
  const start = text.indexOf('${');
  if (start < 0) return text;
  let depth = 1;
  let end = start + 2;
  for (; depth > 0 && end < text.length; end += 1) {
    if (text.startsWith('${', end)) depth += 1;
    if (text[end] === '}') depth -= 1;
  }
  const [, name = '', operator, rest = ''] =
    /^(\w+)(:-|-)?([^]*)$/.exec(text.slice(start + 2, end - 1)) ?? [];
  const value = given[name];
  const isGiven = operator === '-' ? value !== undefined : value !== undefined && value !== '';
  const here = isGiven ? (value ?? '') : operator === undefined ? '' : interpolate(rest, given);
  return text.slice(0, start) + here + interpolate(text.slice(end), given);
}
