import type { GameDetail, GameSide } from '../../operations/game-queries.ts';
import type { GameChanges } from '../../operations/game-changes.ts';
import type { Participant } from '../../operations/participants.ts';
import type { TaskRow } from '../../operations/task-rows.ts';
import type { GameTimeline } from '../../operations/timeline.ts';
import { forViewer } from './csrf-placeholder.ts';
import { instant, pill, plural, seconds, sentence, statusPill } from './format.ts';
import { type Html, html, trusted } from './html.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { postButton, resultWords } from './task-list.ts';

/** Everything about one game; `data-refresh` lets the page's script fetch it anew. */
export function gamePage(
  context: PageContext,
  { game, timeline, changes }: { game: GameDetail; timeline: GameTimeline; changes: GameChanges },
): string {
  const body = html`<div id="fresh" data-refresh>
<section class="card scoreboard">
<h1>${game.label}</h1>
<p class="words">${game.league} ${game.season}${game.week === null ? '' : `, week ${game.week}`}${game.venue ? ` · ${game.venue}` : ''} · ${game.time_confirmed ? instant(game.tip_off) : html`${game.slate_date}, time not known yet`}</p>
<div class="sides">${side(game.away, 'away')}<span class="at" aria-hidden="true">@</span>${side(game.home, 'home')}</div>
${periods(game)}
<p class="pills"><span>Game ${statusPill(game.status)}</span><span>Statistics ${statusPill(game.seeding_status)}</span></p>
</section>
<section class="card next"><h2>What is next</h2>${timeline.next.map((line) => html`<p class="lead">${sentence(capitalised(line.replace(/^next: /, '')))}</p>`)}<div class="buttons">${gameButtons(game)}</div></section>
<div class="columns"><div class="column">
<section class="card"><h2>Timeline <span class="total">oldest first</span></h2>${timelineList(timeline)}</section>
${changesCard(changes)}
</div><div class="column side">
<section class="card"><h2>Tasks</h2>${game.tasks.length === 0 ? html`<p class="empty">None yet.</p>` : html`<ul class="rows">${game.tasks.map(taskRow)}</ul>`}</section>
<section class="card"><h2>Participants <span class="total">${coverage(game.participants)}</span></h2>${participants(game)}</section>
</div></div>
</div>`;
  return layout(context, {
    title: game.label,
    path: '/games',
    refreshSeconds: 30,
    body: trusted(forViewer(body.markup, context)),
  });
}

function side({ name, score }: GameSide, place: 'home' | 'away'): Html {
  return html`<div class="side-of"><span class="team">${name}</span><span class="score">${score ?? '–'}</span><span class="place">${place}</span></div>`;
}

function periods({
  home_period_scores: home,
  away_period_scores: away,
  home: homeSide,
  away: awaySide,
}: GameDetail): Html | null {
  if (!home?.length || !away?.length) return null;
  const cells = (scores: readonly number[]): Html[] => scores.map((score) => html`<td>${score}</td>`);
  const title = (index: number): string =>
    index < 4 ? String(index + 1) : `OT${index === 4 ? '' : index - 3}`;
  return html`<table class="periods"><thead><tr><th scope="col"><span class="hidden">Team</span></th>${home.map((_score, index) => html`<th scope="col">${title(index)}</th>`)}</tr></thead><tbody><tr><th scope="row">${awaySide.abbreviation ?? awaySide.name}</th>${cells(away)}</tr><tr><th scope="row">${homeSide.abbreviation ?? homeSide.name}</th>${cells(home)}</tr></tbody></table>`;
}

function gameButtons(game: GameDetail): Html {
  const first = game.tasks.find((task) => task.pass === 'first');
  const isSeeded = first?.status === 'completed';
  return postButton({
    action: `/games/${game.id}/seed`,
    text: isSeeded ? 'Read again' : 'Seed now',
    back: `/games/${game.id}`,
    isPrimary: !isSeeded,
    fields: isSeeded ? { force: 'yes' } : {},
    ...(isSeeded
      ? { confirm: `Read all statistics of ${game.label} again? This spends provider calls.` }
      : {}),
  });
}

