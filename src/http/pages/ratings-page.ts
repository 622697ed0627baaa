import { type SafeHtml, html } from '@remix-run/html-template';
import type { Ladder, LadderRow } from '../../analytics/ratings/stored/read-ladder.ts';
import type { RatingSources } from '../../sports/rating-rules.ts';
import { choice, field } from './filter-form.ts';
import { plural, signed } from './format.ts';
import { layout } from './layout.ts';
import { percent } from './odds-words.ts';
import type { PageContext } from './page-context.ts';

/** What the page of ratings shows; no ladder where no league has rated games. */
export type RatingsView = {
  league: string | undefined;
  date: string | undefined;
  /** Those that have rated games. */
  leagues: readonly string[];
  ladder: Ladder | undefined;
};

/** The teams of a league by their ratings. */
export function ratingsPage(context: PageContext, { league, date, leagues, ladder }: RatingsView): string {
  const fields = { league: league ?? '', date: date ?? '' };
  const rows = ladder?.items ?? [];
  const body = html`<section class="card">
    <h1>
      Ratings
      <span class="total"
        >${plural(rows.length, 'team')}${ladder?.season ? html`, season ${ladder.season}` : null}</span
      >
    </h1>
    <p class="words">
      Elo after each team's last game: 400 points more are ten times the chance. Results move it, by more the less they
      were expected.${
        ladder === undefined || ladder.rules === null
          ? null
          : html` Rules: <code>${ladder.rules}</code>${
              ladder.follows_rules
                ? '.'
                : html`. <strong>Some ratings follow the rules of another release</strong> and are computed anew.`
            }`
      }
    </p>
    <form class="filter" action="/ratings">
      ${choice('league', 'League', leagues, fields, (name) => name, leagues.length === 0 ? 'any' : null)}${field(
        'date',
        'At the end of',
        fields,
        { type: 'date' },
      )}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${rows.length === 0 ? noRatings(league, date) : table(rows, date)}
    ${ladder?.sources ? sourcesOf(ladder.sources) : null}
  </section>`;
  return layout(context, { title: 'Ratings', path: '/ratings', body });
}

const SOURCE_WORDS: Readonly<Record<keyof RatingSources, string>> = {
  constants: 'Weight, home advantage, margin',
  level_scores: 'Level scores',
  new_season: 'New season',
  entry_ratings: 'First ratings',
  single: 'Of single teams',
  pythagorean: 'Pythagorean share',
  fitted_on: 'Fitted on',
};

/** Where each part of the rules is from. */
function sourcesOf(sources: RatingSources): SafeHtml {
  const told = Object.entries(sources) as [keyof RatingSources, string][];
  return html`<details class="box">
    <summary>Where the rules are from</summary>
    <ul>
      ${told.map(([part, source]) => html`<li>${SOURCE_WORDS[part]}: ${source}</li>`)}
    </ul>
  </details>`;
}

function noRatings(league: string | undefined, date: string | undefined): SafeHtml {
  return html`<p class="empty">
    No game${league === undefined ? null : html` of ${league}`} is
    rated${date === undefined ? null : html` until ${date}`}. Ratings follow final results within a minute:
    <a href="/games">games</a>.
  </p>`;
}

function table(rows: readonly LadderRow[], date: string | undefined): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Teams by their rating">
    <table class="lines stack odds rated">
      <thead>
        <tr>
          <th scope="col">Team</th>
          <th scope="col">Elo</th>
          <th scope="col">7 days</th>
          <th scope="col">30 days</th>
          <th scope="col">Record</th>
          <th scope="col">Pythagorean</th>
          <th scope="col">Last game</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => ladderRow(row, date))}
      </tbody>
    </table>
  </div>`;
}

function ladderRow(row: LadderRow, date: string | undefined): SafeHtml {
  const { rank, team_id: id, team, elo, wins, losses, level, pythagorean_share: share } = row;
  return html`<tr>
    <th scope="row">
      <span class="muted">${rank}</span>
      <a href="/ratings/teams/${id}${date === undefined ? null : `?to=${date}`}">${team}</a>
    </th>
    <td data-label="Elo"><strong>${elo.toFixed(0)}</strong></td>
    <td data-label="7 days">${change(row.change_7_days)}</td>
    <td data-label="30 days">${change(row.change_30_days)}</td>
    <td data-label="Record">${wins}–${losses}${level === 0 ? null : html`–${level}`}</td>
    <td data-label="Pythagorean">${share === null ? html`<span class="muted">–</span>` : percent(share)}</td>
    <td data-label="Last game"><a href="/games/${row.last_game_id}">${row.last_played_on}</a></td>
  </tr>`;
}

/** Points gained or lost, told by the sign and not by the colour alone. */
function change(points: number | null): SafeHtml {
  if (points === null) return html`<span class="muted">–</span>`;
  const words = signed(points);
  return words === '0' ? html`<span class="muted">0</span>` : html`${words}`;
}
