import type { GameDetail } from '../../read/games/game-queries.ts';
import type { Participant, ParticipantState } from '../../read/games/participants.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

const STATE_WORDS: Record<ParticipantState, string> = {
  in: 'line in',
  asked: 'is asked for',
  absent: 'did not play',
  failed: 'no line',
  expected: 'no line yet',
};

/** The players of both sides and what each has: `27 of 30`. */
export function participantsPanel(game: GameDetail): SafeHtml {
  return html`<section class="card" id="participants">
    <h2>Participants <span class="total">${coverageWords(game.participants)}</span></h2>
    ${
      game.participants.length === 0
        ? html`<p class="empty">No roster is known yet; the box score brings the players.</p>`
        : [game.away, game.home].map((team) =>
            side(
              team.name,
              game.participants.filter((one) => one.team_id === team.team_id),
            ),
          )
    }
  </section>`;
}

/** `27 of 30 have a line, 2 did not play, 1 failed`. */
export function coverageWords(participants: readonly Pick<Participant, 'state'>[]): string {
  if (participants.length === 0) return '';
  const count = (state: ParticipantState): number => participants.filter((one) => one.state === state).length;
  const others: [number, string][] = [
    [count('absent'), 'did not play'],
    [count('asked'), 'still asked for'],
    [count('failed'), 'failed'],
  ];
  return [
    `${count('in')} of ${participants.length} have a line`,
    ...others.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : [])),
  ].join(', ');
}

function side(name: string, players: readonly Participant[]): SafeHtml {
  const withLine = players.filter((one) => one.has_line).length;
  return html`<details>
    <summary>${name} <span class="total">${withLine} of ${players.length}</span></summary>
    <ul class="players">
      ${players.map(
        (one) =>
          html`<li class="${one.has_line ? 'has' : 'lacks'}">
            ${one.name}${one.position ? html` <span class="muted">${one.position}</span>` : null}<span
              class="mark"
              >${stateWords(one)}</span
            >
          </li>`,
      )}
    </ul>
  </details>`;
}

function stateWords({ state, attempts, error_message: error }: Participant): string {
  const tries = attempts > 1 ? ` after ${attempts} tries` : '';
  return `${STATE_WORDS[state]}${state === 'failed' ? tries : ''}${error && state !== 'in' ? `: ${error}` : ''}`;
}
