import { type SafeHtml, html } from '@remix-run/html-template';
import type { EfficiencyRow } from '../../odds/read/market-efficiency.ts';
import { LEAST_GAMES } from '../../odds/maths/wilson.ts';
import { calibrationChart } from './calibration-chart.ts';
import { choice } from './filter-form.ts';
import { count, instant, pill, plural } from './format.ts';
import { layout } from './layout.ts';
import { marketWords, percent } from './odds-words.ts';
import type { PageContext } from './page-context.ts';

/** What the page of market efficiency shows. */
export type EfficiencyView = {
  league: string | undefined;
  season: number | undefined;
  /** Those that have figures. */
  leagues: readonly string[];
  seasons: readonly number[];
  items: readonly EfficiencyRow[];
};

/** How good the prices of a league were as forecasts, beside the base rate. */
export function efficiencyPage(context: PageContext, view: EfficiencyView): string {
  const { league, season, leagues, seasons, items } = view;
  const fields = { league: league ?? '', season: String(season ?? '') };
  const judged = items.filter(({ calibration }) => calibration.length > 0);
  const body = html`<section class="card">
      <h1>Market efficiency <span class="total">${[league, season].filter(Boolean).join(' ')}</span></h1>
      <p class="words">
        How near prices came to results: their fair probabilities as forecasts beside the base rate, which gives each
        outcome its share of the same games. Lower scores are better.
      </p>
      <form class="filter" action="/odds/efficiency">
        ${choice('league', 'League', leagues, fields, (name) => name, leagues.length === 0 ? 'any' : null)}${choice(
          'season',
          'Season',
          seasons.map(String),
          fields,
          undefined,
          'the newest',
        )}
        <div class="go"><button class="primary">Show</button></div>
      </form>
      ${items.length === 0 ? noFigures(league) : scores(items)}
    </section>
    ${judged.map(calibrationCard)}`;
  return layout(context, { title: 'Market efficiency', path: '/odds/efficiency', body });
}

function noFigures(league: string | undefined): SafeHtml {
  return html`<p class="empty">
    No opening or closing lines of finished games${league === undefined ? null : html` of ${league}`} are known. They
    come from captured odds (<a href="/odds/movements">line moves</a>) and from published files
    (<code>load --dataset odds</code>), seconds after a game has its final score.
  </p>`;
}

