import type { VenueListing } from '../../reference/venues/list-venues.ts';
import type { VenueQuestion } from '../../reference/venues/open-words.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { plural } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

/** What the page of places shows. */
export type VenuesView = {
  venues: readonly VenueListing[];
  questions: readonly VenueQuestion[];
  leagues: readonly string[];
  fields: FilterFields;
};

/** Places shown on a page. */
const SHOWN = 300;

/** The places with their names, what is open about them, and the means to add and to correct them. */
export function venuesPage(context: PageContext, { venues, questions, leagues, fields }: VenuesView): string {
  const back = `/venues?${new URLSearchParams(fields).toString()}`;
  const shown = venues.slice(0, SHOWN);
  const list =
    shown.length > 0
      ? html`<ul class="rows">
          ${shown.map((venue) => venueItem(venue, back))}
        </ul>`
      : html`<p class="empty">No venue is known by that. Schedules bring them, and people add them.</p>`;
  const body = html`${questionsSection(questions, back)}
    <section class="card">
      <h1>Venues <span class="total">${plural(venues.length, 'venue')}</span></h1>
      <form class="filter" action="/venues" role="search">
        ${field('q', 'Part of a name or city', fields, {
          type: 'search',
          maxLength: 200,
          isWide: true,
        })}${choice('league', 'League', leagues, fields, (name) => name)}
        <div class="go"><button class="primary">Show</button></div>
      </form>
      <div class="buttons">${addAction(back)}</div>
      ${list}
      ${venues.length > shown.length ? html`<p class="words">Only the first ${SHOWN} are shown.</p>` : null}
    </section>`;
  return layout(context, {
    title: 'Venues',
    path: '/venues',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function questionsSection(questions: readonly VenueQuestion[], back: string): SafeHtml | null {
  if (questions.length === 0) return null;
  return html`<section class="card">
    <h2>Which venue is meant? <span class="total">${plural(questions.length, 'question')}</span></h2>
    <ul class="rows">
      ${questions.map((question) => questionItem(question, back))}
    </ul>
  </section>`;
}

function questionItem(
  { words, league, games, home_teams: teams, candidates }: VenueQuestion,
  back: string,
): SafeHtml {
  const answers = candidates.map(({ id, name, city }) =>
    reasonedAction({
      action: `/venues/${id}/alias`,
      text: city === null ? name : `${name}, ${city}`,
      label: `“${words}” in ${league} is ${name}${city === null ? '' : `, ${city}`}`,
      question: `“${words}” means ${name} in ${league} from now on, and the games that wait are played there.`,
      back,
      fields: { alias: words, league },
      reasonGoesOn: 'record',
    }),
  );
  return html`<li>
    <div class="row"><strong class="game">${words}</strong>${answers}</div>
    <p class="words">${plural(games, 'game')} of ${teams.join(', ')} in ${league}.</p>
  </li>`;
}

function addAction(back: string): SafeHtml {
  return reasonedAction({
    action: '/venues/add',
    key: 'new-venue',
    text: 'Add a venue',
    question: 'The venue is known from now on, and games that wait for its name are played there.',
    back,
    inputs: html`${factInputs('new-venue', { name: '', city: null, country: null, timezone: null })}<label
        ><input type="checkbox" name="distinct" value="yes" /> It is another venue, however much its name is
        like a known one</label
      >`,
    reasonGoesOn: 'record',
  });
}

function factInputs(
  id: string,
  { name, city, country, timezone }: Pick<VenueListing, 'name' | 'city' | 'country' | 'timezone'>,
): SafeHtml {
  return html`<label for="${id}-name">Name</label
    ><input id="${id}-name" name="name" value="${name}" required maxlength="200" autocomplete="off" /><label
      for="${id}-city"
      >City (optional)</label
    ><input id="${id}-city" name="city" value="${city ?? ''}" maxlength="100" autocomplete="off" /><label
      for="${id}-country"
      >Country (optional)</label
    ><input id="${id}-country" name="country" value="${country ?? ''}" maxlength="60" autocomplete="off" /><label
      for="${id}-zone"
      >Time zone (optional)</label
    ><input id="${id}-zone" name="timezone" value="${timezone ?? ''}" maxlength="64" autocomplete="off" />`;
}

function venueItem(venue: VenueListing, back: string): SafeHtml {
  const { name, city, region, country, aliases, games, home_teams: teams } = venue;
  const place = [city, region, country].filter((part) => part !== null).join(', ');
  const names = aliases
    .map(({ alias, league }) => (league === null ? alias : `${alias} (${league})`))
    .join(', ');
  const pill = place === '' ? null : html`<span class="pill quiet">${place}</span>`;
  return html`<li>
    <div class="row">
      <strong class="game">${name}</strong>${pill}
      <div class="acts">
        ${venue.merged_into_id === null ? changes(venue, back) : splitAction(venue, back)}
      </div>
    </div>
    <p class="words">
      ${names === '' ? null : html`Also known as ${names}. `}
      ${games === 0 ? 'No games are known.' : html`${plural(games, 'game')}, home of ${teams.join(', ')}.`}
    </p>
  </li>`;
}

function changes(venue: VenueListing, back: string): SafeHtml[] {
  const { id, name } = venue;
  const update = reasonedAction({
    action: `/venues/${id}/update`,
    text: 'Correct',
    label: `Correct ${name}, venue ${id}`,
    question: `${name} is so from now on; a name that it had goes on to mean it.`,
    back,
    inputs: factInputs(`venue-${id}`, venue),
    reasonGoesOn: 'record',
  });
  const merge = reasonedAction({
    action: `/venues/${id}/merge`,
    text: 'Merge',
    label: `Merge ${name}, venue ${id}`,
    question: `Games, names and ids of ${name} are those of the other venue from now on.`,
    back,
    inputs: html`<label for="into-${id}">Name or number of the venue that stays</label
      ><input id="into-${id}" name="into" required maxlength="200" autocomplete="off" />`,
    reasonGoesOn: 'record',
  });
  return [update, merge];
}

function splitAction({ id, name, merged_into_id: into }: VenueListing, back: string): SafeHtml {
  return reasonedAction({
    action: `/venues/${id}/split`,
    text: 'Split again',
    label: `Split ${name} again, venue ${id}`,
    question: `${name} was merged into venue ${into ?? 0}; its games are here again.`,
    back,
    reasonGoesOn: 'record',
  });
}
