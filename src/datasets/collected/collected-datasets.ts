import { getTableName } from 'drizzle-orm';
import { gameEvents, gameRosters, games } from '../../db/schema/games.ts';
import { scheduleImports, scheduleQuarantine } from '../../db/schema/imports.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { providerPayloadGames, providerPayloads } from '../../db/schema/providers.ts';
import {
  leagues,
  players,
  seasons,
  sports,
  teamAliasChanges,
  teamAliases,
  teams,
} from '../../db/schema/reference.ts';
import type { Dataset } from '../dataset.ts';
import { lineDatasets } from './line-datasets.ts';

const SCHEDULE = { capability: 'schedule' } as const;
const BOX_SCORE = { capability: 'box score' } as const;
const ROSTER = { capability: 'roster' } as const;

/** What is collected from files, people and providers: every other dataset is computed from these. */
export function collectedDatasets(): readonly Dataset[] {
  return [...referenceDatasets(), ...scheduleDatasets(), ...lineDatasets(), ...recordDatasets()];
}

function referenceDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(sports),
      relation: 'table',
      grain: 'one sport',
      meaning: 'The sports, and whether the seeding of one is paused.',
      inputs: [],
    },
    {
      name: getTableName(leagues),
      relation: 'table',
      grain: 'one league',
      meaning: 'The leagues of each sport, and when their schedules are asked for.',
      inputs: [{ dataset: getTableName(sports) }],
    },
    {
      name: getTableName(seasons),
      relation: 'table',
      grain: 'one season of a sport, by the year in which it starts',
      meaning: 'The seasons that schedules name.',
      inputs: [{ dataset: getTableName(sports) }],
    },
    {
      name: getTableName(teams),
      relation: 'table',
      grain: 'one team',
      meaning: 'Clubs and franchises under their present names.',
      inputs: [{ dataset: getTableName(leagues) }, BOX_SCORE],
    },
    {
      name: getTableName(teamAliases),
      relation: 'table',
      grain: 'one other name of a team within its league',
      meaning: 'Other names by which schedules and people call a team.',
      inputs: [{ dataset: getTableName(teams) }],
    },
    {
      name: getTableName(teamAliasChanges),
      relation: 'table',
      grain: 'one change of a team or of its names',
      meaning: 'Who added, renamed or taught what, and when.',
      inputs: [{ dataset: getTableName(teams) }],
    },
    {
      name: getTableName(players),
      relation: 'table',
      grain: 'one player',
      meaning: 'Players as box scores and rosters name them, with their present team.',
      inputs: [{ dataset: getTableName(teams) }, BOX_SCORE, ROSTER],
    },
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
