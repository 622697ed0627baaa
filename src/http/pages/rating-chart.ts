import { type SafeHtml, html } from '@remix-run/html-template';
import type { RatingOfGame } from '../../analytics/ratings/stored/read-history.ts';

const WIDTH = 720;
const HEIGHT = 220;
/** Room above and below, as a share of what is between. */
const MARGIN = 0.08;
const STEPS = [5, 10, 25, 50, 100, 200];
const MOST_TICKS = 6;
/** A line so near the top has no room for its number, and is left out. */
const LABEL_HEIGHT = 12;
/** Years that stand below the chart at the most. */
const MOST_LABELS = 10;
/** Of more games each has no mark of its own to point at: those of a decade lie closer than a pixel. */
const MOST_MARKS = 400;

type Season = { year: number; from: number; games: readonly RatingOfGame[] };

type Scale = { x: (game: number) => number; y: (elo: number) => number; low: number; high: number };

/**
 * A team's rating over its games, season beside season; points tell their game. The table below
 * says the same in words.
 */
export function ratingChart(team: string, games: readonly RatingOfGame[]): SafeHtml | null {
  const [first, last] = [games[0], games.at(-1)];
  if (first === undefined || last === undefined) return null;
  const scale = scaleOf(games);
  const seasons = seasonsOf(games);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Chart of the rating of ${team}">
    <div class="movement">
      <svg
        class="chart moves ratings"
        viewBox="0 0 ${WIDTH} ${HEIGHT + 16}"
        role="img"
        aria-label="${altWords(team, games)}"
      >
        ${ticksOf(scale)
          .filter((elo) => scale.y(elo) >= LABEL_HEIGHT)
          .map((elo) => grid(scale, elo))}
        ${seasons.map((season, index) => boundary(scale, seasons, season, index))}
        ${seasons.map((season) => line(scale, season))}
        ${games.length > MOST_MARKS ? null : games.map((game, index) => mark(scale, game, index))}
      </svg>
    </div>
  </div>`;
}

function scaleOf(games: readonly RatingOfGame[]): Scale {
  const values = games.flatMap((game) => [game.elo_before, game.elo_after]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(5, (most - least) * MARGIN);
  const [low, high] = [least - room, most + room];
  // A game moves the rating from its left to its right edge.
  return {
    x: (game) => (game / games.length) * WIDTH,
    y: (elo) => HEIGHT - ((elo - low) / (high - low)) * HEIGHT,
    low,
    high,
  };
}

function ticksOf({ low, high }: Scale): readonly number[] {
  const step = STEPS.find((one) => (high - low) / one <= MOST_TICKS) ?? 400;
  const first = Math.ceil(low / step) * step;
  return Array.from(
    { length: Math.floor((high - first) / step) + 1 },
    (_none, index) => first + index * step,
  );
}

function seasonsOf(games: readonly RatingOfGame[]): readonly Season[] {
  const seasons: { year: number; from: number; games: RatingOfGame[] }[] = [];
  for (const [index, game] of games.entries()) {
    const last = seasons.at(-1);
    if (last?.year === game.season) last.games.push(game);
    else seasons.push({ year: game.season, from: index, games: [game] });
  }
  return seasons;
}

function grid({ y }: Scale, elo: number): SafeHtml {
  const at = y(elo).toFixed(1);
  return html`<line class="mark" x1="0" x2="${WIDTH}" y1="${at}" y2="${at}"></line
    ><text x="2" y="${(y(elo) - 3).toFixed(1)}">${elo}</text>`;
}

/** Where a season begins; every so many of them are named. */
function boundary({ x }: Scale, seasons: readonly Season[], { year, from }: Season, index: number): SafeHtml {
  const at = x(from).toFixed(1);
  const isNamed = index % Math.ceil(seasons.length / MOST_LABELS) === 0;
  return html`${index === 0 ? null : html`<line class="season" x1="${at}" x2="${at}" y1="0" y2="${HEIGHT}"></line>`}${
    isNamed ? html`<text x="${(x(from) + 3).toFixed(1)}" y="${HEIGHT + 12}">${year}</text>` : null
  }`;
}

function line({ x, y }: Scale, { year, from, games }: Season): SafeHtml {
  const [first] = games;
  if (first === undefined) return html``;
  const steps = games.map(
    ({ elo_after: elo }, index) => `L${x(from + index + 1).toFixed(1)} ${y(elo).toFixed(1)}`,
  );
  const last = games.at(-1) ?? first;
  const words = `Season ${year}: ${points(first.elo_before)} to ${points(last.elo_after)} in ${games.length} ${games.length === 1 ? 'game' : 'games'}`;
  return html`<path class="line consensus" d="M${x(from).toFixed(1)} ${y(first.elo_before).toFixed(1)}${steps.join('')}"
    ><title>${words}</title></path
  >`;
}

function mark({ x, y }: Scale, game: RatingOfGame, index: number): SafeHtml {
  return html`<circle class="at" cx="${x(index + 1).toFixed(1)}" cy="${y(game.elo_after).toFixed(1)}" r="4"
    ><title>${gameWords(game)}</title></circle
  >`;
}

function gameWords(game: RatingOfGame): string {
  const {
    played_on: day,
    opponent,
    points_for: own,
    points_against: other,
    is_home: isHome,
    is_neutral: isNeutral,
  } = game;
  const where = isHome || isNeutral ? 'against' : 'at';
  return `${day} ${where} ${opponent} ${own}-${other}: ${points(game.elo_before)} to ${points(game.elo_after)}`;
}

function altWords(team: string, games: readonly RatingOfGame[]): string {
  const [first, last] = [games[0], games.at(-1)];
  if (first === undefined || last === undefined) return '';
  const by = (one: RatingOfGame, other: RatingOfGame): number => one.elo_after - other.elo_after;
  const ordered = games.toSorted(by);
  const [worst, best] = [ordered[0] ?? first, ordered.at(-1) ?? last];
  return `Elo of ${team} over ${games.length} games, ${first.played_on} to ${last.played_on}: from ${points(first.elo_before)} to ${points(last.elo_after)}, highest ${points(best.elo_after)} on ${best.played_on}, lowest ${points(worst.elo_after)} on ${worst.played_on}.`;
}

function points(elo: number): string {
  return elo.toFixed(0);
}