function taskRow(task: TaskRow): Html {
  const back = `/games/${task.game_id}`;
  const isOpen = task.status === 'pending' || task.status === 'running';
  const canRetry =
    task.status === 'failed' ||
    task.status === 'cancelled' ||
    (task.status === 'pending' && task.retry_count > 0);
  const attempts = `${plural(task.retry_count, 'retry').replace('retrys', 'retries')} of ${task.max_retries}`;
  return html`<li><div class="row"><strong class="game">${task.pass}</strong>${statusPill(task.status)}${task.hold_reason ? pill('on hold', 'wait') : null}<span class="when">#${task.id}</span></div>
<p class="words">${task.status === 'completed' ? resultWords(task) : sentence(task.in_words)}</p>
<dl class="facts"><div><dt>Window</dt><dd>${instant(task.scheduled_time)}</dd></div><div><dt>Due</dt><dd>${instant(task.due_at)}</dd></div><div><dt>Started</dt><dd>${instant(task.execution_time)}</dd></div><div><dt>Took</dt><dd>${seconds(task.duration_seconds)}</dd></div><div><dt>Attempts</dt><dd>${attempts}</dd></div><div><dt>Calls</dt><dd>${task.api_calls_made}</dd></div></dl>
<div class="buttons">${canRetry ? postButton({ action: `/tasks/${task.id}/retry`, text: 'Retry now', label: `Retry ${task.pass} pass now`, back }) : null}${isOpen || task.status === 'failed' ? postButton({ action: `/tasks/${task.id}/cancel`, text: 'Cancel', label: `Cancel ${task.pass} pass`, back, confirm: task.pass === 'first' ? 'Cancel this task? The game is not seeded until somebody retries it.' : 'Cancel this correction? The game keeps the statistics that it has.' }) : null}</div></li>`;
}

/** Statistics that were changed after they were there; a game without any has no card. */
function changesCard({ changes, is_cut: isCut }: GameChanges): Html | null {
  if (changes.length === 0) return null;
  return html`<section class="card"><h2>Changed statistics <span class="total">${plural(changes.length, 'change')}</span></h2><ol class="timeline">${changes.map(
    (change) =>
      html`<li class="event"><div class="stamp">${instant(change.created_at)}</div><p>${sentence(change.in_words)} <span class="muted">${change.pass}</span></p></li>`,
  )}</ol>${isCut ? html`<p class="words">There are more.</p>` : null}</section>`;
}

function coverage(participants: readonly Participant[]): string {
  if (participants.length === 0) return '';
  return `${participants.filter((one) => one.has_line).length} of ${participants.length} have a line`;
}

function participants(game: GameDetail): Html {
  if (game.participants.length === 0) {
    return html`<p class="empty">No roster is known yet; the box score brings the players.</p>`;
  }
  return html`${[game.away, game.home].map((team) => {
    const players = game.participants.filter((one) => one.team_id === team.team_id);
    const withLine = players.filter((one) => one.has_line).length;
    return html`<details><summary>${team.name} <span class="total">${withLine} of ${players.length}</span></summary><ul class="players">${players.map(
      (one) =>
        html`<li class="${one.has_line ? 'has' : 'lacks'}">${one.name}${one.position ? html` <span class="muted">${one.position}</span>` : null}<span class="mark">${one.has_line ? 'line in' : 'no line'}</span></li>`,
    )}</ul></details>`;
  })}`;
}

function timelineList({ entries, is_cut: isCut }: GameTimeline): Html {
  if (entries.length === 0) return html`<p class="empty">Nothing has happened yet.</p>`;
  return html`${isCut ? html`<p class="words">Older entries are left out.</p>` : null}<ol class="timeline">${entries.map(
    (entry) =>
      html`<li class="${entry.source} ${entry.kind}"><div class="stamp">${instant(entry.at)}</div><p>${sentence(entry.message)}${entry.actor ? html` <span class="muted">${entry.actor}</span>` : null}</p></li>`,
  )}</ol>`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
