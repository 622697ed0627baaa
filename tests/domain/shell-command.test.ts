import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INVOCATION, commandWords, scoracleCommand, shellWord } from '../../src/domain/shell-command.ts';

const SHELLS = ['/bin/sh', '/bin/dash', '/bin/bash', '/bin/zsh'].filter((shell) => existsSync(shell));

/** The words that a shell makes of a line. Values end each with a NUL, which no value holds. */
function readBy(shell: string, line: string): string[] {
  const output = execFileSync(shell, ['-c', `printf '%s\\0' ${line}`], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8', HOME: '/nowhere', PATH: '/bin:/usr/bin' },
  });
  return output.split('\0').slice(0, -1);
}

const HOSTILE = [
  '',
  ' ',
  '$(touch /tmp/owned)',
  '`id`',
  "Nott'm Forest",
  `a"b'c\\d`,
  '; rm -rf ~ #',
  '> file',
  '!history',
  '~root',
  '*?[a]{b,c}',
  '=ls',
  '-rf',
  '--team',
  'two\nlines',
  'tab\tand\rreturn',
  '\u001B[2Jcleared\u0007',
  'C1 \u009B31m',
  'right \u202E to left \u2066',
  'zero\u200Bwidth',
  'line\u2028paragraph\u2029',
  '\n-\'!%s%%\\n$(id)`id`"',
  '-\nbegins',
  'é ü 京 🏀',
];

describe('a word of a shell', () => {
  test.each(SHELLS)('comes back whole through %s', (shell) => {
    for (const value of HOSTILE) expect(readBy(shell, shellWord(value))).toEqual([value]);
  });

  test('comes back whole and shows on one line, whatever it holds', { timeout: 120_000 }, () => {
    const value = fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(...Array.from(`'"\\$\`!-%\n\t\u001B\u202E; &|<>~=`)),
          fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        ),
      })
      .map((text) => text.replace(/\n+$/, ''))
      .filter((text) => !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(value, { minLength: 20, maxLength: 40 }), (values) => {
        const line = values.map(shellWord).join(' ');
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(readBy('/bin/sh', line)).toEqual(values);
      }),
      { numRuns: 40 },
    );
  });

  test('shows what no shell can hand over as the replacement character', () => {
    expect(readBy('/bin/sh', shellWord('a\0b\uD800'))).toEqual(['a\uFFFDb\uFFFD']);
  });

  test('stays bare where that is safe', () => {
    expect(shellWord('2025-10-21')).toBe('2025-10-21');
    expect(shellWord('America/New_York')).toBe('America/New_York');
  });
});

describe('a command', () => {
  test('keeps values that begin with a hyphen apart from options', () => {
    expect(commandWords('why', { operands: ['-x'] })).toBe('why -- -x');
    expect(
      commandWords('teams alias add', {
        options: { '--alias': '-x y', '--sync': true, '--season': undefined },
      }),
    ).toBe("teams alias add --alias='-x y' --sync");
  });

  test('begins with the call of the program', () => {
    expect(scoracleCommand('retry-task', { options: { '--task-id': 7 } })).toBe(
      `${INVOCATION} retry-task --task-id 7`,
    );
  });
});
