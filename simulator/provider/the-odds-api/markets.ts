import { randomFor, randomInteger, randomNormal } from '../sampling.ts';
import type { Bookmaker } from './bookmakers.ts';
import { normalShare, opinionAt, scaleOf } from './line-movement.ts';
import type { OddsGame } from './odds-games.ts';

/** An outcome with its chance, before a bookmaker makes a price of it. */
type Outcome = { name: string; chance: number; point?: number; description?: string; price?: number };

const DAY_MS = 86_400_000;
/** So long before the start nobody backs or lays at an exchange yet: 1.01 and 1000 are what an empty book shows. */
const EMPTY_EXCHANGE_MS = 10 * DAY_MS;
const MOST_PRICE = 1_000;
const LEAST_PRICE = 1.01;

/** A prop: of which sport, and what is usual of it; without that it is a question of yes and no. */
type Prop = { sport: string; usual?: readonly [number, number]; chance?: number; hasNo?: boolean };

const PROPS: Readonly<Record<string, Prop>> = {
  player_points: { sport: 'basketball', usual: [18, 6] },
  player_rebounds: { sport: 'basketball', usual: [6, 2] },
  player_assists: { sport: 'basketball', usual: [4, 2] },
  player_double_double: { sport: 'basketball', chance: 0.25, hasNo: true },
  player_pass_yds: { sport: 'americanfootball', usual: [235, 30] },
  player_rush_yds: { sport: 'americanfootball', usual: [55, 20] },
  player_anytime_td: { sport: 'americanfootball', chance: 0.35 },
  player_shots_on_target: { sport: 'soccer', usual: [1, 0.5] },
  player_goal_scorer_anytime: { sport: 'soccer', chance: 0.3 },
};

/** Markets that lists have, and those that single events have beside them. */
export const FEATURED_MARKETS = ['h2h', 'spreads', 'totals', 'h2h_lay', 'outrights'] as const;
export const EVENT_MARKETS = [
  ...FEATURED_MARKETS,
  'h2h_3_way',
  'alternate_spreads',
  'alternate_totals',
  ...Object.keys(PROPS),
];

/** What a bookmaker has in a market at a moment; undefined where it has nothing. */
export function outcomesOf(
  seed: number,
  { game, book, market, atMs }: { game: OddsGame; book: Bookmaker; market: string; atMs: number },
): readonly { name: string; price: number; point?: number; description?: string }[] | undefined {
  const opinion = opinionAt(seed, game, atMs);
  const taste = randomNormal(randomFor(seed, 'taste', book.key, game.id), 0, 0.15);
  const deviation = scaleOf(game).deviation;
  const step = game.sportKey.startsWith('soccer') ? 0.25 : 0.5;
  const view = {
    game,
    margin: opinion.margin + taste * deviation * 0.2,
    total: opinion.total + taste * 2 * step,
    deviation,
    step,
  };
  if (market === 'h2h_lay' && !book.isExchange) return undefined;
  const isEmpty = book.isExchange && game.startMs - atMs > EMPTY_EXCHANGE_MS;
  const outcomes = MARKETS[market]?.(view) ?? propsOf(view, seed, market);
  if (!outcomes || (book.isExchange && !market.startsWith('h2h'))) return undefined;
  return outcomes.map(({ chance, ...outcome }) => ({
    ...outcome,
    price: isEmpty
      ? emptyPrice(market)
      : priceOf(chance, market === 'h2h_lay' ? -book.overround : book.overround),
  }));
}

type View = { game: OddsGame; margin: number; total: number; deviation: number; step: number };

const MARKETS: Readonly<Record<string, (view: View) => readonly Outcome[]>> = {
  h2h: winners,
  h2h_lay: winners,
  h2h_3_way: (view) => threeWay(view),
  spreads: (view) => spread(view, 0),
  totals: (view) => total(view, 0),
  alternate_spreads: (view) => [-4, -2, 2, 4].flatMap((steps) => spread(view, steps)),
  alternate_totals: (view) => [-4, -2, 2, 4].flatMap((steps) => total(view, steps)),
};

function winners(view: View): readonly Outcome[] {
  return view.game.sportKey.startsWith('soccer') ? threeWay(view) : twoWay(view);
}

/** The away team first: outcomes have no order. */
function twoWay({ game, margin, deviation }: View): readonly Outcome[] {
  const home = normalShare(margin / deviation);
  return [
    { name: game.away, chance: 1 - home },
    { name: game.home, chance: home },
  ];
}

function threeWay({ game, margin, deviation }: View): readonly Outcome[] {
  const half = game.sportKey.startsWith('soccer') ? 0.5 : 0.7;
  const home = 1 - normalShare((half - margin) / deviation);
  const away = normalShare((-half - margin) / deviation);
  return [
    { name: game.away, chance: away },
    { name: game.home, chance: home },
    { name: 'Draw', chance: 1 - home - away },
  ];
}

function spread({ game, margin, deviation, step }: View, steps: number): readonly Outcome[] {
  const { handicap } = scaleOf(game);
  const fair = handicap === undefined ? -Math.round(margin / step) * step : margin > 0 ? -handicap : handicap;
  const point = fair + steps * step * 2;
  const home = normalShare((margin + point) / deviation);
  return [
    { name: game.away, chance: 1 - home, point: point === 0 ? 0 : -point },
    { name: game.home, chance: home, point: point === 0 ? 0 : point },
  ];
}

function total({ total: expected, deviation, step }: View, steps: number): readonly Outcome[] {
  const point = Math.max(step, Math.round(expected / step) * step + steps * step * 2);
  const over = normalShare((expected - point) / deviation);
  return [
    { name: 'Over', chance: over, point },
    { name: 'Under', chance: 1 - over, point },
  ];
}

/** The prices of a prop; undefined where the sport does not have it. */
function propsOf(view: View, seed: number, market: string): readonly Outcome[] | undefined {
  const prop = PROPS[market];
  if (prop === undefined || !view.game.sportKey.startsWith(prop.sport)) return undefined;
  const { usual, chance = 0.5, hasNo = false } = prop;
  if (usual !== undefined) return overUnder(view, seed, market, usual);
  return players(view, seed).flatMap((description) => [
    { name: 'Yes', description, chance },
    ...(hasNo ? [{ name: 'No', description, chance: 1 - chance }] : []),
  ]);
}

function overUnder(
  view: View,
  seed: number,
  market: string,
  [usual, spreadOf]: readonly [number, number],
): readonly Outcome[] {
  return players(view, seed).flatMap((description) => {
    const random = randomFor(seed, 'prop', market, view.game.id, description);
    const point = Math.max(0.5, Math.round(randomNormal(random, usual, spreadOf)) + 0.5);
    return ['Over', 'Under'].map((name) => ({ name, description, chance: 0.5, point }));
  });
}

function players({ game }: View, seed: number): readonly string[] {
  return [game.home, game.away].map((team) => {
    const number = randomInteger(randomFor(seed, 'prop player', team), 1, 30);
    return `Player ${number} of ${team}`;
  });
}

function priceOf(chance: number, overround: number): number {
  const price = 1 / (Math.min(0.99, Math.max(0.001, chance)) * (1 + overround));
  return Math.min(MOST_PRICE, Math.max(LEAST_PRICE, Math.round(price * 100) / 100));
}

function emptyPrice(market: string): number {
  return market === 'h2h_lay' ? MOST_PRICE : LEAST_PRICE;
}
