import type { Sport } from '../../domain/sport.ts';
import type { ListedTeam } from '../../reference/players/roster-reader.ts';
import type { TeamListing } from '../../reference/teams/team-service.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

/** What the page of teams shows: those of one league, or all with a name that was looked for. */
export type TeamsView = {
  league: string;
  sport: Sport;
  /** The names of all leagues. */
  leagues: readonly string[];
  teams: readonly TeamListing[];
  fields: FilterFields;
  /** Whom the teams list, by our id of the team. */
  rosters: ReadonlyMap<number, ListedTeam>;
};

/** The teams of a league with their names, and the means to add one or to give one another name. */
export function teamsPage(
  context: PageContext,
  { league, sport, leagues, teams, fields, rosters }: TeamsView,
): string {
  const back = `/teams?${new URLSearchParams({ ...fields, league }).toString()}`;
  const list =
    teams.length > 0
      ? html`<ul class="rows">
          ${teams.map((team) => teamItem(team, { back, roster: rosters.get(team.id) }))}
        </ul>`
      : html`<p class="empty">No team of ${league} has such a name.</p>`;
  const body = html`<section class="card">
    <h1>Teams <span class="total">${plural(teams.length, 'team')} of ${league}</span></h1>
    <form class="filter" action="/teams" role="search">
      ${field('q', 'Part of a name', fields, {
        type: 'search',
        maxLength: 200,
        isWide: true,
      })}${choice('league', 'League', leagues, { league }, (name) => name, null)}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    <div class="buttons">${addAction({ sport, league, back })}</div>
    ${list}
  </section>`;
  return layout(context, {
    title: 'Teams',
    path: '/teams',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

/** A button that adds a team and reads the rows again that wait for it. */
export function addAction({
  sport,
  league,
  back,
  row,
}: {
  sport: string;
  league: string;
  back: string;
  /** The row of the quarantine that names the team. */
  row?: { id: number; teamName: string };
}): SafeHtml {
  const id = `new-team-${row?.id ?? 'any'}`;
  const name = row?.teamName ?? '';
  return reasonedAction({
    action: '/teams/add',
    key: id,
    text: row ? 'Add this team and retry' : 'Add a team',
    label: row ? `Add “${name}” to ${league} and retry, row ${row.id}` : `Add a team to ${league}`,
    question: `${league} has this team from now on, and the rows that wait for it are read again.`,
    back,
    fields: { sport, league, ...(row ? { alias: name } : {}) },
    inputs: html`<label for="${id}-name">Full name of the team</label
      ><input id="${id}-name" name="name" value="${name}" required maxlength="100" autocomplete="off" /><label
        for="${id}-short"
        >Code (optional)</label
      ><input id="${id}-short" name="short" maxlength="10" autocomplete="off" /><label
        ><input type="checkbox" name="distinct" value="yes" /> It is another team, however much its name is
        like a known one</label
      >`,
    reasonGoesOn: 'record',
  });
}

function teamItem(
  {
    id,
    name,
    text_id: textId,
    abbreviation,
    seasons,
    known_names: known,
    aliases,
    sport,
    league,
    last_season: last,
  }: TeamListing,
  { back, roster }: { back: string; roster: ListedTeam | undefined },
): SafeHtml {
  const rename = reasonedAction({
    action: `/teams/${id}/rename`,
    text: 'Rename',
    label: `Rename ${name}`,
    question: `${name} has another name from now on; the names that it had go on to mean it.`,
    back,
    fields: { sport, league },
    inputs: html`<label for="rename-${id}">New full name</label
      ><input id="rename-${id}" name="name" value="${name}" required maxlength="100" autocomplete="off" />`,
    reasonGoesOn: 'record',
  });
  const names = [...known, ...aliases].join(', ');
  return html`<li>
    <div class="row">
      <strong class="game">${name}</strong>${
        abbreviation === null ? null : html`<span class="pill quiet">${abbreviation}</span>`
      }${textId === null ? null : html`<code>${textId}</code>`}${
        last === null ? null : html`<span class="pill quiet">until ${last}</span>`
      }${rename}
    </div>
    <p class="words">
      ${names === '' ? 'No other names.' : html`Also known as ${names}.`}
      ${
        seasons.length === 0
          ? 'No games are known.'
          : html`Games in ${seasons.join(', ')}.
              <a href="/ratings/teams/${id}" aria-label="Rating of ${name}">Rating</a>`
      }
    </p>
    ${roster ? rosterSection(name, roster) : null}
  </li>`;
}

function rosterSection(team: string, { season, players }: ListedTeam): SafeHtml {
  return html`<details>
    <summary>${plural(players.length, 'player')} of ${team} in ${season}</summary>
    <p class="words">${players.join(', ')}</p>
  </details>`;
}
