import { type SafeHtml, html } from '@remix-run/html-template';
import type { InjuryListing } from '../../availability/list-injuries.ts';
import type { GameAvailability } from '../../availability/game-availability.ts';
import { pill } from './format.ts';
import { lineupSide, officialWords } from './lineup-side.ts';

/** The line-ups, officials and injuries of a game; a game of which nothing is known has no card. */
export function gameAvailability({ game, injuries }: GameAvailability): SafeHtml | null {
  const hasLineup = game.home.lineup !== null || game.away.lineup !== null;
  if (!hasLineup && game.officials.length === 0 && injuries.length === 0) return null;
  return html`<section class="card" id="availability">
    <h2>Who plays</h2>
    ${hasLineup ? html`${lineupSide(game.away)} ${lineupSide(game.home)}` : null}
    ${
      game.officials.length === 0
        ? null
        : html`<p class="words">Officials: ${officialWords(game.officials)}</p>`
    }
    ${
      injuries.length === 0
        ? null
        : html`<h3>Reported before the start</h3>
            <ul class="tree">
              ${injuries.map(injuryItem)}
            </ul>`
    }
  </section>`;
}

function injuryItem({
  player,
  player_id: id,
  team,
  status,
  body_part: part,
  source,
}: InjuryListing): SafeHtml {
  return html`<li>
    ${player} ${id === null ? pill('not recognised', 'wait') : null}
    <span class="words">${team}: ${status}${part === null ? '' : `, ${part}`}, by ${source}</span>
  </li>`;
}
