import { z } from 'zod';
import { refuse } from './values.ts';

// Values with an inner form: servers, headers, weights, mail addresses, hours of the day.

/** Servers with commas between them, each `host:port` or an address with its protocol; a password is never told. */
export function servers(protocols: readonly string[]) {
  const example = protocols.map((protocol) => `${protocol}://user:password@host:port`).join(' or ');
  return z
    .string()
    .transform((raw, context): readonly string[] => {
      const given = raw.split(',').map((part) => part.trim());
      const wrong = given.findIndex((server) => !isServer(server, protocols));
      if (wrong < 0) return given;
      const place = `number ${wrong + 1} of ${given.length}`;
      return refuse(
        context,
        `: ${place} is no server: give host:port,host:port or, with user and password, ${example}.`,
      );
    })
    .meta({ accepts: 'servers with commas between them' });
}

function isServer(server: string, protocols: readonly string[]): boolean {
  const [, protocol] = /^([a-z]+):\/\//.exec(server) ?? [];
  if (protocol === undefined) return /^([^\s:/@]+|\[[\da-f:]+\]):\d{1,5}$/i.test(server);
  return protocols.includes(protocol) && URL.canParse(server) && new URL(server).hostname !== '';
}

/** `name=value` pairs with commas between them; values may be percent-encoded, and are never told. */
export function headers() {
  return z
    .string()
    .transform(
      (raw, context): Readonly<Record<string, string>> =>
        Object.fromEntries(
          partsOf(raw).map(
            (pair) =>
              readHeader(pair) ??
              refuse(context, 'has a part that is not name=value: give name=value,name=value.'),
          ),
        ),
    )
    .meta({ accepts: '`name=value` pairs with commas between them' });
}

function readHeader(pair: string): readonly [string, string] | undefined {
  const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
  if (name === undefined || value === undefined) return undefined;
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    // A lone percent sign: the value is meant as it stands.
    return [name, value];
  }
}

/** Names of providers with commas between them, each once, in any case. */
export function sources() {
  return z
    .string()
    .transform((raw, context): readonly string[] => {
      const names = raw.split(',').map((part) => part.trim().toLowerCase());
      if (names.every((one, index) => /^[a-z0-9-]+$/.test(one) && names.indexOf(one) === index)) return names;
      return refuse(
        context,
        `is "${raw}": give names of providers with commas between them, each once, such as api-sports.`,
      );
    })
    .meta({ accepts: 'names of providers with commas between them' });
}

/** Keys of a provider, each once, with commas between them: `h2h,spreads`. */
export function keys(example: string) {
  return z
    .string()
    .transform((raw, context): readonly string[] => {
      const names = raw.split(',').map((part) => part.trim().toLowerCase());
      if (names.every((one, index) => /^[a-z0-9_]+$/.test(one) && names.indexOf(one) === index)) return names;
      return refuse(
        context,
        `is "${raw}": give keys with commas between them, each once, such as ${example}.`,
      );
    })
    .meta({ accepts: 'keys with commas between them' });
}

/** Names of leagues with commas between them; they come back in small letters. */
export function leagueNames() {
  return z
    .string()
    .transform((raw): readonly string[] => partsOf(raw).map((part) => part.trim().toLowerCase()))
    .meta({ accepts: 'names of leagues with commas between them' });
}

/** `name=weight` pairs with commas between them; the names come back in small letters. */
export function weights() {
  return z
    .string()
    .transform((raw, context): Readonly<Record<string, number>> => {
      const named = new Set<string>();
      const entries = partsOf(raw).map((pair): readonly [string, number] => {
        const [left = '', right = ''] = pair.split('=').map((part) => part.trim());
        const weight = Number(right);
        if (left === '') return refuse(context, `gives a weight of "${right}" to no league.`);
        if (named.has(left.toLowerCase()))
          return refuse(context, `gives ${left} more than one weight: give each league one.`);
        named.add(left.toLowerCase());
        if (weight > 0 && weight <= 1_000) return [left.toLowerCase(), weight];
        return refuse(context, `gives ${left} the weight "${right}": give a number from 1 to 1000.`);
      });
      return Object.fromEntries(entries);
    })
    .meta({ accepts: '`league=weight` pairs with commas between them' });
}

/** Mail addresses with commas between them. */
export function mailAddresses() {
  return z
    .string()
    .transform((raw, context): readonly string[] => {
      const given = partsOf(raw).map((part) => part.trim());
      const wrong = given.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
      return wrong === undefined ? given : refuse(context, `names "${wrong}", which is no mail address.`);
    })
    .meta({ accepts: 'mail addresses with commas between them' });
}

/** An IANA time zone, spelled as the system spells it. */
export function timeZone() {
  return z
    .string()
    .transform((raw, context) => {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone;
      } catch {
        return refuse(context, `is "${raw}": give the name of a zone, such as UTC or America/New_York.`);
      }
    })
    .meta({ accepts: 'an IANA time zone' });
}

/** From one hour of the day to another, such as 22-7; `none` for no such hours. */
export function hoursOfDay() {
  return z
    .string()
    .transform((raw, context): { from: number; to: number } | undefined => {
      if (raw === 'none') return undefined;
      const [, from, to] = /^(\d{1,2})\s*-\s*(\d{1,2})$/.exec(raw) ?? [];
      const hours = { from: Number(from), to: Number(to) % 24 };
      if (hours.from <= 23 && Number(to) <= 24 && hours.from !== hours.to) return hours;
      return refuse(context, `is "${raw}": give two hours of the day, such as 22-7.`);
    })
    .meta({ accepts: 'two hours of the day, such as 22-7' });
}

function partsOf(raw: string): readonly string[] {
  return raw.split(',').filter((part) => part.trim() !== '');
}
