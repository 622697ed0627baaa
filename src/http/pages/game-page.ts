import type { GameRatings } from '../../analytics/ratings/stored/read-game-ratings.ts';
import type { GameAvailability } from '../../availability/game-availability.ts';
import type { GameDetail } from '../../read/games/game-queries.ts';
import type { GameSide } from '../../read/games/game-row.ts';
import type { GameChanges } from '../../read/games/game-changes.ts';
import type { ListedLineDifference } from '../../read/games/line-differences.ts';
import type { SourceDifference } from '../../read/games/source-differences.ts';
import type { GameLineage } from '../../read/runs/game-lineage.ts';
import type { BoxScore } from '../../read/games/box-score.ts';
import type { TaskRow } from '../../read/tasks/task-rows.ts';
import type { GameTimeline } from '../../read/games/timeline.ts';
import { seedJobId } from '../../jobs/job-id.ts';
import { boxScorePanel } from './box-score-panel.ts';
import { differencesPanel } from './differences-panel.ts';
import { forViewer } from './csrf-placeholder.ts';
import { lineagePanel } from './lineage-panel.ts';
import { instant, pill, plural, seconds, sentence, statusPill } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { gameAvailability } from './game-availability.ts';
import { layout } from './layout.ts';
import { livePill } from './live-pill.ts';
import type { PageContext } from './page-context.ts';
import { gameActions, taskActions } from './game-actions.ts';
import { participantsPanel } from './participants-panel.ts';
import { ratingsPanel } from './ratings-panel.ts';
import { resultWords } from './task-list.ts';
import { seedingQueue } from '../../jobs/queue-names.ts';
import { hasBoxScores, withoutBoxScores } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

/** What the page of a game shows. */
export type GameView = {
  game: GameDetail;
  timeline: GameTimeline;
  changes: GameChanges;
  boxScore: BoxScore | undefined;
  lineage: GameLineage | undefined;
  availability: GameAvailability | undefined;
  ratings: GameRatings | undefined;
  differences: readonly SourceDifference[];
  lineDifferences: readonly ListedLineDifference[];
};

function venueWords({ venue, venue_city: city }: GameDetail): string {
  if (venue === null) return '';
  return city === null ? ` · ${venue}` : ` · ${venue}, ${city}`;
}

/** Everything about one game; `data-refresh` lets the page's script fetch it anew. */
export function gamePage(context: PageContext, view: GameView): string {
  const { game, timeline, changes, boxScore, lineage, availability, ratings, differences, lineDifferences } =
    view;
  const body = html`<div id="fresh" data-refresh>
    <section class="card scoreboard">
      <h1>${game.label}</h1>
      <p class="words">
        ${game.league}
        ${game.season}${game.week === null ? '' : `, week ${game.week}`}${venueWords(game)}
        · ${game.time_confirmed ? instant(game.tip_off) : html`${game.slate_date}, time not known yet`}
      </p>
      <div class="sides">
        ${side(game.away, 'away', game.live?.away_score)}<span class="at" aria-hidden="true">@</span
        >${side(game.home, 'home', game.live?.home_score)}
      </div>
      ${periods(game)}
      <p class="pills">
        <span>Game ${game.live ? livePill(game.live) : statusPill(game.status)}</span>${
          hasBoxScores(game.sport) ? html`<span>Statistics ${statusPill(game.seeding_status)}</span>` : null
        }<a href="/games/${game.id}/odds">Odds</a>
      </p>
    </section>
    <section class="card next">
      <h2>What is next</h2>
      ${timeline.next.map(
        (line) => html`<p class="lead">${sentence(capitalised(line.replace(/^next: /, '')))}</p>`,
      )}
      <div class="buttons">${gameActions(game)}</div>
    </section>
    <div class="columns">
      <div class="column">
        <section class="card">
          <h2>Timeline <span class="total">oldest first</span></h2>
          ${timelineList(timeline)}
        </section>
        ${differencesPanel(differences, lineDifferences)}
        ${boxScore ? boxScorePanel(boxScore) : null} ${changesCard(changes)}
        ${lineage ? lineagePanel(lineage, [game.away, game.home]) : null}
      </div>
      <div class="column side">
        ${ratings ? ratingsPanel(game, ratings) : null}
        ${availability ? gameAvailability(availability) : null}
        <section class="card">
          <h2>Tasks</h2>
          ${
            game.tasks.length === 0
              ? html`<p class="empty">
                  ${hasBoxScores(game.sport) ? 'None yet' : withoutBoxScores(game.sport)}.
                </p>`
              : html`<ul class="rows">
                  ${game.tasks.map(taskRow)}
                </ul>`
          }
        </section>
        ${participantsPanel(game)}
      </div>
    </div>
  </div>`;
  return layout(context, {
    title: game.label,
    path: '/games',
    refreshSeconds: 30,
    body: html.raw`${forViewer(String(body), context)}`,
  });
}

