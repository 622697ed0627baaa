import type { Command, Option } from 'commander';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/cli/context.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { registerCommands } from '../../src/features/register-commands.ts';
import { type TestServer, call, startTestServer } from '../http/http-support.ts';
import { runHere } from './run-here.ts';

/** What nothing is called, and what is no number, no day, no zone and no file. */
const NOPE = 'nope-nowhere';

/** Options that take any words, or that say what is to be; they have no name of something that is there. */
const FREE_OPTIONS = new Set([
  'accept-reason',
  'alias',
  'city',
  'code',
  'country',
  'cursor',
  'external-id',
  'name',
  'reason',
  'region',
  'search',
  'short',
]);

/** Options that are free in one command and name something in another. */
const FREE_HERE: Readonly<Record<string, string>> = {
  'query season-stats --player': 'a part of a name',
  'ids link --provider': 'a provider may be new to us',
  'ids unlink --provider': 'the id at it is looked for',
  'ids none --provider': 'the question about the id at it is looked for',
  'odds snapshot --event': 'an id at a provider, which is asked for where one is on',
  'venues merge --into': 'the place that goes is looked for first',
  'datasets refresh --key': 'a key of any dataset; keys without rows are refreshed to nothing',
  'leagues add --months': 'says what is to be, and is refused as such',
  'leagues update --months': 'says what is to be, and is refused as such',
  'leagues add --turns-on': 'says what is to be, and is refused as such',
  'leagues update --turns-on': 'says what is to be, and is refused as such',
  'quarantine retry --timezone': 'a zone is refused as one of a file is, with the nearest',
  'ingest-schedule --timezone': 'the file is read first: here there is none',
  'ingest-schedule --date-format': 'the file is read first',
  'ingest-schedule --columns': 'the file is read first',
  'ingest-schedule --preset': 'the file is read first',
  'ingest-schedule --file': 'a file that is not there is no word of ours',
  'backfill start --file': 'a file that is not there is no word of ours',
  'factors compute --file': 'a file that is not there is no word of ours',
  'factors compute --opponents': 'the same',
  'ratings compute --file': 'a file that is not there is no word of ours',
  'ratings compute --initial': 'the same',
  'ratings import --file': 'the same',
  'ratings import --source': 'who published it, in any words',
  'quarantine retry --date-format': 'a form is any tokens',
  'leagues add --timezone': 'says what is to be, and is refused as such',
  'leagues update --timezone': 'says what is to be, and is refused as such',
  'leagues add --hours': 'says what is to be, and is refused as such',
  'leagues update --hours': 'says what is to be, and is refused as such',
  'leagues add --id': 'says what is to be',
  'leagues update --id': 'says what is to be',
  'standings deduct --source': 'any words',
  'teams text-id --id': 'says what is to be',
  'venues add --timezone': 'says what is to be',
  'venues update --timezone': 'says what is to be',
  'ingest-schedule --league': 'the file is read first',
};

/** What a command needs beside the option that is tried. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'seed-blanket --league': ['--sport', 'NBA', '--season', '2026'],
  'backfill start --league': ['--from', '2024'],
  'backfill start --source': ['--league', 'NBA', '--from', '2024'],
  'backfill start --from': ['--league', 'NBA'],
  'backfill start --to': ['--league', 'NBA', '--from', '2024'],
  'backfill start --odds-at': ['--league', 'NBA', '--from', '2024'],
  'backfill start --what': ['--league', 'NBA', '--from', '2024'],
};

const VALUES: Readonly<Record<string, string>> = {
  sport: 'NBA',
  season: '2026',
  name: 'Somewhere',
  team: 'Lakers',
  alias: 'Somewhere',
  venue: 'Somewhere',
  league: 'NBA',
  provider: 'espn',
  'external-id': '13',
  entity: '999',
  type: 'team',
  'game-id': '1',
  'task-id': '1',
  date: '2026-01-15',
  at: '2030-01-01T00:00:00Z',
  file: '-',
  starts: '2026-10-01',
  timezone: 'UTC',
  into: '998',
  latitude: '1',
  longitude: '1',
  host: 'h',
  on: '2026-01-15',
  points: '1',
};

function leavesOf(parent: Command, path = ''): [string, Command][] {
  return parent.commands.flatMap((command): [string, Command][] => {
    const name = `${path} ${command.name()}`.trim();
    return command.commands.length === 0 ? [[name, command]] : leavesOf(command, name);
  });
}

const program = createProgram('0.0.0');
await registerCommands(program, {} as CommandContext);

/** Commands that work on for long, or on this machine. */
const NOT_RUN = new Set(['scheduler start', 'scheduler stop', 'scheduler restart', 'simulate season']);

const TRIALS = leavesOf(program)
  .filter(([name]) => !NOT_RUN.has(name))
  .flatMap(([name, command]) =>
    command.options
      .filter((option) => option.required && !FREE_OPTIONS.has(option.long?.slice(2) ?? ''))
      .map((option): [string, Command, Option] => [`${name} ${option.long}`, command, option]),
  )
  .filter(([trial]) => FREE_HERE[trial] === undefined);

