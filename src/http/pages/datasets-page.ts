import { type SafeHtml, html } from '@remix-run/html-template';
import type { DatasetView, RefreshView } from '../../datasets/dataset-queries.ts';
import type { Freshness } from '../../datasets/freshness.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type Tone, count, instant, pill, plural, seconds, sentence, statusPill } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

export const DATASETS_PATH = '/datasets';

const TONES: Readonly<Record<Freshness, Tone>> = { fresh: 'good', following: 'busy', late: 'bad' };

/** Every dataset with how it stands: those that are late first, then computed ones, then what is collected. */
export function datasetsPage(context: PageContext, datasets: readonly DatasetView[]): string {
  const ordered = datasets.toSorted((one, other) => rank(one) - rank(other));
  const body = html`<section class="card">
    <h1>Datasets <span class="total">${plural(datasets.length, 'dataset')}</span></h1>
    <p class="words">
      What is collected and what is computed from it. Rows are estimates of the database. Which run wrote what
      is among the <a href="/runs">runs</a>.
    </p>
    <ul class="rows">
      ${ordered.map(datasetItem)}
    </ul>
  </section>`;
  return layout(context, {
    title: 'Datasets',
    path: DATASETS_PATH,
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 30,
  });
}

function rank({ freshness, kind }: DatasetView): number {
  if (freshness === 'late') return 0;
  return kind === 'computed' ? 1 : 2;
}

function datasetItem(dataset: DatasetView): SafeHtml {
  const { name, grain, meaning } = dataset;
  return html`<li>
    <div class="row">
      <a class="game" href="${DATASETS_PATH}/${name}">${name}</a>
      ${datasetPills(dataset)}
      <span class="when">${rowsWords(dataset)}</span>
      ${refreshButton(dataset, DATASETS_PATH)}
    </div>
    <p class="words">One row is ${grain}. ${meaning}</p>
    ${standing(dataset)}
  </li>`;
}

/** What there is to see of a dataset at a glance. */
export function datasetPills({ kind, freshness, pending, last_refresh: last }: DatasetView): SafeHtml {
  const hasFailed = last?.status === 'failed' || (pending?.failed_changes ?? 0) > 0;
  return html`${pill(kind, 'quiet')}
  ${freshness === null ? null : pill(freshness, TONES[freshness])}
  ${hasFailed ? pill('refresh failed', 'bad') : null}`;
}

/** `about 1,234 rows`; nothing for a view. */
export function rowsWords({ rows_about: rows }: DatasetView): string | null {
  return rows === null ? null : `about ${plural(rows, 'row')}`;
}

/** How a computed dataset stands beside its inputs, and its last refresh; nothing where rows are collected. */
export function standing({ pending, last_refresh: last, ...dataset }: DatasetView): SafeHtml | null {
  if (pending === null) return null;
  const limit = dataset.fresh_within_seconds;
  const waiting =
    pending.changes === 0
      ? 'It holds every change of its inputs.'
      : `${count(pending.keys)} ${pending.keys === 1 ? 'key waits' : 'keys wait'} for a refresh, the oldest for ${seconds(pending.lag_seconds)}.`;
  const failed =
    pending.failed_changes === 0
      ? ''
      : ` ${plural(pending.failed_changes, 'change')} failed and will be tried again.`;
  return html`<p class="words">
      ${waiting}${failed} ${limit === null ? null : `It is to follow within ${seconds(limit)}.`}
    </p>
    <p class="words">${last === null ? 'No refresh is on record.' : lastWords(last)}</p>
    ${orderWords(dataset)}`;
}

/** The refresh that somebody handed over: what is under way, or else what the last one came to. */
function orderWords({ last_order: order }: Pick<DatasetView, 'last_order'>): SafeHtml | null {
  if (order === null) return null;
  const { item_id: id, status, part, detail, updated_at: at } = order;
  const isOpen = status === 'pending' || status === 'running';
  return html`<p class="words">
    ${statusPill(status)} ${isOpen ? 'Under way' : 'Last asked for by hand'}: ${part},
    <a href="/work/${id}">item ${id}</a>, ${instant(at, { isRelative: true })}${
      detail === null ? '.' : html`: ${sentence(detail)}`
    }
  </p>`;
}

/** Has workers compute a dataset anew; absent where that cannot be asked for. */
export function refreshButton({ name, can_be_ordered: isAble }: DatasetView, back: string): SafeHtml | null {
  if (!isAble) return null;
  const id = `season-${name}`;
  return reasonedAction({
    action: `${DATASETS_PATH}/${name}/refresh`,
    text: 'Refresh',
    label: `Refresh ${name}`,
    question: `Workers compute ${name} anew, and what is computed from it, whether or not its inputs changed.`,
    back,
    inputs: html`<label for="${id}">Season, as the year in which it starts (empty: all)</label
      ><input id="${id}" name="season" inputmode="numeric" maxlength="9" autocomplete="off" />`,
    reasonGoesOn: 'record',
  });
}

function lastWords(last: RefreshView): SafeHtml {
  const rows = html`${plural(last.rows_written, 'row')} written, ${count(last.rows_removed)} removed`;
  return html`Last refresh ${instant(last.finished_at, { isRelative: true })}:
  ${last.error === null ? rows : html`it failed, ${sentence(last.error)}`}.`;
}
