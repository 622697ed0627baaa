import { type SafeHtml, html } from '@remix-run/html-template';
import type { RunBody } from '../../read/runs/run-bodies.ts';
import type { RunCall } from '../../read/runs/run-calls.ts';
import type { RunView } from '../../read/runs/run-queries.ts';
import { type Tone, count, instant, pill, plural, seconds } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { RUNS_PATH, operationWords, runPills } from './runs-page.ts';

/** One run: what it was about, the rows that it wrote, its calls, and the bodies that it read. */
export function runPage(context: PageContext, run: RunView): string {
  const title = `Run ${run.id}: ${operationWords(run)}`;
  const body = html`<section class="card">
      <h1>${title}</h1>
      <div class="row">
        ${runPills(run)}
        <span class="when">${instant(run.finished_at)}</span>
      </div>
      ${run.run_id === null ? null : html`<p class="words">Named <code>${run.run_id}</code> in rows.</p>`}
      <dl class="facts">${factsOf(run)}</dl>
    </section>
    <section class="card" id="rows">
      <h2>Rows</h2>
      ${rowsWritten(run)}
    </section>
    <section class="card" id="calls">
      <h2>Calls <span class="total">${plural(run.provider_calls.length, 'call')}</span></h2>
      ${listOf(run.provider_calls, callItem, callsEmpty(run))}
    </section>
    <section class="card" id="bodies">
      <h2>Bodies <span class="total">${count(run.bodies.length)}</span></h2>
      ${listOf(run.bodies, bodyItem, 'It read no body of a provider.')}
    </section>
    ${run.details === null ? null : detailsOf(run.details)}`;
  return layout(context, { title, path: RUNS_PATH, body });
}

function factsOf(run: RunView): SafeHtml[] {
  const game = run.game_id === null ? null : html`<a href="/games/${run.game_id}">${run.game_id}</a>`;
  const told: [string, string | number | SafeHtml | null][] = [
    ['Sport', run.sport],
    ['League', run.league],
    ['Season', run.season],
    ['Game', game],
    ['Task', run.task_id],
    ['Import', run.import_id],
    ['Source', run.source],
    ['API version', run.api_version],
    ['Parsers', run.parser_version],
    [
      'File',
      run.file_hash && html`<code title="SHA-256 ${run.file_hash}">${run.file_hash.slice(0, 12)}</code>`,
    ],
    ['By', run.actor],
    ['Calls counted', run.calls],
    ['Began', run.started_at && instant(run.started_at)],
    ['Took', run.started_at && seconds((run.finished_at.getTime() - run.started_at.getTime()) / 1_000)],
  ];
  return told.flatMap(([name, value]) =>
    value === null || value === ''
      ? []
      : [
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
        ],
  );
}

function rowsWritten({ rows }: RunView): SafeHtml {
  const written = Object.entries(rows).filter(([, number]) => number > 0);
  if (written.length === 0)
    return html`<p class="empty">It wrote no rows, or later runs have written them anew.</p>`;
  return html`<ul class="rows">
    ${written.map(
      ([dataset, number]) =>
        html`<li>
          <div class="row">
            <a class="game" href="/datasets/${dataset}">${dataset}</a>
            <span class="when">${plural(number, 'row')}</span>
          </div>
        </li>`,
    )}
  </ul>`;
}

function callsEmpty({ calls }: RunView): string {
  return calls === 0 ? 'It called no provider.' : 'Its calls are not kept any more.';
}

function listOf<Item>(items: readonly Item[], item: (one: Item) => SafeHtml, emptyText: string): SafeHtml {
  if (items.length === 0) return html`<p class="empty">${emptyText}</p>`;
  return html`<ol class="rows">
    ${items.map(item)}
  </ol>`;
}

const CALL_TONES: Readonly<Record<string, Tone>> = { ok: 'good', in_flight: 'busy' };

function callItem(call: RunCall): SafeHtml {
  const { endpoint, query, outcome, http_status: status, cost, detail } = call;
  return html`<li>
    <div class="row">
      <strong class="game">${endpoint}</strong>
      ${pill(outcome.replaceAll('_', ' '), CALL_TONES[outcome] ?? 'bad')}
      <span class="when">${instant(call.started_at)}</span>
    </div>
    <p class="words">
      ${call.host}${asked(query)}; ${status === null ? 'no answer' : `status ${status}`} in
      ${count(call.duration_ms)} ms${cost === null ? null : `, ${plural(cost, 'call')} of the quota`}
    </p>
    ${detail === null || detail === '' ? null : html`<p class="words">${detail}</p>`}
  </li>`;
}

function bodyItem(body: RunBody): SafeHtml {
  const { payload_id: id, endpoint, query, body_hash: hash } = body;
  return html`<li>
    <div class="row">
      <strong class="game">${endpoint}</strong>
      ${pill(id === null ? 'not kept' : `body ${id}`, 'quiet')}
      ${body.is_shared ? pill('a call of another run', 'quiet') : null}
      <span class="when">${instant(body.fetched_at)}</span>
    </div>
    <p class="words">
      ${body.host}${asked(query)}; SHA-256 <code title="${hash}">${hash.slice(0, 12)}</code>
    </p>
  </li>`;
}

function asked(query: unknown): string {
  if (query === null || typeof query !== 'object') return '';
  return Object.entries(query)
    .map(([name, value]) => ` ${name}=${String(value)}`)
    .join('');
}

function detailsOf(details: unknown): SafeHtml {
  return html`<section class="card">
    <h2>Details</h2>
    <pre tabindex="0" aria-label="Details">${JSON.stringify(details, null, 2)}</pre>
  </section>`;
}
