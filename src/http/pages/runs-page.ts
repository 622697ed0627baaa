import { type SafeHtml, html } from '@remix-run/html-template';
import type { Page } from '../../db/cursor.ts';
import { RUN_KINDS, RUN_STATUSES } from '../../domain/runs.ts';
import { SPORTS } from '../../domain/sport.ts';
import type { RunRow } from '../../read/runs/run-row.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { instant, pill, plural, statusPill } from './format.ts';
import { layout } from './layout.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';

export const RUNS_PATH = '/runs';

/** Runs that match a filter, the newest first. */
export function runsPage(
  context: PageContext,
  { runs, fields }: { runs: Page<RunRow>; fields: FilterFields },
): string {
  const body = html`<section class="card">
    <h1>Runs</h1>
    <p class="words">
      Everything that collected data or corrected it: attempts at games, imports, refreshes, replays. Rows of
      the <a href="/datasets">datasets</a> name the run that wrote them.
    </p>
    ${filterForm(fields)} ${rowsOf(runs.items)}${more(runs.next_cursor, RUNS_PATH, fields)}
  </section>`;
  return layout(context, { title: 'Runs', path: RUNS_PATH, body });
}

function filterForm(fields: FilterFields): SafeHtml {
  return html`<form class="filter" action="${RUNS_PATH}" role="search" aria-label="Filter runs">
    ${choice('kind', 'Kind', RUN_KINDS, fields)} ${choice('status', 'Outcome', RUN_STATUSES, fields)}
    ${choice('sport', 'Sport', SPORTS, fields)} ${field('league', 'League', fields, { maxLength: 100 })}
    ${field('since', 'Since', fields, { type: 'date' })} ${field('game_id', 'Game', fields, { maxLength: 10 })}
    <div class="go"><button class="primary">Filter</button> <a href="${RUNS_PATH}">All runs</a></div>
  </form>`;
}

function rowsOf(runs: readonly RunRow[]): SafeHtml {
  if (runs.length === 0) return html`<p class="empty">No run matches.</p>`;
  return html`<ul class="rows">
    ${runs.map(
      (run) =>
        html`<li>
          <div class="row">
            <a class="game" href="${RUNS_PATH}/${run.id}">${operationWords(run)}</a>
            ${runPills(run)}
            <span class="when">${instant(run.finished_at)}</span>
          </div>
          <p class="words">${aboutWords(run)}</p>
        </li>`,
    )}
  </ul>`;
}

/** `seed game`. */
export function operationWords({ operation }: RunRow): string {
  return operation.replaceAll('_', ' ');
}

/** What there is to see of a run at a glance. */
export function runPills({ kind, status }: RunRow): SafeHtml {
  return html`${kind === null ? null : pill(kind, 'quiet')} ${statusPill(status)}`;
}

function aboutWords(run: RunRow): string {
  const about = [
    run.league ?? run.sport,
    run.season,
    run.game_id && `game ${run.game_id}`,
    run.source && `from ${run.source}`,
    run.calls > 0 && plural(run.calls, 'call'),
    run.actor && `by ${run.actor}`,
  ];
  return about.filter((part) => typeof part === 'number' || typeof part === 'string').join(', ');
}
