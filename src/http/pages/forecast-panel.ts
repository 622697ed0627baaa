import type { Overview } from '../../monitoring/overview/overview.ts';
import { type HostForecast, type ForecastDay, lateWords } from '../../monitoring/quota/quota-forecast.ts';
import { count, pill, plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

/** What the coming days need of each provider, and what will be late. */
export function forecastPanel({ forecast, credits, live_looks: looks }: Overview): SafeHtml {
  const hosts = forecast.filter(({ sports }) => sports.length > 0);
  const body =
    hosts.length === 0
      ? html`<p class="empty">Nothing falls due within a week.</p>`
      : html`${hosts.map(hostTable)}`;
  return html`<h2>Calls to come <span class="total">7 days, UTC</span></h2>
    ${body}${creditsTable(credits)}${looks.map(lookWords)}`;
}

/** The month of each account of credits: spent, planned until they begin anew, and left over. */
function creditsTable(credits: Overview['credits']): SafeHtml | null {
  if (credits.length === 0) return null;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Credits</th>
        <th scope="col">Spent</th>
        <th scope="col">Planned</th>
        <th scope="col">Left over</th>
        <th scope="col">Begin anew</th>
      </tr>
    </thead>
    <tbody>
      ${credits.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.provider_name}</th>
            <td>${count(one.used)} of ${count(one.limit)}</td>
            <td>${one.planned === null ? '–' : count(one.planned)}</td>
            <td>${count(one.left_over)}</td>
            <td>
              ${one.begin_anew_at.toISOString().slice(0, 10)}${
                one.begin_known_by === 'assumption' ? ' (assumed)' : null
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What looks at games under way cost at a host. */
function lookWords({ host, ...looks }: Overview['live_looks'][number]): SafeHtml {
  const credits =
    looks.credits_month + looks.credits_24h === 0
      ? null
      : html`, ${plural(looks.credits_24h, 'credit')}; ${plural(looks.credits_month, 'credit')} this month`;
  return html`<p class="words">
    Looks at games under way at ${host}: ${plural(looks.calls_24h, 'call')} in 24 hours${credits}.
  </p>`;
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
