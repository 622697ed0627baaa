import { type SafeHtml, html } from '@remix-run/html-template';
import { QUERIES, type NamedQuery } from '../../analytics/queries/query-catalog.ts';
import { PARAMETERS, type ParameterName, parameterNamed } from '../../analytics/queries/query-parameters.ts';
import type { QueryAnswer } from '../../analytics/queries/run-query.ts';
import { choice, field } from './filter-form.ts';
import { instant, plural } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** All named questions. */
export function queriesPage(context: PageContext): string {
  const body = html`<section class="card">
    <h1>Queries</h1>
    <p class="words">
      Named questions of betting. Each is a file of SQL, and is asked by command and over HTTP as well.
    </p>
    <dl>
      ${QUERIES.map(
        ({ name, title, meaning }) => html`<dt><a href="/queries/${name}">${title}</a></dt>
          <dd>${meaning}</dd>`,
      )}
    </dl>
  </section>`;
  return layout(context, { title: 'Queries', path: '/queries', body });
}

export type QueryView = {
  query: NamedQuery;
  given: Readonly<Record<string, string | undefined>>;
  leagues: readonly string[];
  /** Absent while what the question needs is not said. */
  answer: QueryAnswer | undefined;
};

/** A named question with its answer. */
export function queryPage(context: PageContext, { query, given, leagues, answer }: QueryView): string {
  const fields = Object.fromEntries(query.parameters.map((name) => [name, given[name] ?? '']));
  const body = html`<section class="card">
    <h1>${query.title} ${answer === undefined ? null : html`<span class="total">${plural(answer.n, 'row')}</span>`}</h1>
    <p class="words">${query.meaning} <a href="/queries">All queries</a></p>
    <form class="filter" action="/queries/${query.name}">
      ${query.parameters.map((name) => input(name, leagues, fields))}
      <div class="go"><button class="primary">Ask</button></div>
    </form>
    ${answer === undefined ? missing(query) : answered(answer)}
  </section>`;
  return layout(context, { title: query.title, path: '/queries', body });
}

function input(
  name: ParameterName,
  leagues: readonly string[],
  fields: Readonly<Record<string, string>>,
): SafeHtml {
  const { kind, choices } = parameterNamed(name);
  const label = labelOf(name);
  if (name === 'league') return choice(name, label, leagues, fields, (league) => league);
  if (choices !== undefined) return choice(name, label, choices, fields, undefined, PARAMETERS[name].meaning);
  return field(name, label, fields, { type: kind === 'date' ? 'date' : 'text', maxLength: 100 });
}

function missing({ required }: NamedQuery): SafeHtml {
  return html`<p class="empty">It needs: ${required.map(labelOf).join(', ')}.</p>`;
}

function answered({ items, data_as_of: asOf }: QueryAnswer): SafeHtml {
  const names = Object.keys(items[0] ?? {}).filter((name) => name !== 'data_as_of');
  if (items.length === 0) return html`<p class="empty">n = 0: nothing of that is known.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rows of the answer">
      <table class="lines odds">
        <thead>
          <tr>
            ${names.map((name) => html`<th scope="col">${labelOf(name)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${items.map(
            (row) =>
              html`<tr>
                ${names.map((name) => html`<td>${cell(row[name])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="words">Data as of ${asOf === null ? 'an unknown time' : instant(asOf)}.</p>`;
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function cell(value: unknown): SafeHtml | string {
  if (value === null || value === undefined) return '–';
  if (value instanceof Date) return instant(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
