import { describe, expect, it } from 'vitest';
import {
  type OurPlayer,
  type TheirPlayer,
  decidePlayer,
  learnedByFact,
  withoutRivals,
} from '../../../src/reference/players/decide-player.ts';
import { compareNames, nameForm } from '../../../src/reference/players/player-names.ts';
import { hasSameFigures } from '../../../src/reference/players/same-figures.ts';

const theirs = (parts: Partial<TheirPlayer> = {}): TheirPlayer => ({
  name: 'Nikola Vucevic',
  birthDate: null,
  jerseyNumber: null,
  seasonYear: 2025,
  ...parts,
});

const ours = (parts: Partial<OurPlayer> = {}): OurPlayer => ({
  id: 1,
  name: 'Nikola Vučević',
  isCurrent: true,
  birthDates: ['1990-10-24'],
  numbers: [{ number: '9', seasonYear: 2025 }],
  ...parts,
});

describe('who a provider’s player is among ours of the team', () => {
  it.each([
    ['the birth date', { birthDate: '1990-10-24' }, 'birth_date'],
    ['the number', { jerseyNumber: '9' }, 'number'],
    ['the number written otherwise', { jerseyNumber: '09' }, 'number'],
    ['both, the birth date first', { birthDate: '1990-10-24', jerseyNumber: '9' }, 'birth_date'],
    [
      'the birth date, where the number is of another season',
      { birthDate: '1990-10-24', jerseyNumber: '4', seasonYear: 2022 },
      'birth_date',
    ],
    ['the number that he had the season before', { jerseyNumber: '9', seasonYear: 2026 }, 'number'],
  ])('is the one of that name, by %s', (_words, parts, by) => {
    expect(decidePlayer(theirs(parts), [ours(), ours({ id: 2, name: 'Zach LaVine' })])).toMatchObject({
      kind: 'linked',
      playerId: 1,
      by,
    });
  });

  it.each([
    ['the same season in the team', {}, { publishedSeasons: [2024, 2025] }, 'season'],
    ['the season before, of whom the team still has', {}, { publishedSeasons: [2024] }, 'season'],
    ['the first season of the career', { fromYear: 2011 }, { fromYears: [2011] }, 'first_season'],
  ])('is the one of that name whom files know, or who began with him: %s', (_words, their, our, by) => {
    const mates = [ours({ numbers: [], birthDates: [], ...our })];
    expect(decidePlayer(theirs(their), mates)).toMatchObject({ kind: 'linked', by });
    expect(learnedByFact(by as 'season')).toBe('name');
  });

  it.each<[string, Partial<TheirPlayer>, Partial<OurPlayer>]>([
    ['the season is two years away', {}, { publishedSeasons: [2023] }],
    ['the team has him no more', {}, { publishedSeasons: [2024], isCurrent: false }],
    ['the season is not known', { seasonYear: null }, { publishedSeasons: [2025] }],
    ['he has one name', { name: 'Nene' }, { name: 'Nenê', publishedSeasons: [2025] }],
    ['a suffix tells them apart', { name: 'Nikola Vucevic II' }, { publishedSeasons: [2025] }],
    ['they began in different seasons', { fromYear: 2012 }, { fromYears: [2011] }],
  ])('is a question, where files know the name: %s', (_words, their, our) => {
    const mates = [ours({ numbers: [], birthDates: [], ...our })];
    expect(decidePlayer(theirs(their), mates)).toMatchObject({ kind: 'question', reason: 'name_alone' });
  });

  it('is the one of that name with the same line in the same game', () => {
    const decision = decidePlayer(theirs(), [ours({ hasSameFigures: true })]);
    expect(decision).toMatchObject({ kind: 'linked', by: 'box_score' });
  });

  it.each([
    ['nothing but the name speaks', theirs(), [ours()], 'name_alone'],
    ['the line in the game is another one', theirs(), [ours({ hasSameFigures: false })], 'name_alone'],
    [
      'the birth date is another one',
      theirs({ birthDate: '1991-10-24', jerseyNumber: '9' }),
      [ours()],
      'contradiction',
    ],
    ['the number is another one', theirs({ jerseyNumber: '4' }), [ours()], 'contradiction'],
    [
      'the number is of an older season',
      theirs({ jerseyNumber: '9' }),
      [ours({ numbers: [{ number: '9', seasonYear: 2023 }] })],
      'name_alone',
    ],
    [
      'the number is of the season before, and he is not of the team any more',
      theirs({ jerseyNumber: '9' }),
      [ours({ isCurrent: false, numbers: [{ number: '9', seasonYear: 2024 }] })],
      'name_alone',
    ],
    [
      'the number is of a season that nobody knows',
      theirs({ jerseyNumber: '9' }),
      [ours({ numbers: [{ number: '9', seasonYear: null }] })],
      'name_alone',
    ],
    [
      'the number was his, and is another one in the season',
      theirs({ jerseyNumber: '9' }),
      [
        ours({
          numbers: [
            { number: '9', seasonYear: 2024 },
            { number: '4', seasonYear: 2025 },
          ],
        }),
      ],
      'contradiction',
    ],
    [
      'two have the name, and one the number',
      theirs({ jerseyNumber: '9' }),
      [ours(), ours({ id: 2, numbers: [] })],
      'several',
    ],
    [
      'the name is an initial, whatever agrees',
      theirs({ name: 'N. Vucevic', jerseyNumber: '9' }),
      [ours()],
      'name_alone',
    ],
    [
      'the suffix is another one',
      theirs({ name: 'Gary Payton II', jerseyNumber: '9' }),
      [ours({ name: 'Gary Payton Sr.' })],
      'name_alone',
    ],
    [
      'number and birth date agree, and the name not',
      theirs({ name: 'Enes Freedom', birthDate: '1990-10-24', jerseyNumber: '9' }),
      [ours({ name: 'Enes Kanter' })],
      'name_alone',
    ],
  ])('is a question where %s', (_words, their, candidates, reason) => {
    const decision = decidePlayer(their, candidates);
    expect(decision).toMatchObject({ kind: 'question', reason });
    expect(decision.kind === 'question' && decision.candidates.map(({ player_id: id }) => id)).toEqual(
      candidates.map(({ id }) => id),
    );
  });

  it('is the son where the father’s birth date says that he is not meant', () => {
    const father = ours({ id: 2, name: 'Nikola Vucevic Sr.', birthDates: ['1960-01-01'], numbers: [] });
    expect(decidePlayer(theirs({ birthDate: '1990-10-24' }), [ours(), father])).toMatchObject({
      kind: 'linked',
      playerId: 1,
    });
  });

  it('is new where nobody of the team has a name like it, also with the number of a team-mate', () => {
    expect(
      decidePlayer(theirs({ name: 'Isaiah Mobley', jerseyNumber: '9' }), [ours({ name: 'Evan Mobley' })]),
    ).toEqual({
      kind: 'new',
    });
    expect(decidePlayer(theirs(), [])).toEqual({ kind: 'new' });
  });

  it('is a question where two of a list would be one of ours', () => {
    const decision = decidePlayer(theirs({ jerseyNumber: '9' }), [ours()]);
    const decided = withoutRivals([
      { their: 'a', decision },
      { their: 'b', decision },
      { their: 'c', decision: { kind: 'new' } },
    ]);
    expect(decided.map(({ decision: { kind } }) => kind)).toEqual(['question', 'question', 'new']);
  });

  it('says what speaks for it and against it', () => {
    const decision = decidePlayer(theirs({ birthDate: '1991-10-24', jerseyNumber: '9' }), [ours()]);
    expect(decision).toMatchObject({
      candidates: [
        {
          agrees: ['number'],
          contradicts: ['birth_date'],
          why: expect.stringContaining('(1991-10-24 there, 1990-10-24 here)'),
        },
      ],
    });
  });
});

