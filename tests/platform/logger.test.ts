import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const KEY = 'k+.*(secret)"%2F\\key';

/** Lines go straight to the file descriptor, so a process of its own writes them. */
async function linesOf(isPretty: boolean): Promise<string> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { createLogger } from './src/platform/logger.ts';
       const key = process.env.TEST_KEY;
       const logger = createLogger({ level: 'info', name: 'test', isPretty: ${isPretty}, secrets: [key] });
       logger.info({ url: 'https://host/?apiKey=' + encodeURIComponent(key), err: new Error('no ' + key) }, 'with ' + key);
       logger.info({ request: { headers: { 'x-some-key': 'short' } } }, 'a call');`,
    ],
    { env: { ...process.env, TEST_KEY: KEY } },
  );
  return stderr;
}

describe('the logger', () => {
  it.each([false, true])('writes no secret, whatever carries it (for people: %s)', async (isPretty) => {
    const lines = await linesOf(isPretty);
    expect(lines).toContain('with [redacted]');
    expect(lines).toContain('no [redacted]');
    expect(lines).toContain('apiKey=[redacted]');
    expect(lines).toContain('a call');
    expect(lines).not.toContain('short');
    expect(lines).not.toMatch(/secret\)/);
  });
});
