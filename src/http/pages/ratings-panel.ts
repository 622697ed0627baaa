import { type SafeHtml, html } from '@remix-run/html-template';
import type { GameRatings, RatingsOfSide } from '../../analytics/ratings/stored/read-game-ratings.ts';
import type { GameDetail } from '../../read/games/game-queries.ts';
import type { GameSide } from '../../read/games/game-row.ts';
import { percent } from './odds-words.ts';

/** The ratings of both sides before and after a game, and what each was expected to get of it. */
export function ratingsPanel({ home, away }: GameDetail, ratings: GameRatings): SafeHtml {
  const isOver = ratings.home.after !== null;
  return html`<section class="card">
    <h2>Ratings <span class="total">Elo</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Ratings of both sides">
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">${isOver ? 'Before' : 'Now'}</th>
            ${isOver ? html`<th scope="col">After</th>` : null}
            <th scope="col">Expected</th>
          </tr>
        </thead>
        <tbody>
          ${side(away, ratings.away)}${side(home, ratings.home)}
        </tbody>
      </table>
    </div>
    ${
      ratings.ends === null
        ? null
        : html`<p class="words">
            Home ${percent(ratings.ends.home)}, draw ${percent(ratings.ends.draw)}, away ${percent(ratings.ends.away)}.
          </p>`
    }
  </section>`;
}

function side({ team_id: id, name }: GameSide, { before, after, expected }: RatingsOfSide): SafeHtml {
  return html`<tr>
    <th scope="row"><a href="/ratings/teams/${id}">${name}</a></th>
    <td>${before.toFixed(0)}</td>
    ${after === null ? null : html`<td>${after.toFixed(0)}</td>`}
    <td>${percent(expected)}</td>
  </tr>`;
}
