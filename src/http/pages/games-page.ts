import { SPORTS, hasBoxScores } from '../../domain/sport.ts';
import { GAME_STATUSES, SEEDING_STATUSES } from '../../domain/statuses.ts';
import type { Page } from '../../db/cursor.ts';
import type { GameChoices } from '../../read/games/game-queries.ts';
import type { GameRow } from '../../read/games/game-row.ts';
import { type CappedCount, type FilterFields, cappedWords, choice, field } from './filter-form.ts';
import { instant, pill, statusPill } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import { livePill } from './live-pill.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';

/** What the list of games shows. */
export type GamesView = {
  games: Page<GameRow>;
  fields: FilterFields;
  /** By tip-off, as the list is. */
  order: keyof typeof ORDER_WORDS;
  /** How many match; undefined without a filter. */
  matching: CappedCount | undefined;
  choices: GameChoices;
  now: Date;
};

const ORDER_WORDS = { asc: 'earliest first', desc: 'latest first' } as const;

/** Games that match a filter, all of it in the address. */
export function gamesPage(
  context: PageContext,
  { games, fields, order, matching, choices, now }: GamesView,
): string {
  const total = matching ? html` <span class="total">${cappedWords(matching, 'game')}</span>` : null;
  const list =
    games.items.length > 0
      ? html`<ul class="rows">
          ${games.items.map(gameRow)}
        </ul>`
      : html`<p class="empty">No game matches.</p>`;
  const body = html`<section class="card">
    <h1>Games${total}</h1>
    ${quickLinks(now)}${filterForm({ ...fields, order }, choices)}
    ${matching && matching.count > 0 ? tasksLink(fields, context) : null}
    ${list}${more(games.next_cursor, '/games', fields)}
  </section>`;
  return layout(context, { title: 'Games', path: '/games', body });
}

/** The way to the tasks of all games that match, where they can be acted on at once. */
function tasksLink(fields: FilterFields, { mayChange }: PageContext): SafeHtml {
  const filter = Object.entries(fields).filter(([name]) => name !== 'order');
  const query = new URLSearchParams({ games: new URLSearchParams(filter).toString() });
  return html`<div class="buttons">
    <a class="button" href="/tasks?${query.toString()}"
      >${mayChange ? 'Act on the tasks of these games…' : 'Tasks of these games'}</a
    >
  </div>`;
}

/** What is looked for most, one step away; days are those of UTC. */
function quickLinks(now: Date): SafeHtml {
  const day = (offset: number): string => {
    const date = new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    return `from=${date}&until=${date}`;
  };
  const links = [
    ['Yesterday', day(-1)],
    ['Today', day(0)],
    ['Tomorrow', day(1)],
    ['On hold', 'q=held'],
    ['Failed', 'seeding_status=failed'],
    ['Partial', 'seeding_status=partial'],
    ['Postponed', 'status=postponed'],
  ] as const;
  return html`<ul class="quick">
    ${links.map(([text, query]) => html`<li><a href="/games?${query}">${text}</a></li>`)}
  </ul>`;
}

function filterForm(fields: FilterFields, { leagues, seasons }: GameChoices): SafeHtml {
  const { sport } = fields;
  const names = leagues.filter((league) => sport === undefined || league.sport === sport);
  return html`<form class="filter" action="/games" role="search">
    ${field('q', 'Teams, a date, a state, words of an error, or #id', fields, {
      type: 'search',
      maxLength: 200,
      isWide: true,
    })}
    ${choice('sport', 'Sport', SPORTS, fields)}
    ${choice('league', 'League', [...new Set(names.map((league) => league.name))], fields, (name) => name)}
    ${choice('season', 'Season', seasons.map(String), fields)}
    ${choice('status', 'Game', GAME_STATUSES, fields)}
    ${choice('seeding_status', 'Statistics', SEEDING_STATUSES, fields)}
    ${field('from', 'First day', fields, { type: 'date' })}
    ${field('until', 'Last day', fields, { type: 'date' })}
    ${choice('order', 'Order', ['asc', 'desc'], fields, (order) => ORDER_WORDS[order], null)}
    <div class="go"><button class="primary">Filter</button> <a href="/games">All games</a></div>
  </form>`;
}

function gameRow(game: GameRow): SafeHtml {
  const [away, home] = game.live
    ? [game.live.away_score, game.live.home_score]
    : [game.away.score, game.home.score];
  const score = home === null || away === null ? null : html`<span class="tally">${away}–${home}</span>`;
  const isOrdinary = game.status === 'scheduled' || game.status === 'completed';
  const standing = game.live ? livePill(game.live) : isOrdinary ? null : statusPill(game.status);
  const when = game.time_confirmed ? instant(game.tip_off) : html`${game.slate_date}, time not known yet`;
  return html`<li>
    <div class="row">
      <a class="game" href="/games/${game.id}">${game.label}</a>
      ${pill(game.league, 'quiet')} ${score} ${standing}
      ${hasBoxScores(game.sport) ? statusPill(game.seeding_status) : null} ${partsIn(game)}
      <span class="when">${when}</span>
    </div>
    ${
      game.last_seeding_error === null || game.seeding_status === 'completed'
        ? null
        : html`<p class="words">${game.last_seeding_error}</p>`
    }
  </li>`;
}

/** `27 of 30`, where a game has only some of its participants. */
function partsIn({ entities_done: done, entities_expected: expected }: GameRow): SafeHtml | null {
  if (done === null || expected === null || done >= expected) return null;
  return html`<span class="muted small">${done} of ${expected}</span>`;
}
