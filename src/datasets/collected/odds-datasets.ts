import { getTableName } from 'drizzle-orm';
import { dataLoads, loadQuarantine } from '../../db/schema/data-loads.ts';
import { games } from '../../db/schema/games.ts';
import {
  bookmakers,
  closingLines,
  oddsChanges,
  oddsCurrent,
  oddsEventStarts,
  oddsEvents,
  oddsSightings,
} from '../../db/schema/odds.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';
import { oddsPolls } from '../../db/schema/odds-polls.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { players, teams } from '../../db/schema/reference.ts';
import type { Dataset } from '../dataset.ts';
import { ODDS } from './capabilities.ts';

/** Odds of bookmakers: events, changes of prices, what stands now, and where lines opened and closed. */
export function oddsDatasets(): readonly Dataset[] {
  return [...eventDatasets(), ...priceDatasets(), ...lineDatasets(), ...loadDatasets()];
}

function eventDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(bookmakers),
      relation: 'table',
      grain: 'one bookmaker or exchange',
      meaning: 'Who quotes prices, where, and whether it is an exchange.',
      inputs: [ODDS],
    },
    {
      name: getTableName(oddsEvents),
      relation: 'table',
      grain: 'one game as a provider of odds knows it',
      meaning: 'Events with the names of their sides, the game that each is, or why that is not known.',
      inputs: [ODDS, { dataset: getTableName(externalIds) }, { dataset: getTableName(teams) }],
    },
    {
      name: getTableName(oddsEventStarts),
      relation: 'table',
      grain: 'one start that was told of an event',
      meaning: 'Every start that a provider told of an event, with the first and last capture that told it.',
      inputs: [{ dataset: getTableName(oddsEvents) }],
    },
  ];
}

function priceDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(oddsChanges),
      relation: 'table',
      grain: 'one price or line of one series that differs from the one before it',
      meaning:
        'Changes of prices; a series is an event, a book, a market, a side and a subject. Spreads have the handicap of the home team on both sides. Partitioned by month of the capture.',
      inputs: [ODDS, { dataset: getTableName(oddsEvents) }, { dataset: getTableName(bookmakers) }],
    },
    {
      name: getTableName(oddsCurrent),
      relation: 'table',
      grain: 'one series',
      meaning: 'The newest price of each series, since when it stands, and when it was seen last.',
      inputs: [{ dataset: getTableName(oddsChanges) }],
    },
    {
      name: getTableName(oddsSightings),
      relation: 'table',
      grain: 'one capture of one event that showed prices which had not changed',
      meaning:
        'Which series were seen unchanged, so that a change that comes to light later finds its place.',
      inputs: [{ dataset: getTableName(oddsEvents) }],
    },
    {
      name: 'odds_history',
      relation: 'view',
      grain: 'one price or line of one series that differs from the one before it',
      meaning:
        'Changes with their game and book, whether the game was on, and which were the last before it.',
      inputs: [
        { dataset: getTableName(oddsChanges) },
        { dataset: getTableName(oddsEventStarts) },
        { dataset: getTableName(games) },
      ],
    },
    {
      name: 'player_props',
      relation: 'view',
      grain: 'one side of one prop at one book',
      meaning: 'Props as they stand, with the player where one of both teams has that name alone.',
      inputs: [{ dataset: getTableName(oddsCurrent) }, { dataset: getTableName(players) }],
    },
  ];
}

function lineDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(publishedLines),
      relation: 'table',
      grain: 'one side of one market of one game at one book and moment, as one archive has it',
      meaning:
        'Lines of published archives: opening, early or closing, without a time of capture; with shares of bets and money where they are told, and the reason where one is doubted.',
      inputs: [ODDS, { dataset: getTableName(games) }],
    },
    {
      name: getTableName(closingLines),
      relation: 'table',
      grain: 'one side of one market of one game',
      meaning:
        'Opening and closing line: the consensus of the books before the start, without their margin, with its age; where none was captured, what an archive has published, and what a second source says.',
      inputs: [
        { dataset: getTableName(oddsChanges) },
        { dataset: getTableName(publishedLines) },
        { dataset: getTableName(games) },
      ],
    },
  ];
}

function loadDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(oddsPolls),
      relation: 'table',
      grain: 'one look at the odds of one league, or of one event of it, that was planned',
      meaning:
        'When a look was to come, for which markets, what became of it and what it brought; gaps stand here as facts.',
      inputs: [ODDS, { dataset: getTableName(oddsEvents) }],
    },
    {
      name: getTableName(dataLoads),
      relation: 'table',
      grain: 'one published file that was loaded',
      meaning: 'Files by their hash, how far each has come, and the account of its rows.',
      inputs: [],
    },
    {
      name: getTableName(loadQuarantine),
      relation: 'table',
      grain: 'one row of a published file that could not be used',
      meaning: 'Rows with the line, the field, the value, the reason and the remedy.',
      inputs: [{ dataset: getTableName(dataLoads) }],
    },
  ];
}
