import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../src/features/all-features.ts';
import { registerCommands } from '../../src/features/register-commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { INVOCATION } from '../../src/domain/shell-command.ts';
import { runHere } from './run-here.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

/** Every command and every group of commands by its path: `monitor upcoming`. */
function commandsOf(parent: Command, parentPath = ''): [name: string, command: Command][] {
  return parent.commands.flatMap((command) => {
    const name = `${parentPath} ${command.name()}`.trim();
    return [[name, command], ...commandsOf(command, name)];
  });
}

async function buildProgram(): Promise<Command> {
  const program = createProgram('0.0.0');
  // No command is run, so none asks for anything.
  await registerCommands(program, {} as CommandContext);
  return program;
}

const COMMANDS = commandsOf(await buildProgram());

function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help
    .split('\n')
    .filter((line) => line.startsWith(`  $ ${INVOCATION} `))
    .map((line) => line.slice(`  $ ${INVOCATION} `.length));
}

/** The words of an example as a shell takes them apart; what is behind `<` belongs to the shell. */
function words(example: string): string[] {
  const [typed = ''] = example.split(' < ');
  return [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('the features', () => {
  it.each(FEATURES.flatMap(({ commands = [] }) => commands))(
    'hand in $name by the name and the aliases that it has',
    async ({ name, aliases = [], load }) => {
      const program = createProgram('0.0.0');
      const register = await load();
      register(program, {} as CommandContext);
      expect(program.commands.map((command) => [command.name(), command.aliases()])).toEqual([
        [name, aliases],
      ]);
    },
  );
});

describe.each(COMMANDS)('the help of %s', (name, command) => {
  it('has a description and examples of this command, which are typed right', async () => {
    expect(command.description()).toMatch(/^[A-Z].*\.$/s);
    const found = examplesOf(command);
    expect(found).not.toEqual([]);
    for (const example of found) {
      expect(example.startsWith(name)).toBe(true);
      const program = await buildProgram();
      const run: string[] = [];
      for (const [leaf, one] of commandsOf(program)) {
        one.exitOverride();
        if (one.commands.length === 0) one.action(() => void run.push(leaf));
      }
      await program.parseAsync(words(example), { from: 'user' });
      expect(run).toHaveLength(1);
    }
  });
});

/** What each command is called with here, on an installation without games; none is left out but by a reason. */
const CALLS: Readonly<Record<string, { args?: readonly string[]; ends: keyof typeof EXIT_CODES }>> = {
  migrate: { ends: 'done' },
  'ingest-schedule': {
    args: ['--file', '-', '--format', 'csv', '--sport', 'NBA', '--season', '2025'],
    ends: 'failed',
  },
  'ingest list': { ends: 'done' },
  'ingest undo': { args: ['1'], ends: 'failed' },
  'refresh-schedules': { ends: 'done' },
  'refresh-rosters': { ends: 'done' },
  'odds lines': { args: ['--game-id', '999'], ends: 'failed' },
  'odds movement': { args: ['--game-id', '999'], ends: 'failed' },
  'odds closing': { args: ['--league', 'NBA', '--date', '2026-01-15'], ends: 'done' },
  'odds events': { ends: 'done' },
  load: { args: ['--dataset', 'odds', '--file', '-'], ends: 'failed' },
  'quarantine list': { ends: 'done' },
  'quarantine retry': { ends: 'done' },
  'quarantine discard': { args: ['1'], ends: 'failed' },
  'teams resolve': { args: ['Lakers', '--sport', 'NBA'], ends: 'done' },
  'teams list': { args: ['--sport', 'NFL'], ends: 'done' },
  'teams add': { args: ['--sport', 'NBA', '--name', 'Seattle SuperSonics', '--distinct'], ends: 'failed' },
  'teams rename': { args: ['--sport', 'NBA', '--team', 'Lakers', '--name', 'Lakers of LA'], ends: 'done' },
  'teams text-id': { args: ['--sport', 'NBA', '--team', 'Celtics', '--id', 'celtics'], ends: 'done' },
  'teams move': { args: ['--sport', 'NBA', '--team', 'Celtics', '--season', '2025'], ends: 'done' },
  'leagues list': { args: ['--sport', 'FOOTBALL'], ends: 'done' },
  'leagues show': { args: ['La Liga'], ends: 'done' },
  'leagues add': { args: ['--sport', 'NBA', '--name', 'NBA', '--timezone', 'UTC'], ends: 'failed' },
  'leagues update': { args: ['--sport', 'FOOTBALL', '--league', 'Nowhere'], ends: 'usage' },
  'rosters show': { args: ['--sport', 'NBA', '--team', 'Celtics'], ends: 'done' },
  'leagues seasons': { args: ['--sport', 'NBA'], ends: 'done' },
  'leagues season': {
    args: ['--sport', 'NBA', '--season', '2026', '--starts', '2026-10-20'],
    ends: 'done',
  },
  'injuries list': { args: ['--at', '2026-01-15'], ends: 'done' },
  'injuries questions': { args: [], ends: 'done' },
  'lineups show': { args: ['--game-id', '999999'], ends: 'failed' },
  'officials list': { args: ['--league', 'nba'], ends: 'done' },
  'transactions list': { args: ['--kind', 'moved'], ends: 'done' },
  'venues list': { args: ['nowhere'], ends: 'done' },
  'venues show': { args: ['999'], ends: 'failed' },
  'venues questions': { args: [], ends: 'done' },
  'venues add': { args: ['--name', 'Sea Park', '--latitude', '91', '--longitude', '0'], ends: 'failed' },
  'venues update': { args: ['--venue', '999', '--city', 'Porto'], ends: 'failed' },
  'venues rename': { args: ['--venue', '999', '--name', 'Sea Park'], ends: 'failed' },
  'venues alias add': { args: ['--venue', '999', '--alias', 'The Park'], ends: 'failed' },
  'venues alias remove': { args: ['--venue', '999', '--alias', 'The Park'], ends: 'failed' },
  'venues merge': { args: ['998', '--into', '999'], ends: 'failed' },
  'venues split': { args: ['999'], ends: 'failed' },
  'players merge': { args: ['1', '--into', '2'], ends: 'failed' },
  'players split': { args: ['1'], ends: 'failed' },
  'ids list': { args: ['--type', 'team', '--sport', 'NBA'], ends: 'done' },
  'ids questions': { args: ['--sport', 'NBA'], ends: 'done' },
  'ids link': {
    args: [
      '--sport',
      'NBA',
      '--type',
      'team',
      '--provider',
      'espn',
      '--external-id',
      '13',
      '--entity',
      '999999',
    ],
    ends: 'failed',
  },
  'ids unlink': {
    args: ['--sport', 'NBA', '--type', 'team', '--provider', 'espn', '--external-id', '13'],
    ends: 'failed',
  },
  'ids none': { args: ['--sport', 'NBA', '--provider', 'espn', '--external-id', '13'], ends: 'failed' },
  'teams alias add': {
    args: ['--sport', 'NBA', '--team', 'Lakers', '--alias', 'Lakeshow'],
    ends: 'done',
  },
  'teams alias remove': { args: ['--sport', 'NBA', '--alias', 'Lakeshow'], ends: 'done' },
  'generate-tasks': { args: ['--sport', 'NBA', '--season', '2025'], ends: 'done' },
  'list-tasks': { ends: 'done' },
  'retry-task': { args: ['--task-id', '1'], ends: 'failed' },
  'cancel-task': { args: ['--task-id', '1'], ends: 'failed' },
  'seed-game': { args: ['--game-id', '1'], ends: 'failed' },
  'seed-games': { args: ['--date', '2026-01-15'], ends: 'done' },
  'seed-blanket': { args: ['--list'], ends: 'done' },
  // Without a key nobody tells of the past.
  'backfill start': { args: ['--league', 'NBA', '--from', '2024', '--estimate'], ends: 'usage' },
  'backfill list': { ends: 'done' },
  'backfill status': { args: ['1'], ends: 'failed' },
  'backfill pause': { args: ['1'], ends: 'failed' },
  'backfill resume': { args: ['1'], ends: 'failed' },
  'backfill cancel': { args: ['1'], ends: 'failed' },
  replay: { args: ['--sport', 'NBA', '--season', '2025', '--dry-run'], ends: 'failed' },
  'scheduler stop': { ends: 'failed' },
  'scheduler restart': { ends: 'failed' },
  'scheduler status': { ends: 'done' },
  'scheduler pause': { args: ['--sport', 'NBA'], ends: 'done' },
  'scheduler resume': { args: ['--sport', 'NBA'], ends: 'done' },
  'jobs list': { ends: 'done' },
  'jobs show': { args: ['reconcile'], ends: 'failed' },
  'jobs run': { args: ['reconcile'], ends: 'failed' },
  'jobs pause': { args: ['reconcile'], ends: 'failed' },
  'jobs resume': { args: ['reconcile'], ends: 'failed' },
  'monitor upcoming': { ends: 'done' },
  'monitor failures': { ends: 'done' },
  'monitor stats': { ends: 'done' },
  'monitor api-usage': { ends: 'done' },
  'monitor forecast': { ends: 'done' },
  'monitor pending-seeds': { ends: 'done' },
  'monitor jobs': { ends: 'done' },
  'monitor objectives': { ends: 'done' },
  'simulate season': { args: ['--sport', 'NBA', '--season', '2025'], ends: 'usage' },
  'monitor latency': { ends: 'done' },
  'breaker list': { ends: 'done' },
  'breaker reset': { args: ['--host', 'v2.nba.example.org'], ends: 'usage' },
  'alerts list': { ends: 'done' },
  'alerts test': { ends: 'failed' },
  'alerts close': { args: ['1'], ends: 'failed' },
  'query games': { ends: 'done' },
  'query tasks': { args: ['--game-id', '1'], ends: 'failed' },
  'query changes': { args: ['--game-id', '1'], ends: 'failed' },
  'query season-stats': { args: ['--sport', 'NBA', '--season', '2025'], ends: 'done' },
  'runs list': { args: ['--kind', 'import'], ends: 'done' },
  'runs show': { args: ['1'], ends: 'failed' },
  why: { args: ['1'], ends: 'failed' },
  'odds fair': { args: ['--prices', '2.6,2.4,4.3', '--method', 'shin'], ends: 'done' },
  'load-quarantine list': { args: ['--dataset', 'odds', '--reason', 'no_game'], ends: 'done' },
  'differences list': { ends: 'done' },
  'differences lines': { ends: 'done' },
  'odds efficiency': { args: ['--league', 'NBA'], ends: 'done' },
  'odds plan': { ends: 'done' },
  'queries list': { ends: 'done' },
  'queries run': { args: ['closing-value'], ends: 'done' },
  'ratings show': { args: ['--league', 'NBA'], ends: 'done' },
  'ratings history': { args: ['--team', 'lakers'], ends: 'done' },
  'ratings recompute': { args: ['--league', 'NBA'], ends: 'done' },
  'ratings import': { args: ['--league', 'NBA', '--file', '-', '--source', 'a test'], ends: 'failed' },
  'standings show': { args: ['--league', 'NBA'], ends: 'failed' },
  'standings pythagorean': { args: ['--league', 'NBA'], ends: 'failed' },
  'standings deduct': {
    args: [
      '--sport FOOTBALL --league MLS --team Toronto --season 2025 --points 1 --on 2025-05-01 --source here',
    ].flatMap((text) => text.split(' ')),
    ends: 'done',
  },
  'factors compute': { args: ['--file', '-'], ends: 'failed' },
  'ratings compute': { args: ['--sport', 'NBA', '--file', '-'], ends: 'failed' },
  'odds snapshot': { args: ['--league', 'NBA'], ends: 'failed' },
  'odds settle': {
    args: ['--market', 'spreads', '--point', '-3.5', '--pick', 'home', '--score', '24-20', '--price', '1.91'],
    ends: 'done',
  },
  'work list': { ends: 'done' },
  'work show': { args: ['1'], ends: 'failed' },
  'work retry': { args: ['--kind', 'refresh-roster', '--status', 'failed'], ends: 'done' },
  'work requeue': { args: ['--kind', 'refresh-roster'], ends: 'done' },
  'work cancel': { args: ['1', '2'], ends: 'failed' },
  reconcile: { ends: 'done' },
  'rebuild-queue': { ends: 'done' },
  'backup list': { ends: 'done' },
  'backup create': { args: ['--format', 'portable'], ends: 'done' },
  'backup verify': { ends: 'done' },
  'backup restore': { args: ['--force'], ends: 'done' },
  'backup prune': { args: ['--dry-run'], ends: 'done' },
  'datasets list': { ends: 'done' },
  'datasets show': { args: ['nba_player_season_stats'], ends: 'done' },
  'datasets refresh': { args: ['nba_player_season_stats', '--all'], ends: 'done' },
  'datasets lineage': { args: ['games'], ends: 'done' },
  doctor: { ends: 'failed' },
  'log-level': { args: ['debug', '--for', '10m'], ends: 'done' },
  completion: { args: ['bash'], ends: 'done' },
};

/** It goes on until it is stopped, and prints no result. */
const WITHOUT_RESULT = ['scheduler start'];

describe('--json', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-commands-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is tried with every command', () => {
    const leaves = COMMANDS.filter(([, command]) => command.commands.length === 0).map(([name]) => name);
    expect(Object.keys(CALLS).sort()).toEqual(leaves.filter((name) => !WITHOUT_RESULT.includes(name)).sort());
  });

  it.each(Object.entries(CALLS))(
    'makes %s print one JSON document and nothing else',
    async (command, { args = [], ends }) => {
      const run = await runHere([...command.split(' '), ...args, '--json'], {
        DATABASE_URL: database.url,
        BACKUP_DIR: folder,
      });
      const document: unknown = JSON.parse(run.stdout);
      expect({ exitCode: run.exitCode, document }).toMatchObject({ exitCode: EXIT_CODES[ends] });
      expect(typeof document).toBe('object');
    },
  );
});
