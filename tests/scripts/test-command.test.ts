import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm test -- …` without npm, on rules that need no servers. */
function runTests(...args: string[]) {
  return spawnSync(
    process.execPath,
    [
      path.join(projectRoot, 'scripts/test.ts'),
      '--config=tests/architecture/vitest.config.ts',
      '--reporter=./tests/setup/closing-line.ts',
      ...args,
    ],
    { encoding: 'utf8', cwd: '/', env: { PATH: process.env['PATH'] } },
  );
}

describe('the test command', () => {
  it('passes arguments on and ends with the line of counts', () => {
    const { status, stdout } = runTests('tests/architecture/rules.test.ts', '-t', 'say which file');
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^1 passed, 0 failed, \d+ skipped$/);
  });

  it('ends with another code than 0 when there is nothing to run', () => {
    expect(runTests('tests/no-such-folder').status).toBe(1);
  });
});
