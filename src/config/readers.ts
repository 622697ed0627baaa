import type { Environment } from './load-environment.ts';

/** Reads typed values out of the environment and collects what is wrong instead of throwing. */
export type EnvironmentReader = {
  text: (name: string, fallback: string) => string;
  optionalText: (name: string) => string | undefined;
  integer: (name: string, fallback: number, range: { min: number; max: number }) => number;
  optionalInteger: (name: string, range: { min: number; max: number }) => number | undefined;
  /** A number from 0 to 1. */
  fraction: (name: string, fallback: number) => number;
  numberList: (name: string, fallback: readonly number[]) => readonly number[];
  choice: <T extends string>(name: string, choices: readonly T[], fallback: T) => T;
  choiceList: <T extends string>(name: string, choices: readonly T[], fallback: readonly T[]) => readonly T[];
  /** `name=weight` pairs with commas between them; names as in `names`, whatever their case. */
  weights: (name: string, names: readonly string[]) => Readonly<Record<string, number>>;
  url: (name: string, fallback: string, protocols: readonly string[]) => string;
  optionalUrl: (name: string, protocols: readonly string[]) => string | undefined;
  /** Servers with commas between them, each `host:port` or an address with its protocol; a password is never told. */
  optionalServers: (name: string, protocols: readonly string[]) => readonly string[] | undefined;
  /** `name=value` pairs with commas between them; values may be percent-encoded, and are never told. */
  optionalHeaders: (name: string) => Readonly<Record<string, string>> | undefined;
  problems: string[];
};

export function createEnvironmentReader(values: Environment, problems: string[]): EnvironmentReader {
  function integerOrProblem(
    name: string,
    raw: string,
    range: { min: number; max: number },
  ): number | undefined {
    const value = Number(raw);
    if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
    problems.push(`${name} is "${raw}": give a whole number from ${range.min} to ${range.max}.`);
    return undefined;
  }

  function checkUrl(name: string, raw: string, protocols: readonly string[]): string | undefined {
    const protocol = URL.canParse(raw) ? new URL(raw).protocol.replace(/:$/, '') : undefined;
    if (protocol && protocols.includes(protocol)) return raw;
    problems.push(`${name} is not a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}.`);
    return undefined;
  }

  function pick<T extends string>(name: string, raw: string, choices: readonly T[]): T | undefined {
    const found = choices.find((choice) => choice.toLowerCase() === raw.toLowerCase());
    if (!found) problems.push(`${name} is "${raw}": choose from ${choices.join(', ')}.`);
    return found;
  }

  return {
    problems,
    text: (name, fallback) => values[name] ?? fallback,
    optionalText: (name) => values[name],
    integer(name, fallback, range) {
      const raw = values[name];
      return raw === undefined ? fallback : (integerOrProblem(name, raw, range) ?? fallback);
    },
    optionalInteger(name, range) {
      const raw = values[name];
      return raw === undefined ? undefined : integerOrProblem(name, raw, range);
    },
    fraction(name, fallback) {
      const raw = values[name];
      if (raw === undefined) return fallback;
      const value = Number(raw);
      if (value >= 0 && value <= 1) return value;
      problems.push(`${name} is "${raw}": give a number from 0 to 1, such as 0.1.`);
      return fallback;
    },
    numberList(name, fallback) {
      const raw = values[name];
      if (raw === undefined) return fallback;
      if (raw === '') return [];
      const numbers = raw.split(',').map((part) => Number(part.trim() || Number.NaN));
      if (numbers.every((value) => Number.isFinite(value) && value >= 0)) return numbers;
      problems.push(
        `${name} is "${raw}": give numbers with commas between them, such as ${fallback.join(',')}.`,
      );
      return fallback;
    },
    choice(name, choices, fallback) {
      const raw = values[name];
      return raw === undefined ? fallback : (pick(name, raw, choices) ?? fallback);
    },
    choiceList(name, choices, fallback) {
      const raw = values[name];
      if (raw === undefined) return fallback;
      const picked = raw.split(',').map((part) => pick(name, part.trim(), choices));
      return picked.filter((choice) => choice !== undefined);
    },
    weights(name, names) {
      const weights: Record<string, number> = {};
      for (const pair of (values[name] ?? '').split(',').filter((part) => part.trim() !== '')) {
        const [left = '', right = ''] = pair.split('=').map((part) => part.trim());
        const known = pick(name, left, names);
        const weight = Number(right);
        if (known && weight > 0 && weight <= 1_000) weights[known] = weight;
        else if (known)
          problems.push(`${name} gives ${known} the weight "${right}": give a number from 1 to 1000.`);
      }
      return weights;
    },
    url(name, fallback, protocols) {
      const raw = values[name];
      return raw === undefined ? fallback : (checkUrl(name, raw, protocols) ?? fallback);
    },
    optionalUrl(name, protocols) {
      const raw = values[name];
      return raw === undefined ? undefined : checkUrl(name, raw, protocols);
    },
    optionalServers(name, protocols) {
      const raw = values[name];
      if (raw === undefined) return undefined;
      const servers = raw.split(',').map((part) => part.trim());
      const isServer = (server: string): boolean => {
        const [, protocol] = /^([a-z]+):\/\//.exec(server) ?? [];
        if (protocol === undefined) return /^([^\s:/@]+|\[[\da-f:]+\]):\d{1,5}$/i.test(server);
        return protocols.includes(protocol) && URL.canParse(server) && new URL(server).hostname !== '';
      };
      const wrong = servers.findIndex((server) => !isServer(server));
      if (wrong < 0) return servers;
      problems.push(
        `${name}: number ${wrong + 1} of ${servers.length} is no server: give host:port,host:port or, with user and password, ${protocols.map((p) => `${p}://user:password@host:port`).join(' or ')}.`,
      );
      return undefined;
    },
    optionalHeaders(name) {
      const raw = values[name];
      if (raw === undefined) return undefined;
      const headers: Record<string, string> = {};
      for (const pair of raw.split(',').filter((part) => part.trim() !== '')) {
        const header = readHeader(pair);
        if (header) headers[header.name] = header.value;
        else problems.push(`${name} has a part that is not name=value: give name=value,name=value.`);
      }
      return headers;
    },
  };
}

function readHeader(pair: string): { name: string; value: string } | undefined {
  const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
  if (name === undefined || value === undefined) return undefined;
  try {
    return { name, value: decodeURIComponent(value) };
  } catch {
    // A lone percent sign: the value is meant as it stands.
    return { name, value };
  }
}
