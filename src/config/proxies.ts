import { isIP } from 'node:net';
import { z } from 'zod';
import { refuse } from './values.ts';

/** Ranges that go by a name, as express knows them. */
const NAMED_RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** More proxies in a row than anybody has. */
const MAX_HOPS = 10;

/** Whose X-Forwarded-For is believed: addresses and ranges, or the number of proxies in front. */
export function trustedProxies() {
  return z
    .string()
    .transform((raw, context): number | readonly string[] => {
      const parts = raw.split(',').map((part) => part.trim().toLowerCase());
      const given = parts.filter((part) => part !== '');
      const [only, second] = given;
      if (only !== undefined && second === undefined && /^\d+$/.test(only) && Number(only) <= MAX_HOPS) {
        return Number(only);
      }
      const wrong = given.find((part) => !isAddressOrRange(part));
      if (wrong === undefined) return given;
      return refuse(
        context,
        `has "${wrong}": give addresses and ranges such as 10.0.0.7,10.1.0.0/16,loopback, or a number of proxies up to ${MAX_HOPS}.`,
      );
    })
    .meta({ accepts: `addresses and ranges with commas between them, or a number up to ${MAX_HOPS}` });
}

/** A range of length 0 would believe everybody, which is never meant. */
function isAddressOrRange(text: string): boolean {
  if (NAMED_RANGES.has(text)) return true;
  const [address = '', length, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (length === undefined) return true;
  return /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128);
}
