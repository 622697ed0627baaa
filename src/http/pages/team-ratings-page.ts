import { type SafeHtml, html } from '@remix-run/html-template';
import type { RatingOfGame } from '../../analytics/ratings/stored/read-history.ts';
import { field } from './filter-form.ts';
import { plural } from './format.ts';
import { layout } from './layout.ts';
import { percent } from './odds-words.ts';
import type { PageContext } from './page-context.ts';
import { ratingChart } from './rating-chart.ts';

export type TeamRatingsView = {
  team: { id: number; name: string; league: string };
  fields: Readonly<Record<string, string>>;
  /** In the order of play. */
  games: readonly RatingOfGame[];
};

/** So many games stand in the table; the command and the API have all. */
const MOST_ROWS = 100;

/** One team's rating over time. */
export function teamRatingsPage(context: PageContext, { team, fields, games }: TeamRatingsView): string {
  const last = games.at(-1);
  const body = html`<section class="card">
    <h1>${team.name} <span class="total">${team.league}, ${plural(games.length, 'rated game')}</span></h1>
    <p class="words">
      ${
        last === undefined
          ? 'No rated game is known in that time.'
          : html`Elo ${last.elo_after.toFixed(0)} since ${last.played_on}.`
      }
      <a href="/ratings?${new URLSearchParams({ league: team.league }).toString()}">All of ${team.league}</a>
    </p>
    <form class="filter" action="/ratings/teams/${team.id}">
      ${field('from', 'From', fields, { type: 'date' })}${field('to', 'Until', fields, { type: 'date' })}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${ratingChart(team.name, games)} ${games.length === 0 ? null : table(games)}
  </section>`;
  return layout(context, { title: `Rating of ${team.name}`, path: '/ratings', body });
}

function table(games: readonly RatingOfGame[]): SafeHtml {
  const shown = games.slice(-MOST_ROWS).toReversed();
  return html`<h2>Games <span class="total">newest first</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Games with the rating before and after">
      <table class="lines stack odds rated">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Opponent</th>
            <th scope="col">Score</th>
            <th scope="col">Expected</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Pythagorean</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(gameRow)}
        </tbody>
      </table>
    </div>
    ${games.length > shown.length ? html`<p class="words">The last ${shown.length} of ${games.length}.</p>` : null}`;
}

function gameRow(game: RatingOfGame): SafeHtml {
  const { is_home: isHome, is_neutral: isNeutral, pythagorean_share: share } = game;
  return html`<tr>
    <th scope="row"><a href="/games/${game.game_id}">${game.played_on}</a></th>
    <td data-label="Opponent">
      <span>${isHome || isNeutral ? null : 'at '}<a href="/ratings/teams/${game.opponent_id}">${game.opponent}</a>${
        isNeutral ? html` <span class="words">neutral</span>` : null
      }</span>
    </td>
    <td data-label="Score">${game.points_for}–${game.points_against}</td>
    <td data-label="Expected">${percent(game.expected)}</td>
    <td data-label="Before">${game.elo_before.toFixed(1)}</td>
    <td data-label="After">${game.elo_after.toFixed(1)}</td>
    <td data-label="Pythagorean">${share === null ? html`<span class="muted">–</span>` : percent(share)}</td>
  </tr>`;
}
