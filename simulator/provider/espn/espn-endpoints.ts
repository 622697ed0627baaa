import { DateTime } from 'luxon';
import { isListed } from '../dials.ts';
import { officialsOf } from '../nba-stats/officials.ts';
import type { Query } from '../protocol.ts';
import type { AnswerContext, SimulatedEndpoint } from '../simulated-api.ts';
import { type BoardLeague, FIRST_EVENT_ID } from './board-game.ts';
import { type BoardEvent, eventRow, eventsOf, headerRow, oddsRow } from './event-rows.ts';
import { injuryRows } from './injury-rows.ts';
import { standingsRow } from './standings-rows.ts';

/** Without `limit` a scoreboard ends here, and says nothing of it. */
const DEFAULT_LIMIT = 25;

/** The endpoints of a sport at ESPN, by path. */
export function espnEndpoints(board: BoardLeague, seed: number): Readonly<Record<string, SimulatedEndpoint>> {
  const { folder, leagues, summaryLeague } = board;
  const site = (league: string): string => `/apis/site/v2/sports/${folder}/${league}`;
  return {
    ...Object.fromEntries(
      leagues.flatMap((league): [string, SimulatedEndpoint][] => [
        [`${site(league)}/scoreboard`, scoreboard(board, league)],
        [`${site(league)}/injuries`, injuries(board, league, seed)],
        [`/apis/v2/sports/${folder}/${league}/standings`, standings(board, league)],
        // The path beside those of the others holds a link and nothing else.
        [`${site(league)}/standings`, { get: 'link', rules: { allowed: {} }, rows: () => [LINK] }],
      ]),
    ),
    [`${site(summaryLeague)}/summary`]: {
      get: 'summary',
      gameParameter: 'event',
      rules: { allowed: { event: 'integer' }, oneOf: [['event']] },
      rows: (query, context) => summaryRows(board, query, { seed, context }),
    },
  };
}

const LINK = { fullViewLink: { text: 'Full Standings', href: 'https://simulated.invalid/standings' } };

function scoreboard(board: BoardLeague, league: string): SimulatedEndpoint {
  return {
    get: 'scoreboard',
    rules: { allowed: { dates: 'text', limit: 'integer' } },
    rows(query, context) {
      const isOnDates = daysOf(query, context);
      return eventsIn(board, context)
        .filter(({ game }) => game.league === league && isOnDates(game.startMs))
        .filter(({ game }) => isListed(context.dials, FIRST_EVENT_ID + game.id, false))
        .toSorted((one, other) => one.game.startMs - other.game.startMs)
        .slice(0, Number(query['limit'] ?? DEFAULT_LIMIT))
        .map((event) => eventRow(event, board));
    },
  };
}

/** Whether an event is on the days that are asked for; days are those of the US East, by default the one that it is. */
function daysOf({ dates }: Query, { nowMs }: AnswerContext): (startMs: number) => boolean {
  const [first = easternDay(nowMs), last = first] = dates?.split('-') ?? [];
  return (startMs) => {
    const day = easternDay(startMs);
    return day >= first && day <= last;
  };
}

function easternDay(ms: number): string {
  return DateTime.fromMillis(ms, { zone: 'America/New_York' }).toFormat('yyyyMMdd');
}

function eventsIn(board: BoardLeague, context: AnswerContext): readonly BoardEvent[] {
  return board.games(context).flatMap(eventsOf);
}

function summaryRows(
  board: BoardLeague,
  { event: id }: Query,
  { seed, context }: { seed: number; context: AnswerContext },
): readonly object[] {
  const event = eventsIn(board, context).find((one) => one.id === id);
  if (!event || !isListed(context.dials, FIRST_EVENT_ID + event.game.id, true)) return [];
  const { standing } = event.game;
  const hasBegun = standing === 'during' || standing === 'over' || standing === 'suspended';
  return [
    {
      boxscore: hasBegun ? board.boxScore(event.game.id, context) : {},
      header: headerRow(event, board.yearOffset),
      gameInfo: { officials: officialRows(seed, event.game.id) },
      pickcenter: standing === 'before' ? [oddsRow(event.game), null] : [],
      ...board.extras?.(event.game.id, context),
    },
  ];
}

/** The same three as at the other hosts; ESPN has no ids of them. */
function officialRows(seed: number, gameId: number): readonly object[] {
  return officialsOf(seed, gameId).map(({ name }, index) => ({
    fullName: name,
    displayName: name,
    position: { name: 'Referee', displayName: 'Referee', id: '40' },
    order: index + 1,
  }));
}

function injuries(board: BoardLeague, league: string, seed: number): SimulatedEndpoint {
  return {
    get: 'injuries',
    rules: { allowed: {} },
    rows: (_query, context) => [injuryRows(board, league, { seed, context })],
  };
}

function standings(board: BoardLeague, league: string): SimulatedEndpoint {
  return {
    get: 'standings',
    rules: { allowed: { season: 'integer' } },
    rows: ({ season }, context) => [standingsRow(board, league, season, context)],
  };
}
