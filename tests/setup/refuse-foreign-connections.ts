import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach } from 'vitest';
import { foreignConnectionsFile } from './foreign-connections.ts';

/**
 * Fails the test during which this process, or one that it has started, tried to open a connection that leaves this
 * machine (src/platform/loopback-only.mjs keeps it from that).
 */
export function failWhenSomebodyTried(): void {
  const tried = readFileSync(foreignConnectionsFile(), 'utf8').trim();
  if (tried === '') return;
  writeFileSync(foreignConnectionsFile(), '');
  throw new Error(`a connection that is not loopback was tried:\n${tried}`);
}

afterEach(failWhenSomebodyTried);
afterAll(failWhenSomebodyTried);
