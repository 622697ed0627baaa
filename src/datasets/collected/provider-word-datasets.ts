import { getTableName } from 'drizzle-orm';
import { externalIds } from '../../db/schema/external-ids.ts';
import { injuries } from '../../db/schema/injuries.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { gameLineups, lineupFindings } from '../../db/schema/lineups.ts';
import { livePolls } from '../../db/schema/live-polls.ts';
import { liveScores } from '../../db/schema/live-scores.ts';
import { gameOfficials } from '../../db/schema/officials.ts';
import { players, teams } from '../../db/schema/reference.ts';
import { sourceLineDifferences } from '../../db/schema/source-line-differences.ts';
import { providerPayloads } from '../../db/schema/providers.ts';
import { sourceDifferences } from '../../db/schema/source-differences.ts';
import { tradesTransactions } from '../../db/schema/transactions.ts';
import type { Dataset } from '../dataset.ts';
import { BOX_SCORE, INJURIES, LINEUP, LIVE_SCORE, OFFICIALS, ROSTER, SCHEDULE } from './capabilities.ts';

/** What providers say beside box scores: who can play, and where they say something else than another. */
export function providerWordDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(injuries),
      relation: 'table',
      grain: 'one report of a player by a source, for as long as it said the same',
      meaning:
        'Who is reported as hurt, ill or away, with the time for which it held; a row without a player is a question.',
      inputs: [
        { dataset: getTableName(players) },
        { dataset: getTableName(teams) },
        { dataset: getTableName(externalIds) },
        INJURIES,
      ],
    },
    {
      name: getTableName(gameLineups),
      relation: 'table',
      grain:
        'one player in the line-up of a side of a game, by a source and kind, for as long as it said the same',
      meaning:
        'Who begins a game and who sits on the bench: expected, confirmed by the teams, and as the game began; a row without a player is a question.',
      inputs: [
        { dataset: getTableName(games) },
        { dataset: getTableName(gameRosters) },
        { dataset: getTableName(players) },
        { dataset: getTableName(externalIds) },
        LINEUP,
      ],
    },
    {
      name: getTableName(lineupFindings),
      relation: 'table',
      grain: 'one side of a game whose line-up at a source has a wrong number of starters',
      meaning: 'Line-ups that are not written: a side begins with as many players as its sport has.',
      inputs: [{ dataset: getTableName(games) }, { dataset: getTableName(gameRosters) }, LINEUP],
    },
    {
      name: getTableName(gameOfficials),
      relation: 'table',
      grain: 'one official of a game by a source',
      meaning: 'Who officiates games; somebody whom the source names no more is marked.',
      inputs: [{ dataset: getTableName(games) }, OFFICIALS, SCHEDULE],
    },
    {
      name: getTableName(tradesTransactions),
      relation: 'table',
      grain: "one change of a player's team",
      meaning:
        'Who moved, appeared or left, as rosters and box scores show it; one that turned out to be none is marked.',
      inputs: [{ dataset: getTableName(players) }, { dataset: getTableName(teams) }, ROSTER, BOX_SCORE],
    },
    {
      name: getTableName(liveScores),
      relation: 'table',
      grain: 'one game that a source of live scores has told of',
      meaning:
        'How games stand while they are on: state, period, clock and score by the newest word of a source, and when the next one is due.',
      inputs: [{ dataset: getTableName(games) }, LIVE_SCORE],
    },
    {
      name: getTableName(livePolls),
      relation: 'table',
      grain: 'one look at games under way that cost credits',
      meaning: 'When a source that charges credits was asked how games stand, and for how many at the most.',
      inputs: [LIVE_SCORE],
    },
    {
      name: getTableName(sourceDifferences),
      relation: 'table',
      grain: 'one fact of a game of which another source says something else',
      meaning: 'Final scores that two sources tell differently, until both say the same.',
      inputs: [{ dataset: getTableName(games) }, LIVE_SCORE],
    },
    {
      name: getTableName(sourceLineDifferences),
      relation: 'table',
      grain: 'one figure of one line of a game that another source has differently',
      meaning: 'Box scores compared figure by figure with stored answers of other sources.',
      inputs: [{ dataset: getTableName(games) }, { dataset: getTableName(providerPayloads) }],
    },
  ];
}
