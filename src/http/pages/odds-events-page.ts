import { type SafeHtml, html } from '@remix-run/html-template';
import type { EventCandidate, EventQuestion } from '../../db/schema/odds.ts';
import type { ListedEvent } from '../../odds/read/event-listing.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { instant, pill, plural } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { reasonedAction } from './reasoned-action.ts';

/** What the page of events of odds shows. */
export type OddsEventsView = {
  events: readonly ListedEvent[];
  total: number;
  isLinked: boolean;
  leagues: readonly string[];
  fields: FilterFields;
};

const QUESTIONS: Readonly<Record<EventQuestion, string>> = {
  unknown_team: 'A name means no team.',
  ambiguous_team: 'A name means several teams.',
  no_game: 'The schedule has no game of these teams within 36 hours.',
  several_games: 'Several games fit.',
  several_events: 'Several events of the provider may be the same game.',
  sides_exchanged: 'Home and away are exchanged.',
  game_taken: 'Another event of the provider is the game.',
  said_wrong: 'Somebody has said that the game is another one.',
};

/** Events that belong to no game with what they may be, or those that belong to one, and the means to change either. */
export function oddsEventsPage(context: PageContext, view: OddsEventsView): string {
  const { events, total, isLinked, leagues, fields } = view;
  const back = `/odds/events?${new URLSearchParams(fields).toString()}`;
  const noun = isLinked ? 'event' : 'open event';
  const body = html`<section class="card">
    <h1>Events of odds <span class="total">${plural(total, noun)}</span></h1>
    <p class="words">
      A provider of odds has its own list of games. Prices of an event count for a game once the two are
      linked, by the rule (both teams, starts within 36 hours, no other that fits) or by you.
    </p>
    <form class="filter" action="/odds/events" role="search">
      ${field('q', 'Part of a name or id', fields, { type: 'search', maxLength: 200, isWide: true })}${choice(
        'league',
        'League',
        leagues,
        fields,
        (name) => name,
      )}${choice('show', 'Show', ['open', 'linked'], { show: isLinked ? 'linked' : 'open' }, undefined, null)}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${events.length === 0 ? emptyWords(isLinked, fields) : eventList(events, back)}
    ${total > events.length ? html`<p class="words">Only the first ${events.length} are shown.</p>` : null}
  </section>`;
  return layout(context, {
    title: 'Events of odds',
    path: '/odds/events',
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

function emptyWords(isLinked: boolean, fields: FilterFields): SafeHtml {
  if (fields['q'] !== undefined || fields['league'] !== undefined) {
    return html`<p class="empty">No ${isLinked ? 'linked' : 'open'} event matches.</p>`;
  }
  return isLinked
    ? html`<p class="empty">
        No event belongs to a game yet. Events come with odds: from published files
        (<code>load --dataset odds</code>), or from a provider that is asked.
      </p>`
    : html`<p class="empty">
        Nothing is open. <a href="/odds/events?show=linked">Events that belong to a game</a>
      </p>`;
}

function eventList(events: readonly ListedEvent[], back: string): SafeHtml {
  return html`<ul class="rows">
    ${events.map((event) => eventItem(event, back))}
  </ul>`;
}

function eventItem(event: ListedEvent, back: string): SafeHtml {
  const { provider, externalId, league, question, gameId } = event;
  const state =
    gameId === null ? pill((question ?? 'not looked at yet').replaceAll('_', ' '), 'wait') : linkPill(event);
  return html`<li>
    <div class="row">
      <strong class="game">${event.awayName} at ${event.homeName}</strong>${state}
      <span class="when">${league}</span>
    </div>
    <p class="words">
      ${startWords(event)} ${teamWords(event) ?? (question === null ? null : QUESTIONS[question])} Seen
      ${instant(event.firstSeenAt)} to ${instant(event.lastSeenAt)}. ${provider}
      <code>${externalId}</code>
    </p>
    ${gameId === null ? answers(event, back) : linkedGame(event, back)}
  </li>`;
}

function linkPill({ learnedBy }: ListedEvent): SafeHtml {
  return learnedBy === 'person' ? pill('linked by a person', 'busy') : pill('linked by the rule', 'good');
}

function startWords({ startsAt, toldStarts }: ListedEvent): SafeHtml {
  const moved = toldStarts > 1 ? html`, after ${plural(toldStarts - 1, 'other start')} told before` : null;
  return html`Starts ${instant(startsAt)}${moved}.`;
}

/** Which of the two names means no team, or several: that is what has to be taught first. */
function teamWords(event: ListedEvent): SafeHtml | null {
  const { homeName, awayName, homeTeam, awayTeam, question } = event;
  if (question !== 'unknown_team' && question !== 'ambiguous_team') return null;
  const names = [awayTeam === null ? awayName : null, homeTeam === null ? homeName : null]
    .filter((name) => name !== null)
    .map((name) => `“${name}”`)
    .join(' or ');
  const problem =
    question === 'unknown_team' ? `No team is known as ${names}` : `${names} means several teams`;
  return html`${problem}: <a href="/teams">teach the name</a>, and the rule links the event by itself.`;
}

function answers(event: ListedEvent, back: string): SafeHtml {
  const candidates = event.candidates ?? [];
  const list =
    candidates.length === 0
      ? null
      : html`<ul class="tree">
          ${candidates.map((candidate) => candidateItem(event, candidate, back))}
        </ul>`;
  return html`${list}
    <div class="buttons">${otherAction(event, back)}</div>`;
}

function candidateItem(event: ListedEvent, candidate: EventCandidate, back: string): SafeHtml {
  const { game_id: gameId, home, away, starts_at: startsAt, hours_apart: hoursApart } = candidate;
  const game = `${away} at ${home}`;
  const question = `Prices of ${event.awayName} at ${event.homeName} (${event.externalId}) are those of ${game} from now on.`;
  return html`<li>
    <div class="row">
      <a class="game" href="/games/${gameId}">${game}</a
      ><span>${instant(new Date(startsAt))}, ${apartWords(hoursApart)}</span>
      <div class="acts">
        ${reasonedAction({
          action: `/odds/events/${event.id}/link`,
          text: 'Link',
          label: `Link ${event.awayName} at ${event.homeName} to ${game}, game ${gameId}`,
          question,
          back,
          fields: { game: String(gameId) },
          inputs: furtherInput(),
          reasonGoesOn: 'record',
        })}
      </div>
    </div>
    <p class="words">Not linked by itself: ${candidate.why_not}.</p>
  </li>`;
}

function apartWords(hours: number): string {
  if (hours === 0) return 'the same start';
  const minutes = Math.round(Math.abs(hours) * 60);
  const size = minutes < 120 ? `${Math.max(1, minutes)} min` : `${Math.round(minutes / 60)} h`;
  return hours > 0 ? `${size} before the event` : `${size} after the event`;
}

function otherAction({ id, homeName, awayName, externalId }: ListedEvent, back: string): SafeHtml {
  return reasonedAction({
    action: `/odds/events/${id}/link`,
    key: `other-${id}`,
    text: 'Link to another game',
    label: `Link ${awayName} at ${homeName} to another game`,
    question: `Prices of ${awayName} at ${homeName} (${externalId}) are those of the game from now on.`,
    back,
    inputs: html`<label for="game-${id}">Number of the game, as its address has it</label
      ><input
        id="game-${id}"
        name="game"
        required
        inputmode="numeric"
        pattern="[0-9]{1,10}"
        maxlength="10"
        autocomplete="off"
      />${furtherInput()}`,
    reasonGoesOn: 'record',
  });
}

function furtherInput(): SafeHtml {
  return html`<label
    ><input type="checkbox" name="further" value="yes" /> The provider has another event of this game as
    well</label
  >`;
}

function linkedGame(event: ListedEvent, back: string): SafeHtml {
  const { id, gameId, gameHome, gameAway, gameStartsAt, homeName, awayName, startsAt } = event;
  const game = `${gameAway ?? ''} at ${gameHome ?? ''}`;
  const hours = gameStartsAt === null ? 0 : (startsAt.getTime() - gameStartsAt.getTime()) / 3_600_000;
  const question = `Prices of ${awayName} at ${homeName} leave ${game} with their openings and closes, and nothing but a person links the two again.`;
  return html`<ul class="tree">
    <li>
      <div class="row">
        <a class="game" href="/games/${gameId}">${game}</a
        ><span>${instant(gameStartsAt)}, ${apartWords(hours)}</span
        ><a href="/games/${gameId}/odds">Odds</a>
        <div class="acts">
          ${reasonedAction({
            action: `/odds/events/${id}/unlink`,
            text: 'Take the link back',
            label: `Take back that ${awayName} at ${homeName} is ${game}`,
            question,
            back,
            reasonGoesOn: 'record',
          })}
        </div>
      </div>
    </li>
  </ul>`;
}
