import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

/** Nothing listens there: whoever asks for a database fails. */
const NO_DATABASE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' };

const folder = mkdtempSync(path.join(tmpdir(), 'scoracle-completion-'));
const scriptOf = (shell: string): string => path.join(folder, `scoracle.${shell}`);

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const run = await runCli(['completion', shell], { environment: NO_DATABASE });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    writeFileSync(scriptOf(shell), run.stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell prints that runs `commands`; fails the test where it complains. */
function inShell(command: string, args: readonly string[]): string {
  const run = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('in bash', () => {
  const complete = (...words: readonly string[]): string[] =>
    inShell('bash', [
      '--norc',
      '-c',
      `source "$1"; shift; COMP_WORDS=(scoracle "$@"); COMP_CWORD=$#; _scoracle 2>/dev/null
       printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      scriptOf('bash'),
      ...words,
    ])
      .split('\n')
      .filter(Boolean);

  it('offers commands, and the commands of a group', () => {
    expect(complete('lis')).toEqual(['list-tasks']);
    expect(complete('')).toEqual(expect.arrayContaining(['migrate', 'monitor', 'completion', 'help']));
    expect(complete('monitor', '')).toEqual(expect.arrayContaining(['upcoming', 'latency']));
    expect(complete('teams', 'alias', '')).toEqual(['add', 'remove']);
  });

  it('offers the options of the command, also of every command', () => {
    expect(complete('--json', 'monitor', 'upcoming', '--')).toEqual(
      expect.arrayContaining(['--days', '--sport', '--json', '--help']),
    );
    expect(complete('why', '--')).not.toContain('--sport');
  });

  it('offers the values of an option, quoted where the shell needs it', () => {
    expect(complete('list-tasks', '--sport', '')).toEqual(['NBA', 'NFL', 'FOOTBALL', 'NHL', 'MLB']);
    expect(complete('list-tasks', '--sport', '=', 'NB')).toEqual(['NBA']);
    expect(complete('list-tasks', '--status', 'f')).toEqual(['failed']);
    expect(complete('refresh-schedules', '--league', 'Pr')).toEqual([String.raw`Premier\ League`]);
    expect(complete('refresh-schedules', '--league', '"La')).toEqual(['La Liga']);
    expect(complete('ingest-schedule', '--timezone', 'Europe/Ber')).toEqual(['Europe/Berlin']);
    expect(complete('ingest-schedule', '--file', 'package-l')).toEqual(['package-lock.json']);
  });

  it('offers nothing where only the person knows, and takes no value for a command', () => {
    expect(complete('list-tasks', '--days', '')).toEqual([]);
    expect(complete('--search', '')).toEqual(complete(''));
    expect(complete('list-tasks', '--search', 'monitor', '--st')).toEqual(['--status']);
  });

  it('makes the command line a command, from wherever it is called', () => {
    const version = inShell('bash', [
      '--norc',
      '-c',
      'source "$1"; cd /; scoracle --version',
      'bash',
      scriptOf('bash'),
    ]);
    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe.skipIf(!isThere('zsh'))('in zsh (skipped where it is not installed)', () => {
  /** Types into an interactive shell of its own; what the command was called with. */
  const TYPING = `zmodload zsh/zpty
    zpty child zsh -fi
    zpty -w child "scoracle() { print -r -- \\"GOT<\\$*>\\" }; autoload -Uz compinit; compinit -u -D; source $1; print READY-\\$((40+2))"
    zpty -r child seen '*READY-42*'
    zpty -w child "$2"
    zpty -r child seen '*GOT<*>*'
    print -r -- "\${\${seen##*GOT<}%%>*}"
    zpty -d child`;

  it.each([
    ['monitor upc\t--days 1', 'monitor upcoming --days 1'],
    ['refresh-schedules --league Pre\t--dry-run', 'refresh-schedules --league Premier League --dry-run'],
    ['list-tasks --sport=NF\t', 'list-tasks --sport=NFL'],
    ['ingest-schedule --file package-l\t', 'ingest-schedule --file package-lock.json'],
  ])('types %j for a person', (typed, called) => {
    expect(inShell('zsh', ['-fc', TYPING, 'zsh', scriptOf('zsh'), `scoracle ${typed}`])).toBe(`${called}\n`);
  });
});

describe.skipIf(!isThere('fish'))('in fish (skipped where it is not installed)', () => {
  const complete = (line: string): string[] =>
    inShell('fish', [
      '-N',
      '-c',
      `source $argv[1]; complete -C $argv[2]`,
      scriptOf('fish'),
      `scoracle ${line}`,
    ])
      .split('\n')
      .filter(Boolean)
      .map((offer) => offer.split('\t')[0] ?? '');

  it('offers commands, options and values', () => {
    expect(complete('list')).toEqual(['list-tasks']);
    expect(complete('teams alias ')).toEqual(['add', 'remove']);
    expect(complete('monitor upcoming --d')).toEqual(['--days']);
    expect(complete('list-tasks --status f')).toEqual(['failed']);
    expect(complete('refresh-schedules --league Pr')).toEqual(['Premier League']);
    expect(complete('list-tasks --search monitor --st')).toEqual(['--status']);
    expect(complete('list-tasks --days ')).toEqual([]);
  });
});
