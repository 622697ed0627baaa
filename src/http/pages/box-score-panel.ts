import type { BoxScore, BoxScoreSide, PlayerLine } from '../../read/games/box-score.ts';
import type { BoxGroup } from '../../sports/display-columns.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

/** Players' lines and team lines of a game, as compact tables; nothing before the first line is in. */
export function boxScorePanel({ sport, sides }: BoxScore): SafeHtml | null {
  const playerCount = sides.reduce((sum, side) => sum + side.players.length, 0);
  const teamCount = sides.filter((side) => side.team !== null).length;
  if (playerCount + teamCount === 0) return null;
  const groups = SPORT_FACTS[sport].display?.boxScore ?? [];
  return html`<section class="card" id="box-score">
    <h2>
      Box score
      <span class="total"
        >${plural(playerCount, 'player line')}, ${plural(teamCount, 'team line')}${sourceWords(sides)}</span
      >
    </h2>
    ${sides.map(
      (side) =>
        html`<details class="box">
          <summary>
            ${side.name} <span class="total">${plural(side.players.length, 'player line')}</span>
          </summary>
          ${groups.map((group) => groupTable(side, group, groups.length > 1))}
        </details>`,
    )}${teamTable({ sport, sides })}
  </section>`;
}

/** Whose figures these are; several where sources took turns. */
function sourceWords(sides: readonly BoxScoreSide[]): string {
  const named = sides.flatMap(({ players, team_source: ofTeam }) => [
    ...players.map(({ source }) => source),
    ofTeam,
  ]);
  const sources = [...new Set(named.filter((source) => source !== null))].toSorted();
  return sources.length === 0 ? '' : `, from ${sources.join(' and ')}`;
}

function groupTable(side: BoxScoreSide, group: BoxGroup, isTitled: boolean): SafeHtml | null {
  const lines = side.players
    .filter(({ values }) => group.has(values))
    .toSorted((one, other) => group.order(other.values) - group.order(one.values));
  if (lines.length === 0) return null;
  const label = `${side.name}: ${group.title}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">${isTitled ? group.title : 'Player'}</th>
          ${group.columns.map(
            ({ title, meaning }) => html`<th scope="col"><abbr title="${meaning}">${title}</abbr></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => playerRow(line, group))}
      </tbody>
    </table>
  </div>`;
}

function playerRow({ name, values }: PlayerLine, { columns }: BoxGroup): SafeHtml {
  const comment = values['comment'];
  const isOut = typeof comment === 'string' && comment !== '' && !values['seconds_played'];
  if (isOut) {
    return html`<tr>
      <th scope="row">${name}</th>
      <td colspan="${columns.length}" class="muted">${comment}</td>
    </tr>`;
  }
  return html`<tr>
    <th scope="row">${name}</th>
    ${columns.map((column) => html`<td>${column.text(values)}</td>`)}
  </tr>`;
}

function teamTable({ sport, sides }: Pick<BoxScore, 'sport' | 'sides'>): SafeHtml | null {
  const withLine = sides.filter((side) => side.team !== null);
  if (withLine.length === 0) return null;
  return html`<details class="box" open>
    <summary>Teams</summary>
    <table class="lines">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">Figure</span></th>
          ${withLine.map((side) => html`<th scope="col">${side.abbreviation ?? side.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${(SPORT_FACTS[sport].display?.teams ?? []).map(
          (figure) =>
            html`<tr>
              <th scope="row">${figure.title}</th>
              ${withLine.map((side) => html`<td>${side.team ? figure.text(side.team) : ''}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
