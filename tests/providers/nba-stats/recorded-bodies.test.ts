import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../src/providers/client/provider-api.ts';
import type { Parsed } from '../../../src/providers/client/provider-call.ts';
import { type BoxKind, sectionsOf } from '../../../src/providers/nba-stats/box-sections.ts';
import { nbaStatsApi } from '../../../src/providers/nba-stats/nba-stats-api.ts';
import { readAdvancedBox } from '../../../src/providers/nba-stats/read-advanced.ts';
import { readBoard, readGameOfBox } from '../../../src/providers/nba-stats/read-games.ts';
import { readLeaguePlayers } from '../../../src/providers/nba-stats/read-league-players.ts';
import { readOfficials } from '../../../src/providers/nba-stats/read-officials.ts';
import { readPlayerLines } from '../../../src/providers/nba-stats/read-players.ts';
import { readTeamLines } from '../../../src/providers/nba-stats/read-teams.ts';
import { readTables } from '../../../src/providers/nba-stats/result-sets.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const DATA = new URL('../../../../shared/data/', import.meta.url);
const FOLDERS = ['api-samples/stats-nba-com', 'platform/nba-com'];
const hasData = existsSync(new URL(FOLDERS[0] ?? '', DATA));
const ABSENT = hasData ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

const GAME = { providerGameId: '0022200552' };
const LIVE = { providerGameId: '0022000180' };

type Reading = readonly [what: string, read: (envelope: Envelope) => Parsed<unknown>, expected: unknown];

const rows = (what: string, table: string, count: number): Reading => [
  what,
  (envelope) => map(readTables(envelope.response), (tables) => tables.get(table)?.length),
  count,
];
const people = (kind: BoxKind): Reading => [
  'the people of both sides',
  (envelope) =>
    map(sectionsOf(envelope.response, kind), (box) => box?.sides.map((side) => side.people.length)),
  [11, 12],
];
const players = (count: number): Reading => [
  'player lines',
  (envelope) => map(readPlayerLines(envelope, GAME), ({ rows: lines }) => lines.length),
  count,
];
const teams: Reading = [
  'team lines',
  (envelope) => map(readTeamLines(envelope, GAME), ({ rows: lines }) => lines.map(({ points }) => points)),
  [145, 134],
];

