import type { Overview } from '../../monitoring/overview/overview.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { count, seconds } from './format.ts';
import { latenessChart } from './lateness-chart.ts';

/** How late games start, now and over the last days. */
export function latenessPanel({ lateness_24h: lateness, flow }: Overview): SafeHtml {
  const figure = (label: string, value: number | null): SafeHtml =>
    html`<div>
      <dt>${label}</dt>
      <dd>${seconds(value)}</dd>
    </div>`;
  return html`<h2>
      Lateness
      <span class="total"
        >24 hours, times in <span data-zone-name>UTC</span>, <a href="/objectives">objectives</a></span
      >
    </h2>
    <dl class="figures">
      ${figure('Median', lateness.p50)}${figure('95 %', lateness.p95)}${figure('Worst', lateness.max)}
      <div>
        <dt>Starts</dt>
        <dd>${count(lateness.started)}</dd>
      </div>
    </dl>
    ${latenessChart(flow.day, 'last 24 hours')}
    <details>
      <summary data-key="lateness of the week">Last 7 days</summary>
      ${latenessChart(flow.week, 'last 7 days')}
    </details>`;
}
