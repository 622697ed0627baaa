import { describe, expect, it } from 'vitest';
import { correctedCommand } from '../../src/cli/corrected-command.ts';
import { noteSlowStart } from '../../src/cli/note-slow-start.ts';
import { runHere } from './run-here.ts';

const NOWHERE = { DATABASE_URL: 'postgres://127.0.0.1:1/none' };

describe('the corrected command', () => {
  it('has the options that it lacked, each value as one word of a shell', () => {
    const given = [
      'ingest-schedule',
      '--file',
      "coach's file.csv",
      '--sport',
      'nba',
      '--season=2025',
      '--json',
    ];
    expect(correctedCommand(given, ['--date-format MM/dd/yyyy'])).toBe(
      String.raw`npm run -s scoracle -- ingest-schedule --file 'coach'\''s file.csv' --sport nba '--season=2025' --json --date-format MM/dd/yyyy`,
    );
  });

  it('has them in the place of those that were wrong, in either form', () => {
    const given = ['ingest-schedule', '--sport', 'nba', '--season=2025', '--columns', 'home=A', '--strict'];
    expect(
      correctedCommand(given, [
        '--sport FOOTBALL',
        "--league 'La Liga'",
        '--season 2026',
        '--columns time=Wann',
      ]),
    ).toBe(
      "npm run -s scoracle -- ingest-schedule --columns 'home=A' --strict --sport FOOTBALL --league 'La Liga' --season 2026 --columns time=Wann",
    );
  });
});

describe('a command that was given a name for an id', () => {
  it.each([
    ['why', 'BOS'],
    ['why', 'LAL @ GSW'],
    ['query tasks --game-id', 'Celtics'],
    ['seed-game --game-id', '@BOS'],
  ])('says how to find the game: %s %s', async (command, name) => {
    const { exitCode, stdout } = await runHere([...command.split(' '), name, '--json'], NOWHERE);
    expect(exitCode).toBe(64);
    const { error } = JSON.parse(stdout) as { error: { message: string; remedy: string } };
    expect(error.message).toContain(name);
    expect(error.remedy).toContain('query games --search');
    expect(error.remedy).toContain(name);
  });
});

describe('a start that takes long', () => {
  it('is explained once a person wonders, and not before', async () => {
    const notes: string[] = [];
    let noted: () => void = () => undefined;
    const said = new Promise<void>((resolve) => {
      noted = resolve;
    });
    const note = (line: string) => {
      notes.push(line);
      noted();
    };
    expect(await noteSlowStart(Promise.resolve('quick'), note)).toBe('quick');
    expect(notes).toEqual([]);
    await noteSlowStart(said, note, 1);
    expect(notes).toEqual([expect.stringContaining('PostgreSQL')]);
    await expect(noteSlowStart(Promise.reject(new Error('gone')), note)).rejects.toThrow('gone');
  });
});
