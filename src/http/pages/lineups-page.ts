import { type SafeHtml, html } from '@remix-run/html-template';
import type { SlateGame } from '../../availability/lineups/list-slate.ts';
import { availabilityParts } from './availability-parts.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { instant, plural } from './format.ts';
import { layout } from './layout.ts';
import { lineupSide, officialWords } from './lineup-side.ts';
import type { PageContext } from './page-context.ts';

/** What the page of line-ups shows. */
export type LineupsView = {
  date: string;
  games: readonly SlateGame[];
  leagues: readonly string[];
  fields: FilterFields;
};

/** Who begins the games of a day, by the surest line-up that is known, and who officiates them. */
export function lineupsPage(context: PageContext, { date, games, leagues, fields }: LineupsView): string {
  const body = html`<section class="card">
    <h1>Line-ups <span class="total">${date}, ${plural(games.length, 'game')}</span></h1>
    ${availabilityParts('/availability/lineups')}
    <p class="words">Actual follows the box score, confirmed is the teams' word before the start.</p>
    <form class="filter" action="/availability/lineups" role="search">
      ${field('date', 'Day', { ...fields, date }, { type: 'date' })}${choice(
        'league',
        'League',
        leagues,
        fields,
        (name) => name,
      )}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${
      games.length === 0
        ? html`<p class="empty">No game is known on ${date}.</p>`
        : html`<ul class="rows">
            ${games.map(gameItem)}
          </ul>`
    }
  </section>`;
  return layout(context, { title: 'Line-ups', path: '/availability', body });
}

function gameItem({ gameId, league, startsAt, home, away, officials }: SlateGame): SafeHtml {
  return html`<li>
    <div class="row">
      <a class="game" href="/games/${gameId}">${away.team} at ${home.team}</a>
      <span class="when">${league}, ${instant(startsAt)}</span>
    </div>
    ${lineupSide(away)} ${lineupSide(home)}
    ${officials.length === 0 ? null : html`<p class="words">Officials: ${officialWords(officials)}</p>`}
  </li>`;
}
