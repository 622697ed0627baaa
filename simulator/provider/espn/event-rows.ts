import {
  type BoardGame,
  type BoardLeague,
  type BoardSide,
  FIRST_EVENT_ID,
  FIRST_MAKEUP_ID,
} from './board-game.ts';

/** `status` of an event, by how it stands. Postponed ones have state `post`, and are not completed. */
const STATUS_TYPES = {
  before: { id: '1', name: 'STATUS_SCHEDULED', state: 'pre', completed: false, description: 'Scheduled' },
  during: { id: '2', name: 'STATUS_IN_PROGRESS', state: 'in', completed: false, description: 'In Progress' },
  over: { id: '3', name: 'STATUS_FINAL', state: 'post', completed: true, description: 'Final' },
  postponed: { id: '6', name: 'STATUS_POSTPONED', state: 'post', completed: false, description: 'Postponed' },
  cancelled: { id: '5', name: 'STATUS_CANCELED', state: 'post', completed: false, description: 'Canceled' },
  suspended: { id: '48', name: 'STATUS_SUSPENDED', state: 'in', completed: false, description: 'Suspended' },
  // In no documentation.
  unseen: {
    id: '99',
    name: 'STATUS_UNDER_REVIEW',
    state: 'post',
    completed: false,
    description: 'Under Review',
  },
} as const;

/** An event of a scoreboard, with the game that it is. */
export type BoardEvent = { id: string; game: BoardGame };

/**
 * The events of a game: one, or two where it was given a new date. Then the old id stays postponed for ever, and the
 * game goes on under a new one.
 */
export function eventsOf(game: BoardGame): readonly BoardEvent[] {
  const first = String(FIRST_EVENT_ID + game.id);
  if (game.startMs === game.scheduledMs) return [{ id: first, game }];
  const frozen: BoardGame = { ...game, startMs: game.scheduledMs, standing: 'postponed' };
  return [
    { id: first, game: frozen },
    { id: String(FIRST_MAKEUP_ID + game.id), game },
  ];
}

/** The row of a scoreboard. */
export function eventRow(
  event: BoardEvent,
  { yearOffset, hasBareBoards = false }: Pick<BoardLeague, 'yearOffset' | 'hasBareBoards'>,
): object {
  const { id, game } = event;
  return {
    id,
    uid: `s:0~l:0~e:${id}`,
    date: instant(game.startMs),
    name: `${game.away.team.name} at ${game.home.team.name}`,
    season: seasonRow(game, yearOffset),
    status: statusRow(game),
    competitions: [competitionRow(event, hasBareBoards)],
  };
}

/** `header` of a summary: the same in another form. */
export function headerRow(event: BoardEvent, yearOffset: 0 | 1): object {
  return {
    id: event.id,
    season: seasonRow(event.game, yearOffset),
    timeValid: true,
    league: { slug: event.game.league },
    competitions: [competitionRow(event, false)],
  };
}

function competitionRow({ id, game }: BoardEvent, isBare: boolean): object {
  return {
    id,
    date: instant(game.startMs),
    type: { id: '1', abbreviation: 'STD' },
    timeValid: true,
    neutralSite: false,
    ...(game.venue === null ? {} : { venue: { id: game.home.team.id, fullName: game.venue } }),
    competitors: [
      competitorRow('home', game.home, { game, isBare }),
      competitorRow('away', game.away, { game, isBare }),
    ],
    status: statusRow(game),
    ...(game.standing === 'before' ? { odds: [oddsRow(game)] } : {}),
  };
}

/** `winner` is absent before the end, and the score is a text. */
function competitorRow(
  homeAway: 'home' | 'away',
  side: BoardSide,
  { game: { home, away, standing }, isBare }: { game: BoardGame; isBare: boolean },
): object {
  const other = homeAway === 'home' ? away : home;
  return {
    id: side.team.id,
    homeAway,
    team: { id: side.team.id, displayName: side.team.name, abbreviation: side.team.code },
    score: String(side.score ?? 0),
    ...(standing === 'over' ? { winner: (side.score ?? 0) > (other.score ?? 0) } : {}),
    ...(side.shootout === undefined ? {} : { shootoutScore: side.shootout }),
    ...(side.score === null || isBare ? {} : { linescores: side.periods.map((value) => ({ value })) }),
  };
}

function seasonRow({ season }: BoardGame, yearOffset: 0 | 1): object {
  return { year: season + yearOffset, type: 2, slug: 'regular-season' };
}

function statusRow(game: BoardGame): object {
  const { standing, finalWord, duringWord, detail, clock, home } = game;
  const type = STATUS_TYPES[standing];
  const own = standing === 'over' ? finalWord : standing === 'during' ? duringWord : undefined;
  const name = own ?? type.name;
  const period = standing === 'before' ? 0 : (game.period ?? Math.max(1, home.periods.length));
  return {
    clock: 0,
    displayClock: clock ?? '0.0',
    period,
    type: { ...type, name, detail: detail ?? type.description },
  };
}

/** Prices that follow from the sides: the home team is favoured by as much as its id is odd. */
export function oddsRow({ id, home, away, line }: BoardGame): object {
  const spread = line?.spread ?? -((id % 9) + 0.5);
  return {
    provider: { id: '58', name: 'ESPN BET', priority: 1 },
    details: `${home.team.code} ${spread}`,
    overUnder: line?.total ?? 200.5 + (id % 30),
    spread,
    overOdds: -110,
    underOdds: -110,
    homeTeamOdds: { favorite: true, moneyLine: -130 - 10 * (id % 9), spreadOdds: -110 },
    awayTeamOdds: {
      favorite: false,
      moneyLine: 110 + 10 * (id % 9),
      spreadOdds: -110,
      team: { id: away.team.id },
    },
  };
}

/** Minutes are as exact as ESPN is. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
