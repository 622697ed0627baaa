import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/cli/context.ts';
import { LOADABLE_DATASETS } from '../../src/cli/loads/loadable-datasets.ts';
import { createProgram } from '../../src/cli/program.ts';
import { registerCommands } from '../../src/features/register-commands.ts';
import { LOAD_DATASETS } from '../../src/loads/load-quarantine.ts';
import { LOAD_REASONS } from '../../src/loads/load-reasons.ts';

const ROOT = fileURLToPath(new URL('../../src/', import.meta.url));
const program = createProgram('0.0.0');
await registerCommands(program, {} as CommandContext);

/** Every command by its words, groups of commands among them. */
function namesOf(parent: Command, before = ''): string[] {
  return parent.commands.flatMap((command) => {
    const name = `${before} ${command.name()}`.trim();
    return [name, ...namesOf(command, name)];
  });
}
const NAMES = new Set(namesOf(program));
const GROUPS = [...NAMES].filter((name) => [...NAMES].some((other) => other.startsWith(`${name} `)));

const withoutComments = (text: string) => text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');

async function sources(...rooms: readonly string[]): Promise<{ file: string; text: string }[]> {
  const files: { file: string; text: string }[] = [];
  for (const room of rooms)
    for await (const file of glob(`${room}/**/*.ts`, { cwd: ROOT }))
      files.push({ file, text: withoutComments(await readFile(path.join(ROOT, file), 'utf8')) });
  return files;
}

describe('a command that a text names', () => {
  it('is there, however many words it has', async () => {
    const unknown: string[] = [];
    // What is put together as a command, and what stands in brackets or behind a colon in a remedy.
    const quoted = /(?:commandWords|scoracleCommand)\(\s*'([a-z][a-z -]*)'/g;
    const told = new RegExp(
      String.raw`(?:\(|: )((?:${GROUPS.join('|')}) [a-z][a-z-]*(?: [a-z][a-z-]*)?)(?=[)'\x60.]| --)`,
      'g',
    );
    for (const { file, text } of await sources('*'))
      for (const [, words = ''] of [...text.matchAll(quoted), ...text.matchAll(told)])
        if (!NAMES.has(words)) unknown.push(`${file}: ${words}`);
    expect(unknown).toEqual([]);
  });
});

describe('what waits of loaded files', () => {
  it('is listed by every dataset that is loaded', () => {
    // Ratings come in by a command of their own.
    expect([...LOADABLE_DATASETS.map(({ name }) => name), 'ratings']).toEqual([...LOAD_DATASETS]);
  });

  it('is listed by every reason that is given', async () => {
    const rooms = ['odds/load', 'odds/published', 'seeding/published', 'availability/load'];
    const given = new Set<string>();
    for (const { text } of await sources(...rooms))
      for (const [, reason = ''] of text.matchAll(/\breason: '(\w+)'/g)) given.add(reason);
    expect([...given].filter((reason) => !(LOAD_REASONS as readonly string[]).includes(reason))).toEqual([]);
    expect(given.size).toBeGreaterThan(30);
  });
});