/** `live` is the score of a game that is on; without one, the result's. */
function side({ name, score }: GameSide, place: 'home' | 'away', live: number | null | undefined): SafeHtml {
  return html`<div class="side-of">
    <span class="team">${name}</span><span class="score">${live ?? score ?? '–'}</span
    ><span class="place">${place}</span>
  </div>`;
}

function periods({
  home_period_scores: home,
  away_period_scores: away,
  home: homeSide,
  away: awaySide,
  sport,
  game_type: gameType,
}: GameDetail): SafeHtml | null {
  if (!home?.length || !away?.length) return null;
  const cells = (scores: readonly number[]): SafeHtml[] => scores.map((score) => html`<td>${score}</td>`);
  const title = (index: number): string =>
    SPORT_FACTS[sport].periodTitle?.(index, gameType) ??
    (index < 4 ? String(index + 1) : `OT${index === 4 ? '' : index - 3}`);
  return html`<table class="periods">
    <thead>
      <tr>
        <th scope="col"><span class="hidden">Team</span></th>
        ${home.map((_score, index) => html`<th scope="col">${title(index)}</th>`)}
      </tr>
    </thead>
    <tbody>
      <tr>
        <th scope="row">${awaySide.abbreviation ?? awaySide.name}</th>
        ${cells(away)}
      </tr>
      <tr>
        <th scope="row">${homeSide.abbreviation ?? homeSide.name}</th>
        ${cells(home)}
      </tr>
    </tbody>
  </table>`;
}

function taskRow(task: TaskRow): SafeHtml {
  const attempts = `${plural(task.retry_count, 'retry').replace('retrys', 'retries')} of ${task.max_retries}`;
  return html`<li>
    <div class="row">
      <strong class="game">${task.pass} pass</strong
      >${statusPill(task.status)}${task.hold_reason ? pill('on hold', 'wait') : null}<span class="when"
        >${jobLink(task)}</span
      >
    </div>
    <p class="words">${task.status === 'completed' ? resultWords(task) : sentence(task.in_words)}</p>
    <dl class="facts">
      <div>
        <dt>Window</dt>
        <dd>${instant(task.scheduled_time)}</dd>
      </div>
      <div>
        <dt>Due</dt>
        <dd>${instant(task.due_at)}</dd>
      </div>
      <div>
        <dt>Started</dt>
        <dd>${instant(task.execution_time)}</dd>
      </div>
      <div>
        <dt>Took</dt>
        <dd>${seconds(task.duration_seconds)}</dd>
      </div>
      <div>
        <dt>Attempts</dt>
        <dd>${attempts}</dd>
      </div>
      <div>
        <dt>Calls</dt>
        <dd>${task.api_calls_made}</dd>
      </div>
    </dl>
    ${taskActions(task)}
  </li>`;
}

/** Statistics that were changed after they were there; a game without any has no card. */
function changesCard({ changes, is_cut: isCut }: GameChanges): SafeHtml | null {
  if (changes.length === 0) return null;
  return html`<section class="card">
    <h2>Changed statistics <span class="total">${plural(changes.length, 'change')}</span></h2>
    <ol class="timeline">
      ${changes.map(
        (change) =>
          html`<li class="event">
            <div class="stamp">${instant(change.created_at)}</div>
            <p>${sentence(change.in_words)} <span class="muted">${change.pass}</span></p>
          </li>`,
      )}
    </ol>
    ${isCut ? html`<p class="words">There are more.</p>` : null}
  </section>`;
}

/** The task's number, leading to its job on Bull Board while the queue has one. */
function jobLink({ id, game_id: gameId, sport, pass, revision, status }: TaskRow): SafeHtml {
  if (status !== 'pending' && status !== 'running') return html`#${id}`;
  const jobId = encodeURIComponent(seedJobId({ gameId, pass, revision }));
  return html`<a
    href="/admin/queues/queue/${seedingQueue(sport)}/${jobId}"
    title="Its job on Bull Board"
    aria-label="Task ${id}, its job on Bull Board"
    >#${id}</a
  >`;
}

function timelineList({ entries, is_cut: isCut }: GameTimeline): SafeHtml {
  if (entries.length === 0) return html`<p class="empty">Nothing has happened yet.</p>`;
  return html`${isCut ? html`<p class="words">Older entries are left out.</p>` : null}
    <ol class="timeline">
      ${entries.map(
        (entry) =>
          html`<li class="${entry.source} ${entry.kind}">
            <div class="stamp">${instant(entry.at)}</div>
            <p>
              ${sentence(entry.message)}${
                entry.actor ? html` <span class="muted">${entry.actor}</span>` : null
              }
            </p>
          </li>`,
      )}
    </ol>`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
