import { type SafeHtml, html } from '@remix-run/html-template';
import type { DatasetColumn } from '../../datasets/columns.ts';
import type { DatasetDetail, RefreshView } from '../../datasets/dataset-queries.ts';
import type { LineageNode } from '../../datasets/lineage.ts';
import { forViewer } from './csrf-placeholder.ts';
import { DATASETS_PATH, datasetPills, refreshButton, rowsWords, standing } from './datasets-page.ts';
import { count, instant, pill, plural, sentence } from './format.ts';
import { layout } from './layout.ts';
import { lineageTree } from './lineage-tree.ts';
import type { PageContext } from './page-context.ts';

export type DatasetPageView = {
  dataset: DatasetDetail;
  /** What it comes from, and what follows from it. */
  inputs: readonly LineageNode[];
  dependents: readonly LineageNode[];
};

/** One dataset: what it is, where it comes from, its refreshes and its columns. */
export function datasetPage(context: PageContext, { dataset, inputs, dependents }: DatasetPageView): string {
  const { name, grain, meaning } = dataset;
  const body = html`<section class="card">
      <h1>${name}</h1>
      <div class="row">
        ${datasetPills(dataset)}
        <span class="when">${rowsWords(dataset)}</span>
        ${refreshButton(dataset, `${DATASETS_PATH}/${name}`)}
      </div>
      <p class="lead">${meaning}</p>
      <p class="words">One row is ${grain}. ${keptWords(dataset)}</p>
      ${standing(dataset)}
    </section>
    <section class="card">
      <h2>Lineage</h2>
      <div class="columns">
        ${lineageTree('Comes from', inputs, 'nothing: it comes with the program')}
        ${lineageTree('Used by', dependents, 'nothing')}
      </div>
    </section>
    ${dataset.kind === 'computed' ? refreshes(dataset.refreshes) : null} ${columns(dataset.columns)}`;
  return layout(context, {
    title: name,
    path: DATASETS_PATH,
    body: html.raw`${forViewer(String(body), context)}`,
    refreshSeconds: 30,
  });
}

function keptWords({ relation, partitioned_by: by, retention }: DatasetDetail): string {
  const parts = by === null ? '' : `, with a partition for each ${by.replaceAll('_', ' ')}`;
  return `It is a ${relation}${parts}.${retention === null ? '' : ` Kept: ${retention}.`}`;
}

function refreshes(all: readonly RefreshView[]): SafeHtml {
  return html`<section class="card">
    <h2>Last refreshes</h2>
    ${
      all.length === 0
        ? html`<p class="empty">None is on record: they are kept for 30 days.</p>`
        : html`<ol class="rows">
            ${all.map(refreshItem)}
          </ol>`
    }
  </section>`;
}

function refreshItem(refresh: RefreshView): SafeHtml {
  const { season, entities, actor, error } = refresh;
  const part = entities === null ? 'everybody' : plural(entities, 'key');
  return html`<li>
    <div class="row">
      ${pill(refresh.status, refresh.status === 'failed' ? 'bad' : 'good')}
      <span>${part}${season === null ? null : ` of ${season}`}</span>
      <span class="when">${instant(refresh.started_at)}</span>
    </div>
    <p class="words">
      ${plural(refresh.rows_written, 'row')} written, ${count(refresh.rows_removed)} removed, in
      ${count(refresh.duration_ms)} ms; ${actor === null ? 'after changes of inputs' : `asked for by ${actor}`}.
    </p>
    ${error === null ? null : html`<p class="words">${sentence(error)}</p>`}
  </li>`;
}

/** Scrolls by itself where a narrow screen cannot show it whole. */
function columns(all: readonly DatasetColumn[]): SafeHtml {
  return html`<section class="card">
    <h2>Columns <span class="total">${plural(all.length, 'column')}</span></h2>
    <div class="scroll" role="region" aria-label="Columns" tabindex="0">
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(columnRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function columnRow({ name, type, is_nullable: isNullable, is_key: isKey, meaning }: DatasetColumn): SafeHtml {
  return html`<tr>
    <th scope="row"><code>${name}</code>${isKey ? pill('key', 'quiet') : null}</th>
    <td>${type}${isNullable ? ', or none' : null}</td>
    <td>${meaning}</td>
  </tr>`;
}
