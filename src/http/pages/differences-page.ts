import { type SafeHtml, html } from '@remix-run/html-template';
import { DIFFERENCE_STATUSES } from '../../domain/source-difference.ts';
import type { ListedLineDifference } from '../../read/games/line-differences.ts';
import type { SourceDifference } from '../../read/games/source-differences.ts';
import { differenceRow, lineDifferences } from './differences-panel.ts';
import { type FilterFields, choice } from './filter-form.ts';
import { plural } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** What the page of differences shows; both lists are of the newest games first. */
export type DifferencesView = {
  differences: readonly SourceDifference[];
  lines: readonly ListedLineDifference[];
  /** As many as were looked for at the most of each: there may be more. */
  limit: number;
  leagues: readonly string[];
  fields: FilterFields;
};

const PATH = '/differences';

/** What sources say differently of games, by league and slate, and how each difference ends. */
export function differencesPage(context: PageContext, view: DifferencesView): string {
  const { differences, lines, limit, leagues, fields } = view;
  const slates = Map.groupBy(
    [...differences, ...lines],
    ({ slate_date: date, league }) => `${league}, ${date}`,
  );
  const isCut = differences.length === limit || lines.length === limit;
  const body = html`<section class="card">
      <h1>
        Differences of sources
        <span class="total">${plural(differences.length, 'fact')}, ${plural(lines.length, 'figure')}</span>
      </h1>
      <p class="words">
        What is written of a game, and what another source says. Nothing is overwritten: a difference ends when
        the other source comes to say the same, when the result is written anew (by a later look, or by Retry on
        the page of the game), or when the other source's id of the game is taken back because it spoke of another
        one.
      </p>
      <form class="filter" action="${PATH}" role="search">
        ${choice('league', 'League', leagues, fields, (name) => name)}${choice(
          'status',
          'Status',
          DIFFERENCE_STATUSES,
          fields,
          undefined,
          null,
        )}
        <div class="go"><button class="primary">Show</button></div>
      </form>
      ${slates.size === 0 ? nothing(fields) : null}
      ${
        isCut
          ? html`<p class="words">
              Those of the newest games are shown. <code>differences list</code> and
              <code>differences lines</code> have more.
            </p>`
          : null
      }
    </section>
    ${[...slates].map(([name, rows]) => slateCard(name, rows))}`;
  return layout(context, { title: 'Differences', path: PATH, body });
}

function nothing({ status, league }: FilterFields): SafeHtml {
  const where = league === undefined ? '' : ` in ${league}`;
  return html`<p class="empty">
    ${
      status === 'settled'
        ? `No difference has ended${where} yet.`
        : `No two sources say different things of a game${where}, as far as they were compared.`
    }
  </p>`;
}

type Row = SourceDifference | ListedLineDifference;

function slateCard(name: string, rows: readonly Row[]): SafeHtml {
  const games = Map.groupBy(rows, (row) => row.game_id);
  return html`<section class="card">
    <h2>${name} <span class="total">${plural(games.size, 'game')}</span></h2>
    ${[...games].map(([id, own]) => gameBlock(id, own))}
  </section>`;
}

function gameBlock(id: number, rows: readonly Row[]): SafeHtml {
  const facts = rows.filter((row): row is SourceDifference => !isOfLine(row));
  const lines = rows.filter(isOfLine);
  const [first] = rows;
  const name = first === undefined ? `game ${id}` : `${first.away} @ ${first.home}`;
  return html`<h3><a href="/games/${id}">${name}</a></h3>
    <ul class="rows">
      ${facts.map(differenceRow)}
    </ul>
    ${lines.length === 0 ? null : lineDifferences(lines, name)}`;
}

function isOfLine(row: Row): row is ListedLineDifference {
  return 'entity_type' in row;
}
