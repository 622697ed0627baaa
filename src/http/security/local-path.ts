/** A host that no address of ours has: what an address adds to it shows where the address leads. */
const NOWHERE = 'http://nowhere.invalid';

/** Longer addresses are none that our pages have. */
const MAX_LENGTH = 2_000;

/** What an address may hold at all: browsers drop tabs and line breaks out of it, and take `\` for `/`. */
const PRINTABLE = /^[\x21-\x5b\x5d-\x7e]+$/;

/** Encoded characters that someone behind us may decode into another path: controls, `/`, `\` and dots. */
const ENCODED_STRUCTURE = /%(?:[01][0-9a-f]|7f|2f|5c|2e)/i;

/**
 * An address on this server, path and query; anything that could lead elsewhere becomes `/`. The path must come out
 * of the parser of addresses byte by byte as it went in, so that no browser, proxy or second reading makes another
 * one of it: no dots that are taken away, no empty segments, nothing that hides a separator.
 */
export function localPath(address: unknown): string {
  if (typeof address !== 'string' || address.length > MAX_LENGTH || !PRINTABLE.test(address)) return '/';
  if (!address.startsWith('/') || !URL.canParse(address, NOWHERE)) return '/';
  const url = new URL(address, NOWHERE);
  const path = address.replace(/[?#].*$/, '');
  const isOurs = url.origin === NOWHERE && url.username === '' && url.password === '';
  if (!isOurs || url.pathname !== path || path.includes('//') || ENCODED_STRUCTURE.test(path)) return '/';
  return url.pathname + url.search;
}
