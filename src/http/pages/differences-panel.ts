import { type SafeHtml, html } from '@remix-run/html-template';
import { type DifferenceStatus, type SettledReason, settledWords } from '../../domain/source-difference.ts';
import type { ListedLineDifference } from '../../read/games/line-differences.ts';
import type { SourceDifference } from '../../read/games/source-differences.ts';
import { instant, pill, plural } from './format.ts';

/** Where another source says something else of the game, or of its lines; a game without any has no card. */
export function differencesPanel(
  differences: readonly SourceDifference[],
  lines: readonly ListedLineDifference[],
): SafeHtml | null {
  if (differences.length + lines.length === 0) return null;
  const open = [...differences, ...lines].filter(({ status }) => status === 'open').length;
  return html`<section class="card">
    <h2>Differences of sources <span class="total">${open} open</span></h2>
    <ul class="rows">
      ${differences.map(differenceRow)}
    </ul>
    ${lines.length === 0 ? null : lineDifferences(lines, 'this game')}
    <p class="words">What is written stays as it is; a correction settles a difference.</p>
  </section>`;
}

type Seen = {
  status: DifferenceStatus;
  run_id: string | null;
  first_seen_at: Date;
  last_seen_at: Date;
  settled_at: Date | null;
  settled_because: SettledReason | null;
};

/** What is written of a fact, what another source says, since when, and how it ended. */
export function differenceRow(row: SourceDifference): SafeHtml {
  const { field, ours, our_source: ourSource, theirs, source } = row;
  return html`<li>
    <div class="row">
      <strong class="game">${field.replaceAll('_', ' ')}</strong>${statusOf(row)}
    </div>
    <p>
      <strong>${ours ?? 'nothing'}</strong> here (${ourSource ?? 'nobody named'}),
      <strong>${theirs ?? 'nothing'}</strong> at ${source}
    </p>
    <p class="words">
      Seen since ${instant(row.first_seen_at)}, last ${instant(row.last_seen_at)}${
        row.run_id === null ? null : html`, run <code>${row.run_id}</code>`
      }.
      ${settled(row)}
    </p>
  </li>`;
}

function statusOf({ status }: Seen): SafeHtml {
  return status === 'open' ? pill('open', 'wait') : pill('settled', 'good');
}

function settled({ settled_at: at, settled_because: reason }: Seen): SafeHtml | null {
  if (at === null) return null;
  return html`Settled ${instant(at)}${reason === null ? null : html`: ${settledWords(reason)}`}.`;
}

/** Figures of lines that another source has differently, closed until somebody opens them; `of` names whose they are. */
export function lineDifferences(lines: readonly ListedLineDifference[], of: string): SafeHtml {
  return html`<details class="figures-of">
    <summary data-key="differences of lines of ${of}">${plural(lines.length, 'figure')} of lines</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Differences of lines of ${of}">
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Figure</th>
            <th scope="col">Here</th>
            <th scope="col">There</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(lineRow)}
        </tbody>
      </table>
    </div>
  </details>`;
}

function lineRow(row: ListedLineDifference): SafeHtml {
  const { name, entity_type: kind, entity_id: id, field, ours, theirs, source } = row;
  return html`<tr>
    <th scope="row">${name ?? `${kind} ${id}`}</th>
    <td>${field.replaceAll('_', ' ')}</td>
    <td>${ours} <span class="words">${row.our_source}</span></td>
    <td>${theirs} <span class="words">${source}</span></td>
    <td>${statusOf(row)} <span class="words">${settled(row)}</span></td>
  </tr>`;
}
