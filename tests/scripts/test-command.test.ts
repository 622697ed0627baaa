import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

const hasCompiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

/** Runs `npm test -- …` without npm, on rules that need no servers. */
function runTests(...args: string[]) {
  return runTestsOn(undefined, ...args);
}

/** The same with TEST_DATE. */
function runTestsOn(date: string | undefined, ...args: string[]) {
  return spawnSync(
    process.execPath,
    [
      path.join(projectRoot, 'scripts/test.ts'),
      '--config=tests/architecture/vitest.config.ts',
      '--reporter=./tests/setup/closing-line.ts',
      ...args,
    ],
    { encoding: 'utf8', cwd: '/', env: { PATH: process.env['PATH'], TEST_DATE: date } },
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

  it.each(['2027-02-30', '28.02.2027', '2027-02-28T25:00', 'tomorrow'])('refuses the date %s', (date) => {
    const { status, stderr } = runTestsOn(date);
    expect(status).toBe(64);
    expect(stderr).toContain(`TEST_DATE is "${date}"`);
  });

  it.skipIf(!hasCompiler)('lives on the date that it is given (needs a C compiler)', () => {
    const { status, stderr } = runTestsOn(
      '2027-02-28',
      'tests/architecture/rules.test.ts',
      '-t',
      'say which',
    );
    expect(stderr).toMatch(/says 2027-02-28T1[12]:/);
    expect(status).toBe(0);
  });
});
