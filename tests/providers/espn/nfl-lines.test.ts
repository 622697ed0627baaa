import { describe, expect, it } from 'vitest';
import { nflPlayerLines } from '../../../src/providers/espn/nfl-lines.ts';
import { Summary } from '../../../src/providers/espn/schema.ts';

const athlete = (id: string, displayName: string): object => ({ id, displayName });

function summaryOf(statistics: readonly object[]): Summary {
  const team = { id: '2', displayName: 'Buffalo Bills', abbreviation: 'BUF' };
  return Summary.parse({ header: { id: '1' }, boxscore: { players: [{ team, statistics }] } });
}

const PASSING = {
  name: 'passing',
  keys: ['completions/passingAttempts', 'passingYards', 'sacks-sackYardsLost', 'adjQBR', 'QBRating'],
};
const DEFENSIVE = { name: 'defensive', keys: ['totalTackles', 'sacks'] };

describe('lines of the NFL', () => {
  it('are made of all groups that list a player; groups that nobody knows are passed over', () => {
    const list = nflPlayerLines(
      summaryOf([
        {
          ...PASSING,
          athletes: [{ athlete: athlete('17', 'Josh Allen'), stats: ['23/35', '264', '2-11', '--', '98.6'] }],
        },
        { ...DEFENSIVE, athletes: [{ athlete: athlete('17', 'Josh Allen'), stats: ['1', '0.5'] }] },
        {
          name: 'juggling',
          keys: ['balls'],
          athletes: [{ athlete: athlete('18', 'A Juggler'), stats: ['3'] }],
        },
      ]),
    );
    expect(list).toMatchObject({
      ok: true,
      value: {
        refused: [],
        rows: [
          {
            player: { providerPlayerId: '17', firstName: 'Josh', lastName: 'Allen' },
            providerTeamId: '2',
            passingCompletions: 23,
            passingAttempts: 35,
            passingYards: 264,
            timesSacked: 2,
            sackYardsLost: 11,
            passerRating: 98.6,
            tackles: 1,
            sacks: 0.5,
            rushingYards: null,
          },
        ],
      },
    });
  });

  it('leave out the player of whom a row cannot be read, with the figure, and keep the others', () => {
    const list = nflPlayerLines(
      summaryOf([
        {
          ...DEFENSIVE,
          athletes: [
            { athlete: athlete('17', 'Josh Allen'), stats: ['1', '0'] },
            { athlete: athlete('19', 'Somebody Else'), stats: ['4', '1'] },
          ],
        },
        {
          ...PASSING,
          athletes: [{ athlete: athlete('17', 'Josh Allen'), stats: ['23 of 35', '264', '0-0', '', ''] }],
        },
      ]),
    );
    expect(list).toMatchObject({
      ok: true,
      value: {
        rows: [{ player: { providerPlayerId: '19' }, tackles: 4 }],
        refused: [{ providerEntityId: '17', problem: expect.stringContaining('23 of 35') as string }],
      },
    });
  });

  it('are of no other game, and of none where the figures and their names differ in number', () => {
    const rows = [{ athlete: athlete('17', 'Josh Allen'), stats: ['1'] }];
    const summary = summaryOf([{ ...DEFENSIVE, athletes: rows }]);
    expect(nflPlayerLines(summary, ['30', '31'])).toMatchObject({ ok: false, kind: 'mismatch' });
    expect(nflPlayerLines(summary)).toMatchObject({ ok: false, kind: 'malformed' });
  });
});
