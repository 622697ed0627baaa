import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { get } from './support.ts';

const ENTRY = fileURLToPath(new URL('../../../simulator/main.ts', import.meta.url));

function launch(...flags: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [ENTRY, '--log-level', 'warn', ...flags]);
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<{ url: string; games: number }> {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line);
}

describe('the simulated provider as a process', () => {
  it('says its url on stdout, plays the schedule file, and ends on SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scoracle-simulator-'));
    const schedule = join(folder, 'games.csv');
    const rows = [
      'Home_Team,away_team,date,time,timezone',
      'LAL,GSW,2026-03-08,19:30,',
      'Boston Celtics,Knicks,2026-03-09,20:00:00,Europe/Paris',
      'LAL,Springfield,2026-03-10,19:30,',
      'LAL,GSW,2026-03-11,half past,',
    ];
    await writeFile(schedule, rows.join('\n'));
    const child = launch('--schedule', schedule, '--seed', '9', '--plan', 'pro', '--key', 'abc');
    try {
      let log = '';
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
      const { url, games } = await firstLine(child);
      expect(games).toBe(2);
      expect((await get(`${url}/__simulator/games`)).body).toMatchObject([
        { startMs: Date.parse('2026-03-08T23:30:00Z') },
        { startMs: Date.parse('2026-03-09T19:00:00Z') },
      ]);
      expect((await get(`${url}/status`, { 'x-apisports-key': 'abc' })).body.response.subscription.plan).toBe(
        'Pro',
      );
      expect(log).toContain('Springfield');
      expect(log).toContain('half past');
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  });

  it('generates a season and ends when its parent lets go of stdin', async () => {
    const child = launch(
      '--season',
      '2025',
      '--exit-with-parent',
      '--latency-ms',
      '0-1',
      '--minutes-to-final',
      '0.5',
    );
    try {
      expect((await firstLine(child)).games).toBe(1_230);
      child.stdin.end();
      expect(await once(child, 'exit')).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it.each([
    [['--plan', 'gold'], 64, /--plan gold/],
    [['--port', 'x'], 64, /--port "x" is not a number/],
    [['--nonsense'], 64, /usage:/],
    [['--fault-rate', '7'], 1, /faultRate/],
    [['--schedule', '/nowhere/games.csv'], 1, /nowhere/],
  ] as const)('refuses %j with exit code %i', async (flags, code, message) => {
    const child = launch(...flags);
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(code);
    expect(log).toMatch(message);
  });
});
