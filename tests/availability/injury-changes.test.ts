import { describe, expect, it } from 'vitest';
import { type KnownPlayers, identifyPlayers } from '../../src/availability/identify-players.ts';
import {
  type IdentifiedReport,
  type OpenInjury,
  changesOfInjuries,
} from '../../src/availability/injury-changes.ts';
import { plainPlayerName } from '../../src/reference/players/player-names.ts';
import { pollStepMs } from '../../src/availability/poll-injuries.ts';
import type { InjuryReport } from '../../src/domain/injury.ts';

function report(parts: Partial<InjuryReport> = {}): InjuryReport {
  return {
    providerInjuryId: null,
    providerPlayerId: '7',
    playerName: 'Nikola Jokić',
    providerTeamId: '70',
    teamName: 'Denver Nuggets',
    status: 'Out',
    bodyPart: 'Knee',
    detail: null,
    reportedAtMs: null,
    ...parts,
  };
}

const member = (id: number, name: string, number?: string, seasonYear = 2025) => ({
  id,
  name,
  isCurrent: true,
  birthDates: [],
  numbers: number === undefined ? [] : [{ number, seasonYear }],
});

describe('who is meant by a report', () => {
  const MEMBERS = [
    member(1, 'Nikola Jokic', '15'),
    member(2, 'Jaren Jackson Jr.'),
    member(3, 'Bob Twin'),
    member(4, 'Bob Twin'),
    { ...member(5, 'Past Member', '8'), isCurrent: false },
    member(6, 'New Number', '8', 2023),
  ];
  const identify = (reports: readonly InjuryReport[], ids: Record<string, number> = {}) => {
    const known: KnownPlayers = {
      byExternalId: new Map(Object.entries(ids)),
      isKnownWrong: (externalId, playerId) => externalId === '66' && playerId === 1,
      teamOf: ({ providerTeamId }) => (providerTeamId === '70' ? 10 : undefined),
      membersOf: (teamId) => (teamId === 10 ? MEMBERS : []),
    };
    return identifyPlayers(reports, known, 2025);
  };
  const playersOf = (reports: readonly InjuryReport[], known?: Record<string, number>) =>
    identify(reports, known).map(({ playerId, isByName, learned }) => [playerId, learned?.by ?? isByName]);

  it.each([
    ['by the id that is known', report(), { '7': 99 }, [99, false]],
    ['by team and name, whatever the accents', report(), {}, [1, true]],
    ['without the suffix', report({ playerName: 'Jaren Jackson' }), {}, [2, true]],
    ['by team, name and number, and the id is learned', report({ jerseyNumber: '15' }), {}, [1, 'number']],
    ['nobody where the number is another one', report({ jerseyNumber: '51' }), {}, [null, false]],
    ['without an id', report({ providerPlayerId: null }), {}, [1, true]],
    [
      'nobody by the name alone, in a team that nobody knows',
      report({ providerTeamId: '71' }),
      {},
      [null, false],
    ],
    ['nobody where two of the team have the name', report({ playerName: 'Bob Twin' }), {}, [null, false]],
    [
      'nobody where somebody has said that it is not him',
      report({ providerPlayerId: '66' }),
      {},
      [null, false],
    ],
    ['nobody who is of the team no more', report({ playerName: 'Past Member' }), {}, [null, false]],
    [
      'who was of the team in the season of the number',
      report({ playerName: 'Past Member', jerseyNumber: '8' }),
      {},
      [5, 'number'],
    ],
    [
      'whom the number of an older season does not contradict',
      report({ playerName: 'New Number', jerseyNumber: '5' }),
      {},
      [6, true],
    ],
    [
      'shown by the name, and learned from no number of an older season',
      report({ playerName: 'New Number', jerseyNumber: '8' }),
      {},
      [6, true],
    ],
    ['nobody with another name', report({ playerName: 'N. Jokic' }), {}, [null, false]],
  ])('is %s', (_words, one, known, expected) => {
    expect(playersOf([one], known as Record<string, number>)).toEqual([expected]);
  });

  it('is nobody where two ids claim one player by the name', () => {
    expect(playersOf([report(), report({ providerPlayerId: '8' })])).toEqual([
      [null, false],
      [null, false],
    ]);
    expect(playersOf([report(), report({ providerPlayerId: '8' })], { '8': 1 })).toEqual([
      [null, false],
      [1, false],
    ]);
  });

  it.each([
    ['Luka Dončić', 'luka doncic'],
    ["De'Aaron Fox", 'deaaron fox'],
    ['Shai Gilgeous-Alexander', 'shai gilgeous alexander'],
    ['P.J. Washington Jr.', 'pj washington'],
    ['Robert Williams III', 'robert williams'],
    ['Ivey', 'ivey'],
  ])('compares %s as %s', (name, plain) => {
    expect(plainPlayerName(name)).toBe(plain);
  });
});

describe('what an answer changes', () => {
  const NOW = 1_000_000;
  const open = (parts: Partial<OpenInjury> = {}): OpenInjury => ({
    id: 1,
    subject: '7',
    playerId: 1,
    teamId: 10,
    status: 'Out',
    bodyPart: 'Knee',
    detail: null,
    sinceMs: 5,
    ...parts,
  });
  const told = (parts: Partial<IdentifiedReport> = {}): IdentifiedReport => ({
    ...report(),
    subject: '7',
    teamId: 10,
    playerId: 1,
    learned: undefined,
    isByName: false,
    ...parts,
  });
  const other = told({ subject: '9', playerId: 9 });

  it('is nothing where it says the same again', () => {
    expect(changesOfInjuries([open()], [told()], NOW)).toEqual({ closed: [], opened: [], reassigned: [] });
  });

  it.each([{ status: 'Questionable' }, { bodyPart: 'Ankle' }, { detail: 'news' }, { teamId: 11 }])(
    'is a new row where it says %j',
    (parts) => {
      const changes = changesOfInjuries([open()], [told(parts)], NOW);
      expect([changes.closed, changes.opened.length]).toEqual([[1], 1]);
    },
  );

  it('closes the row of who is no longer there, and none where nobody is', () => {
    expect(changesOfInjuries([open()], [other], NOW)).toMatchObject({ closed: [1], opened: [other] });
    expect(changesOfInjuries([open()], [], NOW)).toEqual({ closed: [], opened: [], reassigned: [] });
  });

  it('closes no row that may be meant by one that cannot be read', () => {
    const rows = [open(), open({ id: 2, subject: '8', teamId: 11 })];
    const changes = changesOfInjuries(rows, [other], NOW, ({ teamId }) => teamId === 10);
    expect(changes.closed).toEqual([2]);
  });

  it('is nothing where it is older than the row', () => {
    const row = open({ sinceMs: NOW + 1 });
    expect(changesOfInjuries([row], [told({ status: 'Questionable' })], NOW).closed).toEqual([]);
    expect(changesOfInjuries([row], [other], NOW).closed).toEqual([]);
  });

  it('gives a report to whom it is about by now, and takes it from whom it was not', () => {
    const changes = changesOfInjuries([open({ playerId: null })], [told()], NOW);
    expect(changes).toMatchObject({ closed: [], opened: [], reassigned: [{ subject: '7', playerId: 1 }] });
    expect(changesOfInjuries([open()], [told({ playerId: null })], NOW).reassigned).toHaveLength(1);
  });
});

it('looks more often near the start', () => {
  const MINUTE = 60_000;
  expect([20 * 60, 91, 90, 1].map((minutes) => pollStepMs(minutes * MINUTE) / MINUTE)).toEqual([
    30, 30, 5, 5,
  ]);
});