function scores(items: readonly EfficiencyRow[]): SafeHtml {
  const [first] = items;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Scores of the markets">
      <table class="lines stack odds">
        <thead>
          <tr>
            <th scope="col">Market</th>
            <th scope="col">Games</th>
            <th scope="col">Brier</th>
            <th scope="col">Log loss</th>
            <th scope="col">Beats the base rate</th>
            <th scope="col">Line off by</th>
            <th scope="col">Close against open</th>
            <th scope="col">Hold</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(scoreRow)}
        </tbody>
      </table>
    </div>
    <p class="words">
      In brackets the base rate; lines are off by points, beside the mean result. Without evidence are fewer than 30
      games, and differences that may be chance (95 %). Computed ${first ? instant(first.refreshed_at) : null}.
    </p>`;
}

function scoreRow(row: EfficiencyRow): SafeHtml {
  const { base_rate: base, gain, lines, since_opening: since } = row;
  return html`<tr>
    <th scope="row">
      ${marketWords(row.market)}, ${row.moment}
      <span class="words">${row.source === 'captured' ? 'captured' : row.source}, ${row.method}</span>
    </th>
    <td data-label="Games">
      <span
        >${count(Math.max(row.games, lines.games))}${
          row.undecided === 0 ? null : html` <span class="words">${row.undecided} level</span>`
        }</span
      >
    </td>
    <td data-label="Brier">${beside(row.brier, base.brier, 4)}</td>
    <td data-label="Log loss">
      <span
        >${beside(row.log_loss, base.log_loss, 4)}${
          row.rps === null ? null : html`<span class="words">RPS ${beside(row.rps, base.rps, 4)}</span>`
        }</span
      >
    </td>
    <td data-label="Beats the base rate">${evidence(gain.evidence, gain.brier)}</td>
    <td data-label="Line off by">${beside(lines.error, lines.base_rate_error, 2)}</td>
    <td data-label="Close against open">
      <span
        >${evidence(since.evidence, since.points_gained)}${
          since.points_gained === null
            ? null
            : html`<span class="words">${gainWords(since.points_gained, since.games)}</span>`
        }</span
      >
    </td>
    <td data-label="Hold">${row.hold === null ? '–' : percent(row.hold)}</td>
  </tr>`;
}

function gainWords(points: number, games: number): string {
  return `${points.toFixed(2)} points nearer, ${plural(games, 'game')}`;
}

function beside(value: number | null, base: number | null, digits: number): SafeHtml {
  if (value === null) return html`<span class="muted">–</span>`;
  return html`<span
    ><strong>${value.toFixed(digits)}</strong>${
      base === null ? null : html` <span class="words">(${base.toFixed(digits)})</span>`
    }</span
  >`;
}

function evidence(found: EfficiencyRow['gain']['evidence'], value: number | null): SafeHtml {
  if (value === null) return html`<span class="muted">–</span>`;
  if (found === 'none') return pill('no evidence', 'quiet');
  return found === 'better' ? pill('yes', 'good') : pill('no, worse', 'bad');
}

function calibrationCard(row: EfficiencyRow): SafeHtml {
  const name = `${marketWords(row.market).toLowerCase()} at the ${row.moment}`;
  const of = row.market === 'totals' ? 'the over' : row.market === 'h2h_3_way' ? 'each outcome' : 'home';
  return html`<section class="card">
    <h2>
      ${marketWords(row.market)}, ${row.moment}
      <span class="total">${row.source}, ${plural(row.games - row.undecided, 'game')}</span>
    </h2>
    <div class="beside">
      <div>
        <h3>Calibration <span class="total">of ${of}, in %</span></h3>
        ${calibrationChart(row.calibration, name)} ${calibrationTable(row, name)}
      </div>
      <div>
        <h3>By price <span class="total">favourites first</span></h3>
        ${priceTable(row, name)}
      </div>
    </div>
  </section>`;
}

function calibrationTable({ calibration }: EfficiencyRow, name: string): SafeHtml {
  return html`<details class="figures-of">
    <summary>As a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Calibration of the ${name}">
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Forecast</th>
            <th scope="col">Games</th>
            <th scope="col">Came true</th>
            <th scope="col">95 %</th>
          </tr>
        </thead>
        <tbody>
          ${calibration.map(
            ({ mean, games, observed, low, high }) =>
              html`<tr>
                <th scope="row">${percent(mean)}</th>
                <td>${games}</td>
                <td>${percent(observed)}</td>
                <td>${percent(low)} to ${percent(high)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** What bets on all outcomes of like price returned: a bias to long shots shows as losses that grow with the price. */
function priceTable({ by_price: bins }: EfficiencyRow, name: string): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Returns by price of the ${name}">
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">Price implies</th>
          <th scope="col">Bets</th>
          <th scope="col">Fair</th>
          <th scope="col">Came true</th>
          <th scope="col">Returned</th>
        </tr>
      </thead>
      <tbody>
        ${bins.map(
          ({ implied, bets, fair, observed, returned }) =>
            html`<tr>
              <th scope="row">${percent(implied)}</th>
              <td>${bets}</td>
              <td>${percent(fair)}</td>
              <td>${percent(observed)}</td>
              <td>${returnWords(returned, bets)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function returnWords(returned: number, bets: number): SafeHtml {
  if (bets >= LEAST_GAMES) return html`${percent(returned)}`;
  return html`<span class="muted">${percent(returned)}, few bets</span>`;
}
