import { type SafeHtml, html } from '@remix-run/html-template';
import { formWords, streakWords } from '../../analytics/standings/form-words.ts';
import type { StandingRow, StandingsAnswer } from '../../analytics/standings/stored/read-standings.ts';
import { orderWords, reasonWords } from '../../analytics/standings/tie-break-words.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { instant, signed } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** What one table is of. */
export const STANDINGS_GROUPS = ['conference', 'division', 'league'] as const;

/** What the page of tables shows. */
export type StandingsView = {
  league: string;
  leagues: readonly string[];
  found: StandingsAnswer;
  fields: FilterFields;
  by: (typeof STANDINGS_GROUPS)[number];
};

/** The tables of a league's conferences or divisions, with the day that they are of. */
export function standingsPage(
  context: PageContext,
  { league, leagues, found, fields, by }: StandingsView,
): string {
  const shown = { ...fields, league, by, season: fields['season'] ?? (found.ok ? String(found.season) : '') };
  const seasons = found.ok ? found.seasons.map(String) : [];
  const body = html`<section class="card">
      <h1>Standings <span class="total">${found.ok ? `${league} ${found.season}` : league}</span></h1>
      <form class="filter" action="/standings">
        ${choice('league', 'League', leagues, shown, (name) => name, null)}${choice(
          'season',
          'Season',
          seasons,
          shown,
          undefined,
          'the newest',
        )}${field('date', 'As of', shown, { type: 'date' })}${groupChoice(found, shown)}
        <div class="go"><button class="primary">Show</button></div>
      </form>
      ${
        found.ok
          ? html`<p class="words">
              After the games of <strong>${found.as_of}</strong>. Teams that are level are parted as the league does it,
              and the last column says by what; those that nothing parts share a place.
              ${found.items[0] ? html`Computed ${instant(found.items[0].refreshed_at)}.` : null}
            </p>
              <p class="words">${orderWords(found.tie_breaks)}</p>`
          : html`<p class="empty">${found.message} ${found.remedy}</p>`
      }
    </section>
    ${found.ok ? tables(found.items, by) : null}`;
  return layout(context, { title: 'Standings', path: '/standings', body });
}

/** Which tables are shown; nothing where a league has one. */
function groupChoice(found: StandingsAnswer, shown: FilterFields): SafeHtml | null {
  if (!found.ok || found.items.every(({ conference }) => conference === null)) return null;
  const words = (group: StandingsView['by']): string =>
    group === 'league' ? 'the whole league' : `each ${group}`;
  return choice('by', 'Tables of', STANDINGS_GROUPS, shown, words, null);
}

function tables(items: readonly StandingRow[], by: StandingsView['by']): SafeHtml {
  const groups = Map.groupBy(items, ({ conference, division }) =>
    by === 'league' ? '' : ((by === 'division' ? division : conference) ?? ''),
  );
  const sorted = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return html`${sorted.map(([name, rows]) => tableCard(name, rows, by))}`;
}

/** Place in what the table is of; the whole league goes by what counts alone, since no league parts its conferences. */
function placeOf(row: StandingRow, rows: readonly StandingRow[], by: StandingsView['by']): number {
  if (by === 'division') return row.division_rank;
  if (by === 'conference' || row.conference === null) return row.rank;
  return 1 + rows.filter((other) => worthOf(other) > worthOf(row)).length;
}

function worthOf({ points, win_share: share }: StandingRow): number {
  return points ?? share;
}

function tableCard(name: string, rows: readonly StandingRow[], by: StandingsView['by']): SafeHtml {
  const hasPoints = rows.some(({ points }) => points !== null);
  const hasLevel = hasPoints || rows.some(({ level }) => level > 0);
  const hasDivisions = by !== 'division' && new Set(rows.map(({ division }) => division)).size > 1;
  // What parted teams of a conference says nothing of the order of a division or of the whole league.
  const hasReasons = by === 'conference' || rows.every(({ conference }) => conference === null);
  const title = name === '' ? 'Table' : name;
  const placed = rows
    .map((row) => ({ row, place: placeOf(row, rows, by) }))
    .toSorted((a, b) => a.place - b.place || a.row.rank - b.row.rank);
  const shown = { leader: placed[0]?.row, hasPoints, hasLevel, hasDivisions, hasReasons };
  return html`<section class="card">
    <h2>${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="lines stack">
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Games</th>
            <th scope="col">Won</th>
            ${hasLevel ? html`<th scope="col">${hasPoints ? 'Drawn' : 'Tied'}</th>` : null}
            <th scope="col">Lost</th>
            ${
              hasPoints
                ? html`<th scope="col">Points</th>`
                : html`<th scope="col">Share</th>
                    <th scope="col">Behind</th>`
            }
            <th scope="col">For–against</th>
            <th scope="col">Difference</th>
            <th scope="col">Last 10${hasLevel ? html` (W-L-${hasPoints ? 'D' : 'T'})` : null}</th>
            <th scope="col">Streak</th>
            ${hasDivisions ? html`<th scope="col">Division</th>` : null}${
              hasReasons ? html`<th scope="col">Parted by</th>` : null
            }
          </tr>
        </thead>
        <tbody>
          ${placed.map(({ row, place }) => rowOf(row, { ...shown, place }))}
        </tbody>
      </table>
    </div>
  </section>`;
}

type Shown = {
  place: number;
  leader: StandingRow | undefined;
  hasPoints: boolean;
  hasLevel: boolean;
  hasDivisions: boolean;
  hasReasons: boolean;
};

/** Behind the first of the table that is shown. */
function behind(leader: StandingRow | undefined, { wins, losses }: StandingRow): string {
  const games = leader === undefined ? 0 : (leader.wins - wins + losses - leader.losses) / 2;
  return games === 0 ? '–' : games.toFixed(1);
}

function rowOf(
  row: StandingRow,
  { place, leader, hasPoints, hasLevel, hasDivisions, hasReasons }: Shown,
): SafeHtml {
  const difference = row.points_for - row.points_against;
  const reason = reasonWords(row);
  return html`<tr>
    <th scope="row"><span class="muted">${row.is_shared && hasReasons ? '=' : ''}${place}</span> ${row.team}</th>
    <td data-label="Games">${row.games}</td>
    <td data-label="Won">${row.wins}</td>
    ${hasLevel ? html`<td data-label="${hasPoints ? 'Drawn' : 'Tied'}">${row.level}</td>` : null}
    <td data-label="Lost">${row.losses}</td>
    ${
      hasPoints
        ? html`<td data-label="Points">
            <span
              ><strong>${row.points}</strong>${
                row.points_deducted === 0
                  ? null
                  : html` <span class="words">${row.points_deducted} deducted</span>`
              }</span
            >
          </td>`
        : html`<td data-label="Share"><strong>${row.win_share.toFixed(3)}</strong></td>
            <td data-label="Behind">${behind(leader, row)}</td>`
    }
    <td data-label="For–against">${row.points_for}–${row.points_against}</td>
    <td data-label="Difference">${signed(difference)}</td>
    <td data-label="Last 10">${formWords(row.last10)}</td>
    <td data-label="Streak">${streakWords(row.streak)}</td>
    ${hasDivisions ? html`<td data-label="Division">${row.division ?? ''} ${row.division_rank}</td>` : null}
    ${
      hasReasons
        ? html`<td data-label="Parted by">${reason === '' ? html`<span class="muted">–</span>` : reason}</td>`
        : null
    }
  </tr>`;
}
