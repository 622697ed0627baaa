import { execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../support/test-app.ts';

const run = promisify(execFile);
const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** What the user's own installation has set, which has no place in a demonstration. */
const OWN = { DATABASE_URL: 'postgres://own:own@127.0.0.1:9/own', REDIS_URL: 'redis://127.0.0.1:9' };

/** Pastes a command into a shell of another terminal: in another folder, with the user's own variables. */
function paste(command: string) {
  const { PATH, HOME } = process.env;
  return run('/bin/sh', ['-c', command], { cwd: tmpdir(), env: { PATH, HOME, ...OWN } });
}

/** A text of a page as it is shown, and so copied. */
const asShown = (markup: string): string =>
  markup
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

it('commands that a demonstration prints reach it from any terminal', async () => {
  const demo = spawn(NODE, ['simulator/demo.ts', '--games', '3', '--port', '0'], {
    cwd: PROJECT_ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  let dashboard = '';
  const over = new Promise<void>((resolve) => demo.once('exit', () => resolve()));
  try {
    const isSeeded = new Promise<void>((resolve, reject) => {
      demo.once('exit', () => reject(new Error(`the demonstration ended:\n${printed.join('\n')}`)));
      createInterface({ input: demo.stdout }).on('line', (line) => {
        printed.push(line);
        dashboard ||= /Dashboard\s+(\S+)/.exec(line)?.[1] ?? '';
        if (line.includes('stays up at')) resolve();
      });
    });
    await isSeeded;
    const commands = printed.filter((line) => line.includes(' scoracle -- ')).map((line) => line.trim());
    expect(commands.length).toBeGreaterThan(1);
    const upcoming = commands.find((command) => command.endsWith('monitor upcoming')) ?? '';
    expect(JSON.parse((await paste(`${upcoming} --json`)).stdout)).toMatchObject({
      // A machine under load starts games late, and says so.
      tonight: { level: expect.stringMatching(/^(safe|watch|danger)$/) },
      tasks: expect.arrayContaining([expect.objectContaining({ pass: 'correction-1' })]),
    });
    const status = commands.find((command) => command.endsWith('scheduler status')) ?? '';
    expect(JSON.parse((await paste(`${status} --json`)).stdout).counts.completed_24h).toBe(3);
    // What a command says is its result, and no line of a log.
    expect((await paste(status)).stderr).toBe('');

    // What a page shows works as it is, and so does what the command line offers in its turn.
    const page = await (await fetch(`${dashboard}quarantine`)).text();
    const shown = asShown(/<code>([^<]*scoracle -- ingest list)<\/code>/.exec(page)?.[1] ?? 'false');
    expect(JSON.parse((await paste(`${shown} --json`)).stdout).items).toHaveLength(1);
    const help = (await paste(upcoming.replace('monitor upcoming', 'why')).catch(
      (error: unknown) => error,
    )) as {
      stderr: string;
    };
    expect(help.stderr).toContain('SCORACLE_ENV=');
  } finally {
    demo.kill('SIGTERM');
    await over;
  }
  const [command = ''] = printed.filter((line) => line.includes(' scoracle -- ')).map((line) => line.trim());
  // Its world is gone, and nobody is led to the user's own instead.
  await expect(paste(command)).rejects.toMatchObject({
    stderr: expect.stringMatching(/SCORACLE_ENV .*cannot be read/),
  });
});
