import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPath } from '../../src/http/security/local-path.ts';

const ORIGIN = 'http://scoracle.example';

describe('an address to go back to', () => {
  it.each([
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/%2E%2e//evil.example',
    '/%2e%2e%2fevil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%5cevil.example',
    '/%2f%2fevil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/%09/evil.example',
    '/%00',
    '/games//evil.example',
    'http://evil.example/',
    'https:evil.example',
    'http:/evil.example',
    'evil.example',
    '//user:word@evil.example/',
    '/@evil.example/..//x',
    'javascript:alert(1)',
    'data:text/html,x',
    '/games/../quarantine',
    '/./games',
    `/${'a'.repeat(3_000)}`,
    '',
    undefined,
    ['/games', '/games'],
  ])('leads from %j to the first page', (address) => {
    expect(localPath(address)).toBe('/');
  });

  it.each([
    '/',
    '/games',
    '/games/7',
    '/games?q=LAL%20%40%20GSW&order=asc',
    '/tasks?games=q%3D%2F%2Fx',
    '/admin/queues',
  ])('leads to %s', (address) => {
    expect(localPath(address)).toBe(address);
  });

  it('never leaves this server, whatever it is made of', () => {
    const pieces = [
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%09',
      '\t',
      '\n',
      '\r',
      ' ',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'http:',
      'games',
      '%',
      '\u3002',
      '\u0000',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), (parts) => {
        const target = localPath(parts.join(''));
        expect(new URL(target, ORIGIN).origin).toBe(ORIGIN);
        expect(new URL(target, ORIGIN).href).toBe(`${ORIGIN}${target}`);
        // A proxy or browser that decodes once more must come to the same server.
        expect(
          new URL(
            target.replaceAll(/%(2f|2e|5c)/gi, (code) => decodeURIComponent(code)).replace(/[?#].*$/, ''),
            ORIGIN,
          ).origin,
        ).toBe(ORIGIN);
      }),
      { numRuns: 3_000 },
    );
  });
});