/** The command with its mandatory options and arguments, and the one that is tried. */
function wordsOf(trial: string, command: Command, tried: Option): string[] {
  const given = command.options
    .filter((option) => option.mandatory && option !== tried)
    .flatMap((option) => [option.long ?? '', VALUES[option.long?.slice(2) ?? ''] ?? '1']);
  const args = command.registeredArguments.filter(({ required }) => required).map(() => '1');
  const needed = NEEDS[trial] ?? [];
  return [...trial.split(' ').slice(0, -1), ...args, ...given, ...needed, tried.long ?? '', NOPE];
}

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
  await test.app.database.db.execute(
    sql`insert into work_items (kind, subject, payload, due_at) values ('toy', 'a', '{}', now() + interval '1 day')`,
  );
  await test.app.venueRegister.add({ name: 'Somewhere' }, { name: 'test' });
}, 60_000);
afterAll(() => test.close());

describe('a name that nothing has', () => {
  it.each(TRIALS)('in %s is refused as wrong usage', async (trial, command, option) => {
    const { exitCode, stdout } = await runHere(
      [...wordsOf(trial, command, option), '--json'],
      test.environment,
    );
    expect({ exitCode, stdout }).toMatchObject({ exitCode: EXIT_CODES.usage });
  });

  it.each([
    ['jobs show', NOPE],
    ['datasets show', NOPE],
    ['leagues show', NOPE],
    ['venues show', NOPE],
    ['runs show', NOPE],
  ])('as the argument of %s is refused as wrong usage', async (command, name) => {
    await test.app.database.db.execute(sql`
      insert into job_schedules (name, description, runs_on, cadence_ms, timeout_ms, late_after_ms, next_due_at)
      values ('toy', 'Plays.', 'control', 1000, 1000, 1000, now()) on conflict do nothing`);
    const { exitCode, stdout } = await runHere([...command.split(' '), name, '--json'], test.environment);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: EXIT_CODES.usage });
  });

  it.each([
    ['runs show', '999'],
    ['venues show', '999'],
    ['work show', '999'],
    ['query tasks', '--game-id=999'],
    ['alerts close', '999'],
    ['retry-task', '--task-id=999'],
    ['seed-blanket', '--status=999'],
    ['backfill status', '999'],
    ['backfill pause', '999'],
  ])('is told apart from a number of nothing: %s %s', async (command, argument) => {
    const { exitCode } = await runHere([...command.split(' '), argument, '--json'], test.environment);
    expect(exitCode).toBe(EXIT_CODES.failed);
  });
});

type Parameter = { name: string; in: string; schema: Record<string, unknown> };
type Operation = { parameters?: Parameter[] };

/** Parameters of queries that take any words. */
const FREE_PARAMETERS = new Set([
  'q',
  'external_id',
  'player',
  'name',
  'date_format',
  'timezone',
  'accept_reason',
]);

describe('a value that nothing has in the query of a route', () => {
  it('is refused with the field, by every route of the description that reads', async () => {
    const { body } = await call(`${test.url}/openapi.json`);
    const refused: string[] = [];
    const taken: string[] = [];
    for (const [path, operations] of Object.entries<Record<string, Operation>>(body.paths)) {
      const parameters = operations['get']?.parameters ?? [];
      const isOf = (place: string) => (parameter: Parameter) => parameter.in === place;
      const required = parameters.filter((one) => one.in === 'query' && 'required' in one && one['required']);
      for (const parameter of parameters.filter(isOf('query'))) {
        if (FREE_PARAMETERS.has(parameter.name)) continue;
        const query = new URLSearchParams();
        for (const { name } of required) query.set(name, VALUES[name] ?? '1');
        query.set(parameter.name, NOPE);
        const target = path.replaceAll(/\{\w+\}/g, (part) =>
          part === '{name}' ? (path.includes('queries') ? 'edges' : 'games') : '1',
        );
        const answer = await call(`${test.url}${target}?${query.toString()}`);
        const isRefused = answer.status === 400 && answer.body.errors?.[0]?.field?.startsWith(parameter.name);
        (isRefused ? refused : taken).push(
          `${path}?${parameter.name} ${isRefused ? '' : answer.status}`.trim(),
        );
      }
    }
    expect(taken).toEqual([]);
    expect(refused.length).toBeGreaterThan(40);
  }, 120_000);

  it.each([
    '/teams',
    '/games',
    '/runs',
    '/venues',
    '/odds/events',
    '/odds/movements',
    '/odds/efficiency',
    '/queries/edges',
    '/ratings',
    '/standings',
    '/standings/pythagorean',
  ])('is refused by the page %s as well', async (path) => {
    expect((await fetch(`${test.url}${path}?league=${NOPE}`)).status).toBe(400);
  });
});

describe('closing lines of a league without a day', () => {
  it('are refused by the command and the route, which say what is missing', async () => {
    const { exitCode } = await runHere(['odds', 'closing', '--league', 'NBA'], test.environment);
    expect(exitCode).toBe(EXIT_CODES.usage);
    const answer = await call(`${test.url}/admin/odds/closing?league=NBA`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'date' }] } });
    const ofDay = await call(`${test.url}/admin/odds/closing?league=NBA&date=2026-01-15`);
    expect(ofDay).toMatchObject({ status: 200, body: { items: [] } });
  });
});
