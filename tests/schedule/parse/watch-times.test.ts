import { describe, expect, it } from 'vitest';
import { openSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { inPieces } from './reading.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

async function warningsOf(text: string, options = {}): Promise<readonly string[]> {
  const { rows, warnings } = await openSchedule(inPieces(text), {
    sport: 'NBA',
    leagues: BUILT_IN,
    season: 2026,
    ...options,
  });
  for await (const _row of rows);
  return warnings();
}

describe('a column that looks like a time and is not read', () => {
  it.each([
    ['Anwurfzeit', '19:30'],
    ['Played at', '7:30 PM'],
    ['When exactly', '2026-12-01T19:30:00'],
  ])('is told: %s', async (name, text) => {
    const csv = await warningsOf(
      `date,${name},home,away\n2026-12-01,${text},OKC,HOU\n2026-12-02,TBD,LAL,GSW\n`,
    );
    expect(csv).toEqual([expect.stringContaining(name)]);
    expect(csv[0]).toMatch(/--columns '?time=/);
    const row = { date: '2026-12-01', [name]: text, home: 'OKC', away: 'HOU' };
    expect(await warningsOf(JSON.stringify([row]))).toEqual([expect.stringContaining(name)]);
    const columns = { time: name };
    expect(await warningsOf(JSON.stringify([row]), { columns })).toEqual([]);
    expect(await warningsOf(`date,${name},home,away\n2026-12-01,${text},OKC,HOU\n`, { columns })).toEqual([]);
  });

  it('is told beside the one that is read only where its name is that of a start', async () => {
    const read = (name: string) =>
      warningsOf(`date,time,home,away,${name}\n2026-12-01,19:30,OKC,HOU,2:15\n2026-12-02,,LAL,GSW,2:20\n`);
    expect(await read('Local kickoff at')).toHaveLength(1);
    for (const name of ['Duration', 'LOG', 'Attendance', 'end_time', 'Line'])
      expect(await read(name)).toEqual([]);
  });

  it('is none where its cells are no times', async () => {
    expect(await warningsOf('date,Anwurf,home,away\n2026-12-01,soon,OKC,HOU\n')).toEqual([]);
    expect(await warningsOf('date,TV time,home,away\n2026-12-01,19:30,OKC,HOU\n')).toHaveLength(1);
    expect(await warningsOf('date,Note,home,away\n2026-12-01,7:30 maybe,OKC,HOU\n')).toEqual([]);
  });
});
