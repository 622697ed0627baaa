import { type SafeHtml, html } from '@remix-run/html-template';
import type { PythagoreanAnswer, PythagoreanRow } from '../../analytics/history/read-pythagorean.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** What the page of Pythagorean figures shows. */
export type PythagoreanView = {
  league: string;
  leagues: readonly string[];
  found: PythagoreanAnswer;
  fields: FilterFields;
};

/** What points for and against say of the records of a league's season. */
export function pythagoreanPage(
  context: PageContext,
  { league, leagues, found, fields }: PythagoreanView,
): string {
  const shown = { ...fields, league, season: fields['season'] ?? (found.ok ? String(found.season) : '') };
  const body = html`<section class="card">
    <h1>Pythagorean <span class="total">${found.ok ? `${league} ${found.season}` : league}</span></h1>
    <form class="filter" action="/standings/pythagorean">
      ${choice('league', 'League', leagues, shown, (name) => name, null)}${field('season', 'Season', shown, {
        maxLength: 4,
      })}${field('date', 'As of', shown, { type: 'date' })}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${
      found.ok
        ? html`<p class="words">
              The share of games that points for and against should have won, PF<sup>e</sup> / (PF<sup>e</sup> +
              PA<sup>e</sup>) with e = ${found.exponent}, after the games of <strong>${found.as_of}</strong>. A level
              game is half a win.
            </p>
            ${table(found.items)}`
        : html`<p class="empty">${found.message} ${found.remedy}</p>`
    }
  </section>`;
  return layout(context, { title: 'Pythagorean', path: '/standings/pythagorean', body });
}

function table(items: readonly PythagoreanRow[]): SafeHtml {
  const hasPoints = items.some(({ expected_table_points: points }) => points !== null);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Pythagorean figures">
    <table class="lines stack">
      <thead>
        <tr>
          <th scope="col">Team</th>
          <th scope="col">Games</th>
          <th scope="col">Record</th>
          <th scope="col">For–against</th>
          <th scope="col">Share</th>
          <th scope="col">Expected wins</th>
          <th scope="col">Won more</th>
          ${hasPoints ? html`<th scope="col">Expected points</th>` : null}
        </tr>
      </thead>
      <tbody>
        ${items.map((row) => rowOf(row, hasPoints))}
      </tbody>
    </table>
  </div>`;
}

function rowOf(row: PythagoreanRow, hasPoints: boolean): SafeHtml {
  const record = [row.wins, row.losses, ...(row.level === 0 ? [] : [row.level])].join('–');
  const more = row.difference.toFixed(1);
  return html`<tr>
    <th scope="row">${row.team}</th>
    <td data-label="Games">${row.games}</td>
    <td data-label="Record">${record}</td>
    <td data-label="For–against">${row.points_for}–${row.points_against}</td>
    <td data-label="Share"><strong>${row.share.toFixed(3)}</strong></td>
    <td data-label="Expected wins">${row.expected_wins.toFixed(1)}</td>
    <td data-label="Won more">${row.difference > 0 ? `+${more}` : more}</td>
    ${hasPoints ? html`<td data-label="Expected points">${row.expected_table_points?.toFixed(1) ?? '–'}</td>` : null}
  </tr>`;
}
