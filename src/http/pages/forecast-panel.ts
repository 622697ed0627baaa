import type { Overview } from '../../monitoring/overview/overview.ts';
import { type HostForecast, type ForecastDay, lateWords } from '../../monitoring/quota/quota-forecast.ts';
import { count, pill } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

/** What the coming days need of each provider, and what will be late. */
export function forecastPanel({ forecast }: Overview): SafeHtml {
  const hosts = forecast.filter(({ sports }) => sports.length > 0);
  const body =
    hosts.length === 0
      ? html`<p class="empty">Nothing falls due within a week.</p>`
      : html`${hosts.map(hostTable)}`;
  return html`<h2>Calls to come <span class="total">7 days, UTC</span></h2>
    ${body}`;
}

function hostTable({ sports, days }: HostForecast): SafeHtml {
  const late = days.flatMap((day) => day.late.map((games) => ({ day: day.day, games })));
  return html`<table>
      <thead>
        <tr>
          <th scope="col">${sports.join(', ')}</th>
          <th scope="col">Needed</th>
          <th scope="col">Left over</th>
          <th scope="col">Available</th>
        </tr>
      </thead>
      <tbody>
        ${days.map(dayRow)}
      </tbody>
    </table>
    ${late.slice(0, 5).map(({ day, games }) => html`<p class="words">${day}: ${lateWords(games)}</p>`)}`;
}

function dayRow({ day, needed, carried_over: carriedOver, available, late }: ForecastDay): SafeHtml {
  return html`<tr>
    <th scope="row">${day}${late.length > 0 ? pill('too few', 'bad') : null}</th>
    <td>${count(needed)}</td>
    <td>${count(carriedOver)}</td>
    <td>${count(available)}</td>
  </tr>`;
}