/** What is read of every recorded body, or why it is not. */
const READ: Readonly<Record<string, readonly Reading[]>> = {
  'api-samples/stats-nba-com/boxscoretraditionalv2.json': [players(6), teams],
  'api-samples/stats-nba-com/boxscoretraditionalv3_0022200552.json': [players(14), teams],
  'api-samples/stats-nba-com/cdn_livedata_boxscore.json': [
    [
      'the game',
      (envelope) => map(readGameOfBox(envelope, '0022000180'), (game) => [game.startMs, game.homeScore]),
      [Date.parse('2021-01-16T00:30:00Z'), 124],
    ],
    [
      'player lines: the recording holds one player a side, which no side can begin with',
      (envelope) => readPlayerLines(envelope, LIVE),
      'team 1610612738 has 1 starters of 1 players',
    ],
    [
      'team lines, whose rebounds are those of players',
      (envelope) =>
        map(readTeamLines(envelope, LIVE), ({ rows: lines }) =>
          lines.map((line) => [line.totalRebounds, line.plusMinus, line.secondsPlayed]),
        ),
      [
        [45, 27, 14_400],
        [46, -27, 14_400],
      ],
    ],
    [
      'the official',
      (envelope) => map(readOfficials(envelope, '0022000180'), ([one]) => [one?.name, one?.jersey]),
      [expect.stringMatching(/^\S.* Barnaky$/), '36'],
    ],
  ],
  'api-samples/stats-nba-com/cdn_todaysScoreboard.json': [
    ['its game', startsOf, [['0022000181', '2021-01-16T00:30:00.000Z', 'completed', 106]]],
  ],
  'api-samples/stats-nba-com/scoreboardv3_2025-11-05.json': [
    [
      'its games',
      (envelope) => map(readBoard(envelope), (games) => games.map((game) => game.homePeriodScores.length)),
      [4, 4],
    ],
  ],
  'api-samples/stats-nba-com/leaguegamefinder_recent.json': [rows('games', 'LeagueGameFinderResults', 6)],
  'platform/nba-com/boxscoretraditionalv3_0022200552.json': [players(23), teams],
  'platform/nba-com/boxscoreadvancedv3_0022200552.json': [
    [
      'advanced figures',
      (envelope) =>
        map(readAdvancedBox(envelope, '0022200552'), (box) =>
          box?.teams.map(({ figures, players: all }) => [figures?.possessionsCounted, all.length]),
        ),
      [
        [108, 11],
        [109, 12],
      ],
    ],
  ],
  'platform/nba-com/boxscorefourfactorsv3_0022200552.json': [people('boxScoreFourFactors')],
  'platform/nba-com/boxscoremiscv3_0022200552.json': [people('boxScoreMisc')],
  'platform/nba-com/boxscoreusagev3_0022200552.json': [people('boxScoreUsage')],
  'platform/nba-com/boxscoresummaryv2_0022200552.json': [
    [
      'the officials',
      (envelope) =>
        map(readOfficials(envelope, '0022200552'), (all) => all.map(({ name, jersey }) => [name, jersey])),
      [
        ['Tony Brothers', '25'],
        ['JB DeRosa', '22'],
        ['Suyash Mehta', '82'],
      ],
    ],
  ],
  'platform/nba-com/commonallplayers_2025-26.json': [
    [
      'everybody who ever played, those of a team with it',
      (envelope) =>
        map(readLeaguePlayers(envelope), ({ rows: all, refused }) => [
          all.length,
          refused.length,
          all.filter(({ providerTeamId }) => providerTeamId !== null).length,
          all.find(({ providerPlayerId }) => providerPlayerId === '203500'),
        ]),
      [
        5_111,
        0,
        522,
        {
          providerPlayerId: '203500',
          firstName: 'Steven',
          lastName: 'Adams',
          providerTeamId: '1610612745',
          facts: { fromYear: 2013, toYear: 2025 },
        },
      ],
    ],
  ],
  'platform/nba-com/commonteamroster_1610612739.json': [rows('a roster', 'CommonTeamRoster', 19)],
  'platform/nba-com/franchisehistory.json': [rows('franchises', 'FranchiseHistory', 74)],
  'platform/nba-com/gamerotation_0022200552.json': [rows('stints', 'AwayTeam', 38)],
  'platform/nba-com/leaguedashteamstats_2025-26.json': [rows('teams', 'LeagueDashTeamStats', 30)],
  'platform/nba-com/leaguegamelog_2025-26_teams_to_2026-02-21.json': [
    rows('games of teams', 'LeagueGameLog', 1_688),
  ],
  'platform/nba-com/playergamelog_1628378_2025-26.json': [rows('games', 'PlayerGameLog', 53)],
  'platform/nba-com/playerindex_2025-26.json': [rows('players', 'PlayerIndex', 557)],
  'platform/nba-com/scoreboardv2_2026-02-22.json': [
    rows('eleven games, one of which is told three times', 'GameHeader', 13),
    [
      'no box score',
      (envelope) => readPlayerLines(envelope, GAME),
      'PlayerStats and TeamStats are not in it',
    ],
  ],
};

const api = nbaStatsApi({ baseUrl: 'http://127.0.0.1:9', timeoutMs: 1, takesConditions: false });

describe.skipIf(!hasData)(`recorded bodies of the league's own hosts${ABSENT}`, () => {
  const files = hasData
    ? FOLDERS.flatMap((folder) => readdirSync(new URL(folder, DATA)).map((name) => `${folder}/${name}`))
    : [];

  it.each(files)('%s is read, or refused for a reason that is known', (file) => {
    const body = readFileSync(new URL(file, DATA), 'utf8');
    const opened = api.readEnvelope(
      { status: 200, headers: {}, body, bytes: body.length },
      { nowMs: 0, random: () => 0 },
    );
    if (!opened.ok) throw new Error(opened.problem);
    const readings = READ[file] ?? [];
    expect(readings.length, `nothing is expected of ${file}`).toBeGreaterThan(0);
    for (const [what, read, expected] of readings) {
      const found = read(opened.envelope);
      if (found.ok) expect(found.value, what).toEqual(expected);
      else expect(found.problem, what).toContain(expected);
    }
  });
});

function startsOf(envelope: Envelope): Parsed<unknown> {
  return map(readBoard(envelope), (games) =>
    games.map((game) => [
      game.providerGameId,
      new Date(game.startMs).toISOString(),
      game.status,
      game.homeScore,
    ]),
  );
}

function map<T, U>(parsed: Parsed<T>, to: (value: T) => U): Parsed<U> {
  return parsed.ok ? { ok: true, value: to(parsed.value) } : parsed;
}
