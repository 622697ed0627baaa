import { getTableName } from 'drizzle-orm';
import { gameEvents, gameRosters, games } from '../../db/schema/games.ts';
import { scheduleImports, scheduleQuarantine } from '../../db/schema/imports.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { providerPayloadGames, providerPayloads } from '../../db/schema/providers.ts';
import { players, seasons, teams } from '../../db/schema/reference.ts';
import type { Dataset } from '../dataset.ts';
import { BOX_SCORE, SCHEDULE } from './capabilities.ts';
import { lineDatasets } from './line-datasets.ts';
import { oddsDatasets } from './odds-datasets.ts';
import { referenceDatasets } from './reference-datasets.ts';

/** What is collected from files, people and providers: every other dataset is computed from these. */
export function collectedDatasets(): readonly Dataset[] {
  return [
    ...referenceDatasets(),
    ...scheduleDatasets(),
    ...lineDatasets(),
    ...recordDatasets(),
    ...oddsDatasets(),
  ];
}

function scheduleDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(scheduleImports),
      relation: 'table',
      grain: 'one ingest of a schedule',
      meaning: 'Where games came from: the file or provider, its hash, and what it came to.',
      inputs: [SCHEDULE],
    },
    {
      name: getTableName(scheduleQuarantine),
      relation: 'table',
      grain: 'one row of a schedule that could not be used',
      meaning: 'Rows with the reason, the remedy, and what became of them.',
      inputs: [{ dataset: getTableName(scheduleImports) }],
    },
    {
      name: getTableName(games),
      relation: 'table',
      grain: 'one game',
      meaning: 'Schedules and results: who meets whom, where and when, and how far the seeding of it is.',
      inputs: [
        { dataset: getTableName(scheduleImports) },
        { dataset: getTableName(teams) },
        { dataset: getTableName(seasons) },
        BOX_SCORE,
      ],
    },
    {
      name: getTableName(gameRosters),
      relation: 'table',
      grain: 'one player who is expected in a game or took part',
      meaning: 'Who is expected, who came and who started.',
      inputs: [{ dataset: getTableName(games) }, { dataset: getTableName(players) }, BOX_SCORE],
    },
  ];
}

function recordDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(gameEvents),
      relation: 'table',
      grain: 'one thing that happened to a game',
      meaning: 'The timeline of each game.',
      retention: 'SYNC_LOG_RETENTION_DAYS',
      inputs: [{ dataset: getTableName(games) }],
    },
    {
      name: getTableName(lineChanges),
      relation: 'table',
      grain: 'one figure of a line that changed, or one line that came or went',
      meaning: 'Revisions of lines that were there already, from what to what.',
      inputs: lineDatasets().map(({ name }) => ({ dataset: name })),
    },
    {
      name: getTableName(providerPayloads),
      relation: 'table',
      grain: 'one body of an answer, once for each content',
      meaning: "Bodies of a provider's answers as received, from which lines can be read again.",
      inputs: [BOX_SCORE],
      retention: 'PAYLOAD_RETENTION_DAYS',
    },
    {
      name: getTableName(providerPayloadGames),
      relation: 'table',
      grain: 'one game that a body speaks of',
      meaning: "Which games each body is about, by the provider's ids.",
      inputs: [{ dataset: getTableName(providerPayloads) }],
      retention: 'PAYLOAD_RETENTION_DAYS',
    },
  ];
}
