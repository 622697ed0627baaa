import { type SafeHtml, html } from '@remix-run/html-template';
import type { InjuryListing } from '../../availability/list-injuries.ts';
import { instant, pill } from './format.ts';

/** Reports of injuries, a row each. */
export function injuryTable(
  reports: readonly InjuryListing[],
  { label, hasHistory = false }: { label: string; hasHistory?: boolean },
): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="lines stack odds">
      <thead>
        <tr>
          <th scope="col">Player</th>
          <th scope="col">Team</th>
          <th scope="col">Status</th>
          <th scope="col">Since</th>
          ${hasHistory ? html`<th scope="col">Until</th>` : null}
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        ${reports.map((report) => row(report, hasHistory))}
      </tbody>
    </table>
  </div>`;
}

function row(report: InjuryListing, hasHistory: boolean): SafeHtml {
  const { player, player_id: id, team, league, status, body_part: part, detail, source } = report;
  const until = report.until === null ? 'now' : instant(new Date(report.until));
  return html`<tr>
    <th scope="row">
      ${player} ${id === null ? pill('not recognised', 'wait') : null}
      <span class="words">${detail ?? ''}</span>
    </th>
    <td data-label="Team">${team} <span class="words">${league}</span></td>
    <td data-label="Status">${status} <span class="words">${part ?? ''}</span></td>
    <td data-label="Since">${instant(new Date(report.since))}</td>
    ${hasHistory ? html`<td data-label="Until">${until}</td>` : null}
    <td data-label="Source">${source}</td>
  </tr>`;
}
