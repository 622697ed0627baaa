import type { Page } from '../../db/cursor.ts';
import type { ImportRow } from '../../schedule/import-queries.ts';
import type { QuarantineGroup, QuarantineRow } from '../../schedule/quarantine-queries.ts';
import type { Answer } from '../../schedule/parse/answer.ts';
import type { TeamListing } from '../../reference/teams/team-service.ts';
import { otherTeamMark } from '../../reference/names/other-team-marks.ts';
import { forViewer } from './csrf-placeholder.ts';
import { count, instant, pill, plural, sentence } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import { more } from './list-pages.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';
import { addAction } from './teams-page.ts';

/** What the page of the quarantine shows. */
export type QuarantineView = {
  rows: Page<QuarantineRow>;
  groups: readonly QuarantineGroup[];
  imports: readonly ImportRow[];
  /** Teams to choose from; may be empty when no row waits for one. */
  teams: readonly TeamListing[];
  /** Where in the list the page begins; empty on the first. */
  cursor: string;
};

/** True for a row that could be read but for the name of a team, which can be taught. */
export function isTeamWanted(
  row: QuarantineRow,
): row is QuarantineRow & { team_name: string; league: string } {
  return row.team_name !== null && row.league !== null;
}

/** Rows of schedules that wait for somebody, with the means to mend them, and the imports that can be undone. */
export function quarantinePage(context: PageContext, view: QuarantineView): string {
  const { rows, groups, imports, teams, cursor } = view;
  const back = cursor === '' ? '/quarantine' : `/quarantine?${new URLSearchParams({ cursor }).toString()}`;
  const leagues = [...new Set(rows.items.filter(isTeamWanted).map((row) => row.league))];
  const lists = leagues.map(
    (league) =>
      html`<datalist id="${listId(league)}">
        ${teams
          .filter((team) => team.league === league)
          .map((team) => html`<option value="${team.name}"></option>`)}
      </datalist>`,
  );
  const list =
    rows.items.length > 0
      ? html`<ul class="rows">
          ${rows.items.map((row) => waitingRow(row, back))}
        </ul>`
      : html`<p class="empty">Nothing is in quarantine.</p>`;
  const body = html`<div class="column">
    <section class="card">
      <h1>Quarantine</h1>
      <p class="words">Rows of schedules that could not be used. Correct the cause, then retry them.</p>
      ${retryButtons(groups)}${lists}${list}${more(rows.next_cursor, '/quarantine', {})}
    </section>
    <section class="card" id="imports">
      <h2>Imports <span class="total">newest first</span></h2>
      ${importList(imports, back)}
    </section>
  </div>`;
  return layout(context, {
    title: 'Quarantine',
    path: '/quarantine',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function retryButtons(groups: readonly QuarantineGroup[]): SafeHtml | null {
  if (groups.length === 0) return null;
  const total = groups.reduce((sum, group) => sum + group.rows, 0);
  const action = '/quarantine/retry';
  const each = groups.map(({ sport, reason, rows }) =>
    reasonedAction({
      action,
      text: `${sport}, ${reason.replaceAll('_', ' ')}: ${count(rows)}`,
      label: `Retry ${sport}, ${reason.replaceAll('_', ' ')}: ${count(rows)}`,
      question: `${plural(rows, 'row')} of ${sport} (${reason.replaceAll('_', ' ')}) ${rows === 1 ? 'is' : 'are'} read again; what can be used by now goes in.`,
      back: '/quarantine',
      fields: { sport, kind: reason },
      reasonGoesOn: 'record',
    }),
  );
  const all = reasonedAction({
    action,
    text: `Retry all (${count(total)})`,
    question: `${plural(total, 'row')} ${total === 1 ? 'is' : 'are'} read again; what can be used by now goes in.`,
    back: '/quarantine',
    isPrimary: true,
    reasonGoesOn: 'record',
  });
  return html`<div class="buttons">${all}${groups.length > 1 ? each : null}</div>`;
}

/** Characters of a row that the page shows. */
const RAW_SHOWN = 10_000;

function waitingRow(row: QuarantineRow, back: string): SafeHtml {
  const title = `${row.source}, line ${row.line}`;
  return html`<li>
    <div class="row">
      <strong class="game">${title}</strong>${pill(row.reason.replaceAll('_', ' '), 'wait')}<span class="when"
        >${instant(row.created_at)}</span
      >
    </div>
    <p class="words">${row.detail}</p>
    <p class="words"><strong>How to fix it:</strong> ${row.remedy}</p>
    <div class="buttons">
      ${isTeamWanted(row) ? teamActions(row, back) : null}
      ${(row.answers ?? []).map((answer) => answerAction(row, answer, back))}
      ${rowActions(row, title, back)}
    </div>
    <details>
      <summary>The row</summary>
      <pre tabindex="0">${rawText(row.raw)}</pre>
    </details>
  </li>`;
}

/** A row as it came; of one that no person wrote, the beginning. */
function rawText(raw: unknown): string {
  const text = JSON.stringify(raw, null, 2);
  return text.length > RAW_SHOWN
    ? `${text.slice(0, RAW_SHOWN)}\n… and ${count(text.length - RAW_SHOWN)} characters more`
    : text;
}

function rowActions({ id }: QuarantineRow, title: string, back: string): SafeHtml {
  const retry = reasonedAction({
    action: `/quarantine/${id}/retry`,
    text: 'Retry',
    label: `Retry row ${id}`,
    question: 'The row is read again; if it can be used by now, it goes in.',
    back,
    reasonGoesOn: 'record',
  });
  const discard = reasonedAction({
    action: `/quarantine/${id}/discard`,
    text: 'Discard',
    label: `Discard row ${id}`,
    question: `The row ${title} is given up and not read again.`,
    back,
    isReasonNeeded: true,
    reasonGoesOn: 'record',
  });
  return html`${retry}${discard}`;
}

/** What was asked about one row is answered for all rows of its file that wait for the same. */
function answerAction(row: QuarantineRow, { field, value, meaning }: Answer, back: string): SafeHtml {
  const { id, sport, season, reason, source } = row;
  return reasonedAction({
    action: '/quarantine/answer',
    key: `answer-${id}-${field}-${value}`,
    text: `Read with ${meaning}`,
    label: `Row ${id}: read with ${meaning}`,
    question: `All rows of ${source} that wait for this are read again with ${meaning}.`,
    back,
    fields: { sport, season: String(season), kind: reason, source, field, value: String(value) },
    reasonGoesOn: 'record',
    isPrimary: true,
  });
}

/**
 * A name may be taught to the team that it means, unless it is that of a second, youth or women's team; one that no
 * team has may be a new team's.
 */
function teamActions(row: QuarantineRow & { team_name: string; league: string }, back: string): SafeHtml {
  const { id, league, team_name: teamName, reason } = row;
  const isOtherTeam = reason === 'unknown_team' && otherTeamMark(teamName) !== undefined;
  return html`${isOtherTeam ? null : teachAction(row, back)}${
    reason === 'unknown_team' ? addAction({ sport: row.sport, league, back, row: { id, teamName } }) : null
  }`;
}

function teachAction(row: QuarantineRow & { team_name: string; league: string }, back: string): SafeHtml {
  const { id, sport, league, team_name: alias } = row;
  return reasonedAction({
    action: '/quarantine/teach',
    key: `teach-${id}`,
    text: 'Teach and retry',
    label: `Teach “${alias}” and retry, row ${id}`,
    question: `“${alias}” means the team that you name from now on, and the rows that wait for it are read again.`,
    back,
    fields: { sport, league, alias },
    inputs: html`<label for="team-${id}">“${alias}” is this team of ${league}</label
      ><input
        id="team-${id}"
        name="team"
        list="${listId(league)}"
        required
        maxlength="150"
        autocomplete="off"
      />`,
    reasonGoesOn: 'record',
    isPrimary: true,
  });
}

function listId(league: string): string {
  return `teams-${league.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function importList(imports: readonly ImportRow[], back: string): SafeHtml {
  if (imports.length === 0) return html`<p class="empty">Nothing has been ingested yet.</p>`;
  return html`<ul class="rows">
      ${imports.map((one) => importItem(one, back))}
    </ul>
    <p class="words">Older ones: <code>npm run -s scoracle -- ingest list</code>.</p>`;
}

function importItem({ id, result, ...one }: ImportRow, back: string): SafeHtml {
  const figure = (name: string): string =>
    typeof result?.[name] === 'number' ? count(result[name]) : 'none';
  const undo = reasonedAction({
    action: `/imports/${id}/undo`,
    text: 'Undo',
    label: `Undo import ${id}`,
    back,
    isReasonNeeded: true,
    reasonGoesOn: 'record',
    question: `Take import ${id} (${one.source}) back? Games that it added are removed, games that it changed are as they were before.`,
  });
  return html`<li>
    <div class="row">
      <strong class="game">${one.league ?? one.sport} ${one.season}</strong
      >${pill(`import ${id}`, 'quiet')}${one.undone_at ? pill('taken back', 'wait') : null}<span class="when"
        >${instant(one.created_at)}</span
      >${one.undone_at ? null : undo}
    </div>
    <p class="words">
      ${sentence(one.source)}, by ${one.actor}: ${figure('games_added')} added, ${figure('games_moved')}
      moved${
        one.undone_at
          ? html`, taken back ${instant(one.undone_at)}${one.undone_by ? ` by ${one.undone_by}` : null}`
          : null
      }
    </p>
  </li>`;
}
