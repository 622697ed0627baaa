import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/platform/redaction.ts';

/** Characters that mean something to regular expressions, URLs, JSON and HTML. */
const ODD = 'a$1+b.c*(d)[e]{2}|^f\\g/h?i=j&k%2Fl "ä" <m>\'n';

const PERCENT_TWICE = encodeURIComponent(encodeURIComponent(ODD));
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['plain', ODD],
  ['percent-encoded', encodeURIComponent(ODD)],
  [
    'percent-encoded in lower case',
    encodeURIComponent(ODD).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ],
  ['percent-encoded twice', PERCENT_TWICE],
  ['a path', encodeURI(ODD)],
  ['a form', new URLSearchParams({ key: ODD }).toString().slice('key='.length)],
  ['a URL', new URL(`http://host/?key=${encodeURIComponent(ODD)}`).search.slice('?key='.length)],
  ['decoded once more', decodeURIComponent(ODD)],
  ['JSON', JSON.stringify(ODD).slice(1, -1)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(ODD)).slice(3, -3)],
  [
    'JSON of PHP',
    JSON.stringify(ODD).slice(1, -1).replaceAll('/', String.raw`\/`).replaceAll('ä', String.raw`\u00e4`),
  ],
  [
    'HTML',
    ODD.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
  ],
  ['base64', Buffer.from(ODD).toString('base64')],
  ['base64url', Buffer.from(ODD).toString('base64url')],
];

describe('redaction of secrets', () => {
  it.each(SPELLINGS)('removes a key that is written as %s, and nothing else', (_name, spelling) => {
    const redact = createRedactor([ODD]);
    expect(redact(`before ${spelling} after ${spelling}`)).toBe('before [redacted] after [redacted]');
  });

  it('leaves texts alone that only look like the key as a pattern', () => {
    const redact = createRedactor(['k.y+[a-z]{8}']);
    expect(redact('key+abcdefgh kayy')).toBe('key+abcdefgh kayy');
  });

  it('removes every one of several keys, and leaves short ones in the data', () => {
    const redact = createRedactor(['first-long-key', undefined, 'second-long-key', 'sim']);
    expect(redact('first-long-key simulated second-long-key')).toBe('[redacted] simulated [redacted]');
  });

  it('takes a key with a stray percent sign as it is', () => {
    expect(createRedactor(['100%-secret-key'])('a 100%-secret-key and 100%25-secret-key')).toBe(
      'a [redacted] and [redacted]',
    );
  });
});
