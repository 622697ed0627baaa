import { describe, expect, it } from 'vitest';
import { createSpool } from '../../../src/loads/spool.ts';
import { groupRows } from '../../../src/seeding/published/group-rows.ts';

const COLUMNS = ['player', 'team', 'points'];
const GAMES = 12;

/** A file by player: the rows of a game are far apart. */
const ROWS = Array.from({ length: 400 }, (_, index) => {
  const isHome = index % 2 === 0;
  return {
    game: { gameId: 1 + (index % GAMES), seasonYear: 2022, teamId: 1, isHome },
    row: {
      line: index + 2,
      cells: {
        player: `Player "${index}"\n`,
        team: isHome ? 'BUF' : 'LA',
        ...(index % 3 ? { points: '7' } : {}),
      },
    },
  };
});

async function grouped(heldCharacters: number, heldBytes: number) {
  const spool = createSpool(heldBytes);
  const groups = groupRows(COLUMNS, spool, heldCharacters);
  for (const { game, row } of ROWS) await groups.add(game, row);
  const all = [];
  for await (const group of groups.all()) all.push(group);
  const aside = spool.byteLength;
  await spool.close();
  return { all, aside, rows: groups.rows };
}

describe('rows of games that are far apart in a file', () => {
  it('come together in the order of the file, whether they are held or put aside', async () => {
    const held = await grouped(1_000_000, 1_000_000);
    expect(held).toMatchObject({ aside: 0, rows: ROWS.length });
    expect(held.all.map(({ gameId }) => gameId)).toEqual(
      Array.from({ length: GAMES }, (_, index) => index + 1),
    );
    expect(held.all[4]?.rows).toEqual(ROWS.filter(({ game }) => game.gameId === 5).map(({ row }) => row));
    for (const heldBytes of [0, 1_000_000]) {
      const aside = await grouped(500, heldBytes);
      expect(aside.aside).toBeGreaterThan(0);
      expect(aside.all).toEqual(held.all);
    }
  });
});
