import type { LeagueDetail, LeagueSeasonView } from '../../reference/leagues/list-leagues.ts';
import type { LeagueWeights } from '../../reference/leagues/league-weights.ts';
import { forViewer } from './csrf-placeholder.ts';
import { choice } from './filter-form.ts';
import { plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

export type LeaguesView = {
  leagues: readonly LeagueDetail[];
  weights: LeagueWeights;
  sports: readonly string[];
};

const BACK = '/leagues';

/** The leagues with their seasons and weights, and the means to add and to correct them. */
export function leaguesPage(context: PageContext, { leagues, weights, sports }: LeaguesView): string {
  const body = html`<section class="card">
    <h1>Leagues <span class="total">${plural(leagues.length, 'league')}</span></h1>
    <div class="buttons">${addAction(sports)}</div>
    <ul class="rows">
      ${leagues.map((league) => leagueItem(league, weights[league.name.toLowerCase()] ?? 1))}
    </ul>
  </section>`;
  return layout(context, {
    title: 'Leagues',
    path: '/leagues',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function leagueItem(league: LeagueDetail, weight: number): SafeHtml {
  const { id, name, sport, code, country, timezone, aliases, seasons, teams, missing, not_collected } =
    league;
  const others = [code, ...aliases].filter((one) => one.toLowerCase() !== name.toLowerCase());
  const known = others.length === 0 ? null : html`Also known as ${others.join(', ')}. `;
  return html`<li>
    <div class="row">
      <strong class="game">${name}</strong><span class="pill quiet">${sport}</span>
      <div class="acts">${updateAction(league)} ${seasonAction({ id, name, sport })}</div>
    </div>
    <p class="words">
      ${known}${country === null ? null : html`${country}, `}${timezone}.
      <a href="/teams?${new URLSearchParams({ league: name }).toString()}">${plural(teams, 'team')}</a>. Weight
      ${weight} where leagues contend for a quota.
    </p>
    ${not_collected === null ? null : html`<p class="words">${not_collected}.</p>`}
    ${missing.map((words) => html`<p class="words">${words}</p>`)} ${seasonsSection(name, seasons)}
  </li>`;
}

function seasonsSection(name: string, seasons: readonly LeagueSeasonView[]): SafeHtml | null {
  if (seasons.length === 0) return null;
  return html`<details>
    <summary>${plural(seasons.length, 'season')} of ${name}</summary>
    <ul>
      ${seasons.map((season) => html`<li>${seasonWords(season)}</li>`)}
    </ul>
  </details>`;
}

function seasonWords(season: LeagueSeasonView): string {
  const { label, games, first_day: first, last_day: last, starts_on: starts, ends_on: ends } = season;
  const days =
    starts === null && ends === null
      ? 'the days of the regular season are not known'
      : `regular season ${starts ?? '?'} to ${ends ?? '?'}`;
  return `${label}: ${plural(games, 'game')}, ${days}, games are believed from ${first} to ${last}`;
}

function textField(id: string, name: string, label: string, value = '', isRequired = false): SafeHtml {
  const mark = isRequired ? html`required` : null;
  return html`<label for="${id}-${name}">${label}</label
    ><input id="${id}-${name}" name="${name}" value="${value}" maxlength="100" autocomplete="off" ${mark} />`;
}

function dayField(id: string, name: string, label: string): SafeHtml {
  return html`<label for="${id}-${name}">${label}</label
    ><input id="${id}-${name}" name="${name}" type="date" />`;
}

function addAction(sports: readonly string[]): SafeHtml {
  const id = 'new-league';
  return reasonedAction({
    action: '/leagues/add',
    key: id,
    text: 'Add a league',
    question: 'Its schedules can be ingested from now on.',
    back: BACK,
    inputs: html`${choice('sport', 'Sport', sports, {}, (name) => name, null)}${textField(
      id,
      'name',
      'Name',
      '',
      true,
    )}${textField(id, 'timezone', 'IANA time zone, such as Europe/Amsterdam', '', true)}${textField(
      id,
      'code',
      'Code (optional)',
    )}${textField(id, 'country', 'Country (optional)')}`,
    reasonGoesOn: 'record',
  });
}

function updateAction({ id, name, sport, code, country, timezone }: LeagueDetail): SafeHtml {
  const key = `league-${id}`;
  return reasonedAction({
    action: '/leagues/update',
    key,
    text: 'Correct',
    label: `Correct ${name}`,
    question: `What comes in for ${name} is read so from now on.`,
    back: BACK,
    fields: { sport, league: name },
    inputs: html`${textField(key, 'timezone', 'IANA time zone', timezone, true)}${textField(
      key,
      'code',
      'Code',
      code,
      true,
    )}${textField(key, 'country', 'Country', country ?? '')}`,
    reasonGoesOn: 'record',
  });
}

function seasonAction({ id, name, sport }: Pick<LeagueDetail, 'id' | 'name' | 'sport'>): SafeHtml {
  const key = `season-${id}`;
  return reasonedAction({
    action: '/leagues/season',
    key,
    text: 'Days of a season',
    label: `Days of a season of ${name}`,
    question: 'What is left blank stays as it is; games that come in are read so.',
    back: BACK,
    fields: { sport, league: name },
    inputs: html`<label for="${key}-year">Year in which the season starts</label
      ><input id="${key}-year" name="season" inputmode="numeric" required maxlength="4" autocomplete="off" />${dayField(
        key,
        'starts',
        'First day of the regular season',
      )}${dayField(key, 'ends', 'Its last day')}${dayField(
        key,
        'windowStarts',
        'First day on which games are believed',
      )}${dayField(key, 'windowEnds', 'Last such day')}`,
    reasonGoesOn: 'record',
  });
}
