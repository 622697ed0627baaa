import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../../scripts/generate-docs/documents.ts';
import { registerCommands } from '../../src/features/register-commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { type Piece, anchorsOf, codeOf, linksOf, readDocuments } from './markdown.ts';

const documents = readDocuments();
const code = documents.flatMap(codeOf);

function at({ document, line }: Piece, problem: string): string {
  return `${document}:${line} ${problem}`;
}

describe('links', () => {
  it('lead to files and headings that exist', () => {
    const broken = documents.flatMap(linksOf).filter((link) => {
      const [file = '', anchor] = link.text.split('#');
      const target = file === '' ? link.document : path.posix.join(path.posix.dirname(link.document), file);
      const full = path.join(PROJECT_ROOT, target);
      return !existsSync(full) || (anchor && !anchorsOf(readFileSync(full, 'utf8')).includes(anchor));
    });
    expect(broken.map((link) => at(link, `links to ${link.text}`))).toEqual([]);
  });
});

describe('commands in documents', () => {
  it('are scripts of package.json', () => {
    const manifest = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = code.flatMap((piece) =>
      [...piece.text.matchAll(/\bnpm (?:run (?:-s |--silent )?([\w:-]+)|(test|start)\b)/g)].map((match) => ({
        piece,
        script: match[1] ?? match[2] ?? '',
      })),
    );
    expect(named.length).toBeGreaterThan(20);
    const unknown = named.filter(({ script }) => !(script in manifest.scripts));
    expect(unknown.map(({ piece, script }) => at(piece, `names npm run ${script}`))).toEqual([]);
  });

  it('are commands of the command line, with options that it knows', async () => {
    const program = createProgram('0');
    await registerCommands(program, {} as CommandContext);
    const calls = code.flatMap((piece) =>
      [...piece.text.matchAll(/(?:npm run -s scoracle --|src\/cli\/main\.ts) ([^`|;&]+)/g)].map((match) => ({
        piece,
        words: (match[1] ?? '').trim().split(/\s+/),
      })),
    );
    expect(calls.length).toBeGreaterThan(20);
    const wrong = calls.flatMap(({ piece, words }) => {
      const problem = problemOf(program, words);
      return problem === undefined ? [] : [at(piece, problem)];
    });
    expect(wrong).toEqual([]);
  });

  it('run files that exist', () => {
    const missing = code.filter(({ text }) =>
      [...text.matchAll(/\bnode ((?:src|workers|simulator|scripts|bench)\/[\w./-]+)/g)].some(
        ([, file = '']) => !existsSync(path.join(PROJECT_ROOT, file)),
      ),
    );
    expect(missing.map((piece) => at(piece, piece.text))).toEqual([]);
  });

  it('name the samples that there are', () => {
    const named = code.flatMap((piece) =>
      [...piece.text.matchAll(/\bsamples\/[\w.-]+\.\w+/g)].map(([file]) => ({ piece, file })),
    );
    const missing = named.filter(({ file }) => !existsSync(path.join(PROJECT_ROOT, file)));
    expect(missing.map(({ piece, file }) => at(piece, file))).toEqual([]);
  });
});

describe('variables in documents', () => {
  /** Of Node and of docker compose, and a column of schedule files. */
  // Of compose, the build and examples.
  const OTHERS = [
    'NODE_ENV',
    'NODE_COMPILE_CACHE',
    'POSTGRES_PASSWORD',
    'GRAFANA_PASSWORD',
    'SECRETS_DIR',
    'NODE_IMAGE',
    'SCORACLE_PORT',
    'HOME_TEAM',
    // Of `npm test`.
    'TEST_DATE',
    // Of glibc.
    'MALLOC_ARENA_MAX',
  ];
  const known = new Set([...VARIABLES.map(({ name }) => name), ...OTHERS]);

  it('are variables that Scoracle reads', () => {
    // The walk is made of code with constants of its own: tests/contributing compiles it.
    const texts = code.filter(({ document }) => document !== 'docs/contributing.md');
    const unknown = texts.flatMap((piece) =>
      [...piece.text.matchAll(/(?<![\w$'"])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g)]
        .filter(([name]) => !known.has(name.replace(/_FILE$/, '')))
        .map(([name]) => at(piece, name)),
    );
    expect(unknown).toEqual([]);
  });

  it('are in .env.example only if they exist', () => {
    const example = readFileSync(path.join(PROJECT_ROOT, '.env.example'), 'utf8');
    const names = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

const GENERATED = await generatedDocuments();

describe('generated parts', () => {
  it.each(GENERATED.map(({ name, render }) => [name, render] as const))(
    'of docs/%s say what the code says (node scripts/launch.mjs scripts/generate-docs.ts writes them)',
    (name, render) => {
      const text = readFileSync(path.join(PROJECT_ROOT, 'docs', name), 'utf8');
      expect(render(text)).toBe(text);
    },
  );

  it('hold every metric that a document names', () => {
    const metrics = readFileSync(path.join(PROJECT_ROOT, 'docs/monitoring.md'), 'utf8');
    const known = new Set([...metrics.matchAll(/^\| `(scoracle_\w+)`/gm)].map(([, name]) => name));
    const unknown = code.flatMap((piece) =>
      [...piece.text.matchAll(/\bscoracle_(?!app\b|owner\b)\w+/g)]
        .filter(([name]) => !known.has(name))
        .map(([name]) => at(piece, name)),
    );
    expect(unknown).toEqual([]);
  });
});

/** What is wrong with a call of the command line, without running it; undefined when it is well formed. */
function problemOf(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  const rest = [...words];
  while (rest[0] !== undefined) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (!next) break;
    command = next;
    rest.shift();
  }
  if (command === program && !rest[0]?.startsWith('-') && !/^[<…[]/.test(rest[0] ?? '')) {
    return `names the command ${rest[0]}, which does not exist`;
  }
  if (command !== program && command.commands.length > 0) command = defaultOf(command) ?? command;
  if (command !== program && command.commands.length > 0) return `needs a command of ${command.name()}`;
  const known = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
  const unknown = rest.filter((word) => word.startsWith('--') && !['--help', ...known].includes(word));
  if (unknown.length > 0) return `gives ${command.name()} the unknown ${unknown.join(' ')}`;
  const missing = command.options.filter(({ long, mandatory }) => mandatory && !rest.includes(long ?? ''));
  return missing.length > 0 && rest.length > 0
    ? `calls ${command.name()} without ${missing.map(({ long }) => long).join(' ')}`
    : undefined;
}

/** The command of a group that is meant where none is named; commander keeps its name to itself. */
function defaultOf(group: Command): Command | undefined {
  const { _defaultCommandName: name } = group as unknown as { _defaultCommandName: string | null };
  return group.commands.find((one) => one.name() === name);
}
