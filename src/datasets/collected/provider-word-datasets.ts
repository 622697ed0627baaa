import { getTableName } from 'drizzle-orm';
import { externalIds } from '../../db/schema/external-ids.ts';
import { injuries } from '../../db/schema/injuries.ts';
import { games } from '../../db/schema/games.ts';
import { players, teams } from '../../db/schema/reference.ts';
import { sourceDifferences } from '../../db/schema/source-differences.ts';
import type { Dataset } from '../dataset.ts';
import { INJURIES, LIVE_SCORE } from './capabilities.ts';

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
      name: getTableName(sourceDifferences),
      relation: 'table',
      grain: 'one fact of a game of which another source says something else',
      meaning: 'Final scores that two sources tell differently, until both say the same.',
      inputs: [{ dataset: getTableName(games) }, LIVE_SCORE],
    },
  ];
}