describe('two names', () => {
  it.each([
    ['Luka Dončić', 'LUKA DONCIC', 'equal'],
    ['P.J. Tucker', 'P. J. Tucker', 'equal'],
    ['De’Andre Hunter', "De'Andre Hunter", 'equal'],
    ['Karl-Anthony Towns', 'Karl Anthony Towns', 'equal'],
    ['Derrick Jones Jr.', 'Derrick Jones', 'equal'],
    ['Robert Williams III', 'Robert Williams Jr.', 'similar'],
    ['Đorđe Petrović', 'Dorde Petrovic', 'equal'],
    ['Martin Ødegaard', 'Martin Odegaard', 'equal'],
    ['C. Johnson', 'Cameron Johnson', 'similar'],
    ['Cam Johnson', 'Cameron Johnson', 'similar'],
    ['Jalen Williams', 'Jaylin Williams', 'different'],
    ['Marcus Morris', 'Markieff Morris', 'different'],
    ['', '', 'different'],
  ] as const)('%s and %s are %s', (one, other, expected) => {
    expect(compareNames(nameForm(one), nameForm(other))).toBe(expected);
    expect(compareNames(nameForm(other), nameForm(one))).toBe(expected);
  });
});

describe('two lines of a game', () => {
  const line = {
    player_id: 1,
    points: 20,
    assists: 3,
    steals: 0,
    total_rebounds: 9,
    turnovers: 2,
    seconds_played: 1999,
  };
  it('are one where every figure that both have is equal, whatever seconds are rounded to', () => {
    expect(hasSameFigures(line, { ...line, player_id: 7, seconds_played: 1980, blocks: 4 })).toBe(true);
    expect(hasSameFigures(line, { ...line, points: '20' })).toBe(true);
    expect(hasSameFigures(line, { ...line, steals: 1 })).toBe(false);
  });
  it('say nothing of who did not play', () => {
    expect(hasSameFigures({ points: 0, assists: 0 }, { points: 0, assists: 0 })).toBeUndefined();
  });
});
